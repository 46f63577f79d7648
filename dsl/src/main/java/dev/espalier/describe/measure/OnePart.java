package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A measure of one of several outputs that lie side by side, such as {@code accuracy().of("kind")}:
 * named {@code kind accuracy}.
 *
 * @param measure the measure
 * @param output the output's name
 */
public record OnePart(Measure measure, String output) implements Measure {
  /** Refuses a measure that only a formula computes, and one of another output. */
  public OnePart {
    Given.all("measure", measure, "output", output);
    if (measure.formula().isPresent() || measure instanceof OnePart) {
      throw new IllegalArgumentException(
          "%s.of(\"%s\"): needed a measure that adds rows up. Try accuracy().of(\"%s\")."
              .formatted(measure.name(), output, output));
    }
  }

  @Override
  public String name() {
    return output + " " + measure.name();
  }

  @Override
  public Better better() {
    return measure.better();
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs
        .parts()
        .filter(parts -> parts.names().contains(output))
        .map(parts -> measure.serves(outputs.of(parts.part(output))))
        .orElse(false);
  }

  @Override
  public Accumulator over(Outputs outputs) {
    Parts.Part part = outputs.parts().orElseThrow().part(output);
    Accumulator one = measure.over(outputs.of(part));
    return new Slice(
        one,
        outputs.width(),
        part.from(),
        part.width(),
        part.ofClasses() ? ones -> labels(ones, part.width()) : UnaryOperator.identity());
  }

  /** Gives the place of the 1 in each row. */
  private static double[] labels(double[] ones, int width) {
    double[] labels = new double[ones.length / width];
    for (int row = 0; row < labels.length; row++) {
      for (int c = 1; c < width; c++) {
        if (ones[row * width + c] > ones[row * width + (int) labels[row]]) {
          labels[row] = c;
        }
      }
    }
    return labels;
  }

  /**
   * Adds up a measure of some of the values that lie side by side in a row.
   *
   * @param one adds up those values
   * @param width how many values a row has
   * @param from the place of the first of them
   * @param count how many they are
   * @param targets makes the measure's targets of theirs, rows one after the other
   */
  record Slice(Accumulator one, int width, int from, int count, UnaryOperator<double[]> targets)
      implements Accumulator {
    @Override
    public void add(double[] predictions, double[] wanted, int rows) {
      one.add(slice(predictions, rows), targets.apply(slice(wanted, rows)), rows);
    }

    @Override
    public void add(double[] predictions, double[] wanted, double[] weights, int rows) {
      one.add(slice(predictions, rows), targets.apply(slice(wanted, rows)), weights, rows);
    }

    @Override
    public boolean weighs() {
      return one.weighs();
    }

    @Override
    public OptionalDouble value() {
      return one.value();
    }

    private double[] slice(double[] values, int rows) {
      double[] slice = new double[rows * count];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(values, row * width + from, slice, row * count, count);
      }
      return slice;
    }
  }
}
