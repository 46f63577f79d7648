package dev.espalier.methods.icp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers were computed by an independent implementation in 64 bits. */
class PerturbationTest {
  private static final Offset<Double> NINE_DIGITS = within(1e-9);
  private static final Moment FIRST = new Moment(0, 40, 0, 2);

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final Autograd.Mode paused = Autograd.paused();
  private final NDArray input = manager.create(new double[] {.5, -1}, new Shape(1, 2));

  @AfterEach
  void close() {
    paused.close();
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SGD, .314117310588, -.532543273006",
    "ADAM, .021117599947, -.503358434653",
    "ADEMAMIX, .020445852763, -.502615563532"
  })
  void movesTheInputAsTheFormulaSays(Direction direction, double first, double second) {
    LinearSoftmax context = new LinearSoftmax(manager, 1, FIRST);

    NDArray changed = new Perturbation(direction, 5, .1, false).apply(input, context);

    assertThat(changed.toDoubleArray()[0]).isCloseTo(first, NINE_DIGITS);
    assertThat(changed.toDoubleArray()[1]).isCloseTo(second, NINE_DIGITS);
    assertThat(context.gradients()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "SGD, 2.167640767620, 2.047817601579, 1.938704955947, 1.839907010130, 1.750780497437, 1.670506800417",
    "ADAM, 2.167640767620, 2.026545773940, 1.898448897959, 1.785224925506, 1.688213997590, 1.607673040081",
    "ADEMAMIX, 2.167640767620, 2.026478234925, 1.898266869578, 1.784906923118, 1.687765551407, 1.607120917803"
  })
  void logsTheLossBeforeAndAfterEachStep(
      Direction direction, double l0, double l1, double l2, double l3, double l4, double l5) {
    LinearSoftmax context = new LinearSoftmax(manager, 1, FIRST);

    new Perturbation(direction, 5, .1, false).apply(input, context);

    double[] expected = {l0, l1, l2, l3, l4, l5};
    for (int step = 0; step <= 5; step++) {
      assertThat(context.logged().get("loss after step " + step))
          .isCloseTo(expected[step], NINE_DIGITS);
    }
    assertThat(context.logged()).containsEntry("share fallen", 1.0);
  }

  @Test
  void logsTheNormOfTheChange() {
    LinearSoftmax context = new LinearSoftmax(manager, 1, FIRST);

    NDArray changed = new Perturbation(Direction.ADAM, 5, .1, false).apply(input, context);

    double[] z = changed.toDoubleArray();
    assertThat(context.logged().get("norm"))
        .isCloseTo(Math.hypot(z[0] - .5, z[1] + 1), NINE_DIGITS);
  }

  @Test
  void startsFromTheGradientByHand() {
    NDArray gradient = new LinearSoftmax(manager, 1, FIRST).gradientAt(input).value();

    assertThat(gradient.toDoubleArray()[0]).isCloseTo(.46216573, within(1e-8));
    assertThat(gradient.toDoubleArray()[1]).isCloseTo(-1.00594147, within(1e-8));
  }

  @Test
  void beginsWithAStepOfFullSizeAgainstTheGradientsSign() {
    LinearSoftmax context = new LinearSoftmax(manager, 1, FIRST);
    double[] gradient = context.gradientAt(input).value().toDoubleArray();

    NDArray changed = new Perturbation(Direction.ADAM, 1, .1, false).apply(input, context);

    double[] z = changed.toDoubleArray();
    for (int i = 0; i < 2; i++) {
      double step = -.1 * gradient[i] / (Math.abs(gradient[i]) + 1e-8);
      assertThat(z[i] - input.toDoubleArray()[i]).isCloseTo(step, within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheInputWhereAStepHasNoLength(Direction direction) {
    LinearSoftmax context = new LinearSoftmax(manager, 1, FIRST);

    NDArray changed = new Perturbation(direction, 5, 0, false).apply(input, context);

    assertThat(changed.toDoubleArray()).containsExactly(input.toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameEachTimeAndKeepsTheInput(Direction direction) {
    Perturbation perturbation = new Perturbation(direction, 5, .1, false);

    NDArray once = perturbation.apply(input, new LinearSoftmax(manager, 1, FIRST));
    NDArray again = perturbation.apply(input, new LinearSoftmax(manager, 1, FIRST));

    assertThat(again.toDoubleArray()).containsExactly(once.toDoubleArray());
    assertThat(input.toDoubleArray()).containsExactly(.5, -1);
  }

  @ParameterizedTest
  @CsvSource({"20, 1, true", "21, 1, false", "30, 1, true", "9, 0, false", "10, 0, true"})
  void measuresEveryTenthBatchOfAnEpoch(long step, int epoch, boolean measured) {
    LinearSoftmax context = new LinearSoftmax(manager, 1, new Moment(step, 40, epoch, 2));

    new Perturbation(Direction.SGD, 1, .1, false).apply(input, context);

    assertThat(!context.logged().isEmpty()).isEqualTo(measured);
  }
}
