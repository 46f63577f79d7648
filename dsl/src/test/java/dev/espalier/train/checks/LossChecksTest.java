package dev.espalier.train.checks;

import static dev.espalier.Espalier.absoluteError;
import static dev.espalier.Espalier.binaryCrossEntropy;
import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.likeness;
import static dev.espalier.Espalier.loss;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.poisson;
import static dev.espalier.Espalier.squaredError;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.espalier.Espalier;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.describe.Description;
import dev.espalier.describe.Tap;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a loss or a likeness of the user's own can get wrong is refused before training. */
final class LossChecksTest {
  private static final DataSet CLASSES =
      Data.fromArrays("classes", new double[][] {{0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1});
  private static final DataSet VALUES =
      Data.fromArrays("values", new double[][] {{0, 1}, {1, 0}}, new double[][] {{0}, {1}});
  private static final Description TWO = network("two", n -> n.input(2).dense("h", 3).output(2));
  private static final Description ONE = network("one", n -> n.input(2).dense("h", 3).output(1));

  @Test
  void takesLossesThatServeTheTask() {
    assertThatCode(
            () -> {
              classify(crossEntropy().smoothing(0.2).weights(1, 2));
              classify(crossEntropy().balanced());
              regress(squaredError());
              regress(huber(2));
              regress(loss("cubes", "torch.mean(torch.abs(prediction - target) ** 3, [-1])"));
              regress(loss("Java", (p, t) -> p.sub(t).abs().mul(2).squeeze(1)));
              classify(loss("own", "-torch.amax(prediction, [-1]) + target"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void takesLossesOfProbabilitiesAndOfRatesFromNetworksThatGiveThem() {
    Description said = network("said", n -> n.input(2).output(1).sigmoid());
    Description rates = network("rates", n -> n.input(2).output(1).exp());

    assertThatCode(
            () -> {
              regress(said, VALUES, binaryCrossEntropy());
              regress(rates, VALUES, poisson());
              regress(said, VALUES, poisson());
            })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesNetworksAndTargetsOfNumbersThatTheLossDoesNotKnow() {
    Description said = network("said", n -> n.input(2).output(1).sigmoid());
    DataSet below =
        Data.fromArrays("below", new double[][] {{0, 1}, {1, 0}}, new double[][] {{0}, {-2}});

    assertThatThrownBy(() -> regress(ONE, VALUES, binaryCrossEntropy()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: the loss is binary cross-entropy, of numbers from 0 to 1, and one.output may give others. Try output(...).sigmoid().");
    assertThatThrownBy(() -> regress(ONE, VALUES, poisson()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: the loss is Poisson, of numbers from 0 on, and one.output may give others. Try output(...).exp().");
    assertThatThrownBy(() -> regress(said, below, poisson()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "training data: target 0 of row 1 is -2.0, and the loss is Poisson, of numbers from 0 on. Try targets among them, or squaredError().");
    assertThatThrownBy(
            () ->
                regress(
                    said,
                    VALUES.targetsNormalized(Normalization.standardizing(VALUES.targets())),
                    binaryCrossEntropy()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "training data: the loss is binary cross-entropy, of numbers from 0 to 1, and the targets are scaled. Try targets as they are.");
  }

  @Test
  void refusesToDrawRowsByAClassThatTheyDoNotHaveOrAllAtOnce() {
    assertThatThrownBy(() -> require(ONE, RecipeBuilder.empty().regress(VALUES).balancedSampling()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "recipe: balancedSampling() draws rows by their class, and the targets are ")
        .hasMessageEndingWith(". Try classes.");
    assertThatThrownBy(
            () ->
                require(
                    TWO, RecipeBuilder.empty().classify(CLASSES).balancedSampling().fullBatch()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: balancedSampling() draws rows by their class, and a full batch takes each once. Try batch(64), or balanced weights.");
  }

  @Test
  void refusesALossOfTheOtherTask() {
    assertThatThrownBy(() -> classify(absoluteError()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: the loss is absolute error, which is not for the task CLASSIFICATION. Try crossEntropy().");
    assertThatThrownBy(() -> regress(crossEntropy()))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: the loss is cross-entropy, which is not for the task REGRESSION. Try squaredError(), absoluteError() or huber(1).");
  }

  @Test
  void refusesWeightsOfAnotherNumber() {
    assertThatThrownBy(() -> classify(crossEntropy().weights(1, 2, 3)))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: 3 weights were given, and the data have 2 classes. Try one weight a class, or balanced().");
  }

  @Test
  void refusesToBalanceAClassWithoutRows() {
    assertThatThrownBy(() -> crossEntropy().balanced().fitted(List.of(3, 0, 1)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "balanced() divides by each class's training rows, and there are none of class 1. Try a"
                + " split that leaves some of each class to train on, fewer classes, or weights(...).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.mean(prediction - target)|it gives the shape () for 3 samples, needed one number a sample. Try a mean over all axes but the first.",
        "torch.zeros([3])|its value does not depend on what is trained, so it trains nothing. Try differentiable operators on the first value.",
        "torch.mm(prediction, target)|it fails on 3 samples: mat1 and mat2 shapes cannot be multiplied (3x1 and 3x1). Try operators that fit these shapes.",
      })
  void refusesTextsThatFailOnAFewSamples(String text, String problem) {
    assertThatThrownBy(() -> regress(loss("own", text)))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith("recipe: loss own of a prediction's (1): " + problem);
  }

  @Test
  void refusesATextThatLibTorchDoesNotKnow() {
    assertThatThrownBy(() -> regress(loss("own", "torch.hubert(prediction)")))
        .isInstanceOf(PlanException.class)
        .hasMessageEndingWith(
            "recipe: formula own: LibTorch refuses its text: Unknown builtin op: aten::hubert. Try TorchScript's operators, as torch.name(...).");
  }

  @Test
  void refusesFunctionsThatFailOnAFewSamples() {
    assertThatThrownBy(() -> regress(loss("own", (p, t) -> t)))
        .hasMessageEndingWith(
            "recipe: loss own of a prediction's (1): it gives the shape (3, 1) for 3 samples, needed one number a sample. Try a mean over all axes but the first.");
    assertThatThrownBy(() -> regress(loss("own", (p, t) -> p.mul(p.getFloat(0, 0)))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("it calls getFloat() on a value that is trained");
    assertThatThrownBy(() -> regress(loss("own", (p, t) -> p.mul((NDArray) new Object[] {"x"}[0]))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("it fails on 3 samples: java.lang.ClassCastException");
  }

  @Test
  void refusesLikenessesThatFailOnAFewSamples() {
    Description chain =
        Espalier.hierarchy(
            "chain",
            h ->
                h.input(2)
                    .network("small", n -> n.dense("h", 3).output(1))
                    .network("large", n -> n.dense("h", 4).output(1))
                    .guide(
                        "small",
                        "large",
                        g ->
                            g.hidden("h", "h", likeness("own", "torch.mse_loss(learner, guide)"))));

    assertThatThrownBy(() -> require(chain, guided(chain), RecipeBuilder.empty().regress(VALUES)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "likeness own of a learner's (4) to a guide's (3): it fails on 3 samples: The size of tensor a (4) must match the size of tensor b (3)");
  }

  @Test
  void refusesSettingsThatMeanNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> crossEntropy().smoothing(1))
        .withMessage("smoothing(1.0): needed a number in [0, 1). Try smoothing(0.1).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> crossEntropy().smoothing(Double.NaN))
        .withMessage("smoothing(NaN): needed a number in [0, 1). Try smoothing(0.1).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> crossEntropy().weights(1, -1))
        .withMessage(
            "weights([1.0, -1.0]): needed finite numbers of at least 0, one of them above. Try weights(1, 2).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> crossEntropy().weights(1, 2).balanced())
        .withMessage(
            "crossEntropy: how classes count was already given as [1.0, 2.0], now as balanced(). Try one of them.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> huber(0))
        .withMessage("huber(0.0): needed a finite number above 0. Try huber(1).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeBuilder.empty().loss(huber(1)).loss(squaredError()))
        .withMessage(
            "recipe: the loss was already given as Huber at 1.0, now as squared error. Try one of them.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss("no such"))
        .withMessageStartingWith(
            "loss 'no such': none of that name is on the class path, there are [");
  }

  private static void classify(Loss loss) {
    require(TWO, RecipeBuilder.empty().classify(CLASSES).loss(loss));
  }

  private static void regress(Description network, DataSet data, Loss loss) {
    require(network, RecipeBuilder.empty().regress(data).loss(loss));
  }

  private static void regress(Loss loss) {
    require(ONE, RecipeBuilder.empty().regress(VALUES).loss(loss));
  }

  private static void require(Description description, RecipeBuilder recipe) {
    require(description, Planned.of(Planned.task("s", description.name())), recipe);
  }

  private static void require(Description description, Planned method, RecipeBuilder recipe) {
    CheckedHierarchy checked = Espalier.check(description);
    PlanChecks.require(method.plan(checked), TrainingData.first(checked, recipe.build()));
  }

  private static Planned guided(Description chain) {
    return Planned.of(
        GradientStage.of(
            "s",
            Part.whole("large"),
            List.of(
                Term.task(Tap.of("large", "output")),
                Term.guidance(Espalier.check(chain).links().get(0)))));
  }
}
