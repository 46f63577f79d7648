package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Registry;
import java.util.List;

/** The measures that are always taken. */
public final class Measures {
  // By name, since some are in rooms that build on this one.
  private static final List<String> STANDARD =
      List.of("loss", "accuracy", "top3", "macroF1", "mse", "rse", "r2", "mae", "psnr");

  private Measures() {}

  /** Gives what is measured of such predictions without being asked for, in a fixed order. */
  public static List<Measure> standard(Outputs outputs) {
    Given.all("outputs", outputs);
    return STANDARD.stream()
        .map(name -> Registry.named(Measure.class, name))
        .filter(one -> one.serves(outputs))
        .toList();
  }

  /** Gives the measure that a result is judged by: accuracy, or the mean square of values. */
  public static Measure main(boolean classes) {
    return classes ? new Accuracy() : new MeanSquareError();
  }

  /** Gives the names of all that serve such predictions, sorted. */
  public static List<String> servingNames(Outputs outputs) {
    Given.all("outputs", outputs);
    return Registry.all(Measure.class).values().stream()
        .filter(one -> one.serves(outputs))
        .map(Measure::name)
        .toList();
  }
}
