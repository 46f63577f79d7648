package dev.espalier.methods.mgdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.methods.Methods;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Errors by grade against an independent program's, in 64-bit numbers from given first values.
 *
 * <p>That program kept every grade, better or not.
 */
final class MultigradeGoldenTest {
  private static final double PERCENT = 1e-6;

  @Test
  void reluByAdam() {
    Errors errors = errors(relu(), MultigradeGoldenTest::adam, Multigrade::keepAll);

    errors.areTrained(2.586432082501e-01, 7.944512178926e-02, 4.250930567570e-02);
    errors.areTested(2.594764810522e-01, 8.314799946373e-02, 4.532022788192e-02);
  }

  @Test
  void reluByGradientDescent() {
    Errors errors =
        errors(
            relu(),
            r -> r.optimizer(Optimizer.sgd(), Schedule.constant(.1)).epochs(500),
            Multigrade::keepAll);

    errors.areTrained(2.648085265502e-01, 2.635894380601e-01, 2.633972704526e-01);
    errors.areTested(2.662785608144e-01, 2.650764212083e-01, 2.648910035703e-01);
  }

  @Test
  void sineByAdam() {
    Errors errors =
        errors(M1.grades(3, Activation.Kind.SINE), MultigradeGoldenTest::adam, Multigrade::keepAll);

    errors.areTrained(2.810945040332e-01, 2.513911080146e-01, 6.7245312241e-02);
    errors.areTested(2.827697727313e-01, 2.539868624591e-01, 6.7584413306e-02);
  }

  @Test
  void reluByAdamFromZeroHeads() {
    Errors errors = errors(relu(), MultigradeGoldenTest::adam, m -> m.keepAll().zeroHead());

    errors.areTrained(2.512570626023e-01, 2.330576071998e-01, 2.324966986473e-01);
  }

  private static Hierarchy relu() {
    return M1.grades(3, Activation.Kind.RELU);
  }

  private static RecipeBuilder adam(RecipeBuilder recipe) {
    return recipe.adam(Schedule.exponential(1e-2, 1e-3).byEpoch()).epochs(300);
  }

  private static Errors errors(
      Hierarchy hierarchy,
      UnaryOperator<RecipeBuilder> optimization,
      UnaryOperator<Multigrade> settings) {
    DataSet training = M1.curve(0);
    DataSet test = M1.curve(1 / 400.0);
    try (Run run =
        Espalier.train(
            hierarchy,
            Methods.multigrade(settings),
            r ->
                optimization.apply(
                    r.regress(training).fullBatch().float64().quiet().asDefaults()))) {
      return new Errors(byGrade(run, training), byGrade(run, test));
    }
  }

  /** Gives half the mean square error after each grade. */
  private static List<Double> byGrade(Run run, DataSet data) {
    return run.plan().gradientStages().stream()
        .map(GradientStage::readout)
        .map(readout -> run.evaluate(readout, data).metric("mse") / 2)
        .toList();
  }

  private record Errors(List<Double> training, List<Double> test) {
    void areTrained(double... expected) {
      compare(training, expected);
    }

    void areTested(double... expected) {
      compare(test, expected);
    }

    private static void compare(List<Double> found, double... expected) {
      assertThat(found).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found.get(i))
            .as("grade " + (i + 1))
            .isCloseTo(expected[i], withinPercentage(PERCENT));
      }
    }
  }
}
