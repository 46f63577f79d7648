package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Registry;
import java.util.List;

/** The measures that are always taken. */
public final class Measures {
  private static final List<Measure> STANDARD =
      List.of(
          new MeanLoss(),
          new Accuracy(),
          new Top3(),
          new MacroF1(),
          new MeanSquareError(),
          new RelativeSquare(),
          new RSquared(),
          new MeanAbsolute(),
          new PeakSignalToNoise());

  private Measures() {}

  /** Gives what is measured of such predictions without being asked for, in a fixed order. */
  public static List<Measure> standard(Outputs outputs) {
    Given.all("outputs", outputs);
    return STANDARD.stream().filter(one -> one.serves(outputs)).toList();
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
