package dev.espalier.methods;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.loss;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.describe.loss.Loss;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.TrainingMethod;
import org.junit.jupiter.api.Test;

/** A recipe's own loss is what trains, and what is reported. */
final class OwnLossIT {

  @Test
  void theReportedLossIsTheRecipes() {
    double smoothing = 0.2;

    Run run = classified(crossEntropy().smoothing(smoothing), supervised());

    double sum = 0;
    for (int row = 0; row < Cases.MORE_BLOBS.size(); row++) {
      Prediction said = run.predict(Cases.MORE_BLOBS.input(row));
      double even = said.values().stream().mapToDouble(Math::log).sum() / 3;
      double own = Math.log(said.value(Cases.MORE_BLOBS.label(row)));
      sum -= (1 - smoothing) * own + smoothing * even;
    }
    assertThat(last(run, "loss")).isCloseTo(sum / Cases.MORE_BLOBS.size(), within(1e-5));
  }

  @Test
  void aTextTrainsAsTheBuiltInDoes() {
    Run builtIn = classified(crossEntropy(), supervised());
    Run text =
        classified(
            loss(
                "text",
                "-torch.squeeze(torch.gather(torch.log_softmax(prediction, -1), 1, torch.unsqueeze(target, 1)), 1)"),
            supervised());

    assertThat(last(text, "loss")).isCloseTo(last(builtIn, "loss"), within(1e-5));
    assertThat(last(text, "accuracy")).isEqualTo(last(builtIn, "accuracy"));
  }

  @Test
  void perturbationsGoAlongTheGradientOfTheRecipesLoss() {
    TrainingMethod icp = constructivePerturbation(p -> p.steps(2).targets("h", "k"));

    Run plain = classified(crossEntropy(), icp);
    Run tripled =
        classified(
            loss(
                "tripled",
                "-3. * torch.squeeze(torch.gather(torch.log_softmax(prediction, -1), 1, torch.unsqueeze(target, 1)), 1)"),
            icp);

    assertThat(last(tripled, "loss")).isNotCloseTo(last(plain, "loss"), within(1e-2));
  }

  @Test
  void theLossOfValuesIsReportedBesideTheirMeanSquare() {
    Run run =
        train(
            Cases.WAVES,
            supervised(),
            r ->
                r.regress(Cases.WAVE)
                    .validate(Cases.WAVE)
                    .loss(huber(0.1))
                    .adam(0.01)
                    .epochs(3)
                    .quiet());

    assertThat(last(run, "loss")).isLessThan(0.1 * last(run, "mae")).isPositive();
    assertThat(last(run, "mse")).isNotCloseTo(last(run, "loss"), within(1e-6));
  }

  @Test
  void aMethodWithALossOfItsOwnRefusesAnother() {
    assertThatThrownBy(
            () ->
                train(
                    Cases.GRADES,
                    multigrade(),
                    r -> r.regress(Cases.WAVE).loss(huber(1)).epochs(1).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: the loss is Huber at 1.0, and the plan fits labels by half square, which is the method's own. Try leaving loss(...) out.");
  }

  private static Run classified(Loss loss, TrainingMethod method) {
    return train(
        Cases.NET,
        method,
        r ->
            r.classify(Cases.BLOBS)
                .validate(Cases.MORE_BLOBS)
                .loss(loss)
                .adam(0.01)
                .batch(10)
                .epochs(4)
                .seed(5)
                .quiet());
  }

  private static double last(Run run, String metric) {
    return run.result().metric(metric);
  }
}
