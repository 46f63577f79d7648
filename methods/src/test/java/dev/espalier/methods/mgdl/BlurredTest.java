package dev.espalier.methods.mgdl;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.mgdl.SmallPicture.GRADES;
import static dev.espalier.methods.mgdl.SmallPicture.HEIGHT;
import static dev.espalier.methods.mgdl.SmallPicture.PICTURE;
import static dev.espalier.methods.mgdl.SmallPicture.STILL;
import static dev.espalier.methods.mgdl.SmallPicture.WIDTH;
import static dev.espalier.methods.mgdl.SmallPicture.requireStepDownTheGradient;
import static dev.espalier.methods.mgdl.SmallPicture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.torch.Operators;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BlurredTest {
  private static final double DEVIATION = .7;
  private static final int SIDE = 12;
  private static final Multigrade METHOD =
      multigrade(m -> m.keepAll().blurred(DEVIATION, HEIGHT, WIDTH));

  @Test
  void saysWhatIsBlurred() {
    String plan = METHOD.plan(check(GRADES)).explain();

    assertThat(plan)
        .contains("half square from the label to the blur by 0.7 over 4 x 5 of grade1.output to 0")
        .contains("to the blur by 0.7 over 4 x 5 of grade2.output to -(grade1)");
  }

  @Test
  void theFitIsThatOfTheWholeSumOnceItIsBlurred() {
    try (Run run = run(METHOD.rates(constant(.01), STILL), r -> r)) {
      assertThat(run.log().epochsOf("grade2").get(0).terms().get("task"))
          .isCloseTo(fit(run), within(1e-12));
    }
  }

  @Test
  void oneStepGoesDownTheGradientOfTheBlurredFit() {
    double rate = .125;
    UnaryOperator<RecipeBuilder> oneStep = r -> r.sgd(1e-3).epochs(1);
    try (Run before = run(METHOD.rates(constant(.01), STILL), oneStep);
        Run after = run(METHOD.rates(constant(.01), constant(rate)), oneStep)) {
      requireStepDownTheGradient(before, after, rate, BlurredTest::fit);
    }
  }

  @Test
  void aBlurredPictureIsLearnedSharperThanItIs() {
    double[] sharp = blocks();
    double[] soft = blurred(sharp, 1, SIDE, SIDE);
    double before = meanSquare(soft, sharp);

    assertThat(errorOf(multigrade(m -> m.keepAll().blurred(1, SIDE, SIDE)), soft, sharp))
        .isLessThan(before / 2);
    assertThat(errorOf(multigrade(Multigrade::keepAll), soft, sharp)).isGreaterThan(.9 * before);
  }

  @Test
  void refusesToDecideByTheSharpPrediction() {
    assertThatThrownBy(() -> run(multigrade(m -> m.blurred(DEVIATION, HEIGHT, WIDTH)), r -> r))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("stage grade2, term 'task': the stage is kept if better")
        .hasMessageContaining("that compares the sharp prediction with the blurred picture")
        .hasMessageContaining("Try keepAll()");
    assertThatThrownBy(() -> run(METHOD.minImprove(.1), r -> r.validate(PICTURE)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no minImprove(...)");
    assertThatThrownBy(() -> run(METHOD.stopping(Stopping.patience(2)), r -> r.validate(PICTURE)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("it stops after 2 epochs without a better validation loss, and that")
        .hasMessageContaining("Try a number of epochs");
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThatThrownBy(() -> run(METHOD, r -> r.batch(10)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("stage grade1, term 'task': it takes neighbouring pixels together")
        .hasMessageContaining("Try fullBatch()");
    assertThatThrownBy(() -> run(multigrade(m -> m.keepAll().blurred(1, 5, 5)), r -> r))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the picture is 5 x 5 = 25 pixels, and the data have 20 rows");
    assertThatThrownBy(() -> run(METHOD.totalVariation(.1, 2, 10), r -> r))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("stage grade1: its terms take the picture as 4 x 5 and as 2 x 10");
  }

  @Test
  void refusesClasses() {
    int[] labels = IntStream.range(0, SIDE * SIDE).map(pixel -> pixel % 2).toArray();
    DataSet classes = Data.fromArrays("classes", places(), labels);

    assertThatThrownBy(
            () ->
                train(
                    GRADES,
                    multigrade(m -> m.keepAll().blurred(1, SIDE, SIDE)),
                    r -> r.classify(classes).fullBatch().quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needed values. Try regress(data)");
  }

  @Test
  void refusesNoBlurAndOneAsWideAsThePicture() {
    assertThatThrownBy(() -> multigrade(m -> m.blurred(0, 4, 5)))
        .hasMessageContaining(
            "the deviation is 0.0 pixels, needed 0.001 to 100000.0. Try 1, or no blur");
    assertThatThrownBy(() -> multigrade(m -> m.blurred(1, 4, 5)))
        .hasMessageContaining("reaches 4 pixels to each side, and the picture is 4 x 5");
  }

  /** Gives half the square that the blurred prediction leaves of the picture, by the pixel. */
  private static double fit(Run run) {
    double[] prediction =
        run.predict(run.plan().readout(), PICTURE).stream()
            .flatMap(pixel -> pixel.values().stream())
            .mapToDouble(value -> value)
            .toArray();
    double[] label = PICTURE.targets().doubles(0, PICTURE.size());
    return meanSquare(blurred(prediction, DEVIATION, HEIGHT, WIDTH), label);
  }

  private static double meanSquare(double[] values, double[] others) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> (values[i] - others[i]) * (values[i] - others[i]))
        .average()
        .orElseThrow();
  }

  private static double[] blurred(double[] pixels, double deviation, int height, int width) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return Operators.blur(
              manager.create(pixels).reshape((long) height * width, -1), deviation, height, width)
          .toDoubleArray();
    }
  }

  /** Gives the mean square by which what is learned of one picture differs from another. */
  private static double errorOf(Multigrade method, double[] learned, double[] other) {
    Hierarchy grades =
        hierarchy(
            "blocks",
            h ->
                h.input(2)
                    .grades(
                        2,
                        "h",
                        (g, n) -> n.dense("lift", 32).sine(8).dense("h", 32).relu().output(1)));
    DataSet data = Data.fromArrays("blocks", places(), learned);
    try (Run run =
        train(
            grades,
            method,
            r -> r.regress(data).adam(5e-3).fullBatch().epochs(200).seed(1).quiet())) {
      return run.evaluate(Data.fromArrays("other", places(), other)).metric("mse");
    }
  }

  /** Gives a picture of light and dark blocks, four by four pixels each. */
  private static double[] blocks() {
    return IntStream.range(0, SIDE * SIDE)
        .mapToDouble(pixel -> (row(pixel) / 4 + column(pixel) / 4) % 2)
        .toArray();
  }

  private static double[][] places() {
    return IntStream.range(0, SIDE * SIDE)
        .mapToObj(pixel -> new double[] {column(pixel) / 6.0 - 1, row(pixel) / 6.0 - 1})
        .toArray(double[][]::new);
  }

  private static int row(int pixel) {
    return pixel / SIDE;
  }

  private static int column(int pixel) {
    return pixel % SIDE;
  }
}
