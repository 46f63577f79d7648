package dev.espalier.methods.mgdl;

import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** A noisy picture, two grades that learn it in 64 bits, and what one step of theirs should do. */
final class SmallPicture {
  static final int HEIGHT = 4;
  static final int WIDTH = 5;

  /** Pixels row by row of two values, so that half the square is the mean square. */
  static final DataSet PICTURE = picture();

  static final Hierarchy GRADES =
      hierarchy(
          "noisy",
          h ->
              h.input(2)
                  .grades(
                      2, "h", (g, n) -> n.dense("lift", 6).sine().dense("h", 6).sine().output(2)));

  /** So small that no parameter moves by a bit. */
  static final Schedule STILL = constant(1e-300);

  private SmallPicture() {}

  static Run run(Multigrade method, UnaryOperator<RecipeBuilder> more) {
    return train(
        GRADES,
        method,
        r ->
            more.apply(
                r.regress(PICTURE).sgd(.05).fullBatch().epochs(3).float64().quiet().asDefaults()));
  }

  /**
   * Requires that grade 2 went down a loss's gradient.
   *
   * @param before a run of which grade 2 is as it started
   * @param after the same after one step
   */
  static void requireStepDownTheGradient(
      Run before, Run after, double rate, ToDoubleFunction<Run> loss) {
    for (String name : List.of("lift.weight", "h.bias", "output.weight")) {
      NDArray values = parameter(before, name);
      double[] start = values.toDoubleArray();
      double[] moved = parameter(after, name).toDoubleArray();
      for (int i = 0; i < start.length; i++) {
        double gradient = difference(values, i, () -> loss.applyAsDouble(before));
        assertThat((start[i] - moved[i]) / rate)
            .as("%s[%d]", name, i)
            .isCloseTo(gradient, within(1e-7));
      }
    }
  }

  private static NDArray parameter(Run run, String name) {
    return run.outcome().networks().network("grade2").parameters().stream()
        .filter(each -> each.name().endsWith(name))
        .map(NamedParameter::array)
        .findFirst()
        .orElseThrow();
  }

  /** Gives the loss's derivative by one value, from two losses beside it. */
  private static double difference(NDArray values, int index, DoubleSupplier loss) {
    double step = 1e-6;
    double[] start = values.toDoubleArray();
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      double[] shifted = start.clone();
      shifted[index] += side == 0 ? step : -step;
      values.set(shifted);
      losses[side] = loss.getAsDouble();
    }
    values.set(start);
    return (losses[0] - losses[1]) / (2 * step);
  }

  private static DataSet picture() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] places = new double[HEIGHT * WIDTH][];
    double[][] values = new double[HEIGHT * WIDTH][];
    for (int i = 0; i < places.length; i++) {
      places[i] = new double[] {i % WIDTH / 2.0 - 1, Math.floorDiv(i, WIDTH) / 2.0 - 1};
      values[i] = new double[] {random.nextGaussian(), places[i][0] + random.nextGaussian()};
    }
    return Data.fromArrays("noisy", places, values);
  }
}
