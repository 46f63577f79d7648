package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import dev.espalier.describe.value.Registry;
import java.util.ArrayList;
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
    if (outputs.parts().isEmpty()) {
      return STANDARD.stream()
          .map(name -> Registry.named(Measure.class, name))
          .filter(one -> one.serves(outputs))
          .toList();
    }
    List<Measure> measures = new ArrayList<>(List.of(new MeanLoss()));
    for (Parts.Part part : outputs.parts().get().list()) {
      standard(outputs.of(part)).stream()
          // The loss is that of all, and a ratio to a peak of 1 is for pictures.
          .filter(one -> !(one instanceof MeanLoss || one instanceof PeakSignalToNoise))
          .forEach(one -> measures.add(one.of(part.name())));
    }
    return List.copyOf(measures);
  }

  /**
   * Gives the measure that a result is judged by: accuracy, the mean square of values, or the loss
   * of several outputs.
   */
  public static Measure main(Outputs outputs) {
    Given.all("outputs", outputs);
    if (outputs.parts().isPresent()) {
      return new MeanLoss();
    }
    return outputs.classes() ? new Accuracy() : new MeanSquareError();
  }

  /**
   * Says whether a measure can measure such predictions. Of several outputs, a number over all
   * their values has no meaning: there it is the loss, a formula, or a measure {@link
   * Measure#of(String) of} one output.
   */
  public static boolean serves(Measure measure, Outputs outputs) {
    Given.all("measure", measure, "outputs", outputs);
    boolean whole =
        outputs.parts().isEmpty()
            || measure instanceof MeanLoss
            || measure instanceof OnePart
            || measure.formula().isPresent();
    return whole && measure.serves(outputs);
  }

  /** Gives the names of all that serve such predictions, sorted. */
  public static List<String> servingNames(Outputs outputs) {
    Given.all("outputs", outputs);
    if (outputs.parts().isPresent()) {
      return standard(outputs).stream().map(Measure::name).toList();
    }
    return Registry.all(Measure.class).values().stream()
        .filter(one -> one.serves(outputs))
        .map(Measure::name)
        .toList();
  }
}
