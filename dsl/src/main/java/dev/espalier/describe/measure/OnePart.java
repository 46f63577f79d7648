package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import java.util.OptionalDouble;

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
    int width = outputs.width();
    return new Accumulator() {
      @Override
      public void add(double[] predictions, double[] targets, int rows) {
        double[] own = slice(predictions, rows);
        double[] wanted = slice(targets, rows);
        one.add(own, part.ofClasses() ? labels(wanted, rows) : wanted, rows);
      }

      @Override
      public void add(double[] predictions, double[] targets, double[] weights, int rows) {
        double[] own = slice(predictions, rows);
        double[] wanted = slice(targets, rows);
        one.add(own, part.ofClasses() ? labels(wanted, rows) : wanted, weights, rows);
      }

      @Override
      public boolean weighs() {
        return one.weighs();
      }

      private double[] slice(double[] values, int rows) {
        double[] slice = new double[rows * part.width()];
        for (int row = 0; row < rows; row++) {
          System.arraycopy(
              values, row * width + part.from(), slice, row * part.width(), part.width());
        }
        return slice;
      }

      private double[] labels(double[] ones, int rows) {
        double[] labels = new double[rows];
        for (int row = 0; row < rows; row++) {
          for (int c = 1; c < part.width(); c++) {
            if (ones[row * part.width() + c] > ones[row * part.width() + (int) labels[row]]) {
              labels[row] = c;
            }
          }
        }
        return labels;
      }

      @Override
      public OptionalDouble value() {
        return one.value();
      }
    };
  }
}
