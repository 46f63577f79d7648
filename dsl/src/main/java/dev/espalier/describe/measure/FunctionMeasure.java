package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** A measure by a function of all rows, known by its name. */
record FunctionMeasure(String name, Better better, MeasureFunction function)
    implements Measure, Identified {
  FunctionMeasure {
    Given.all("name", name, "better", better, "function", function);
    Identified.requireName("measure", name);
  }

  @Override
  public boolean serves(Outputs outputs) {
    return true;
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new Accumulator() {
      private final List<double[]> predicted = new ArrayList<>();
      private final List<double[]> wanted = new ArrayList<>();

      @Override
      public void add(double[] predictions, double[] targets, int rows) {
        int width = outputs.targetWidth();
        for (int row = 0; row < rows; row++) {
          predicted.add(outputs.said(predictions, row));
          wanted.add(Arrays.copyOfRange(targets, row * width, (row + 1) * width));
        }
      }

      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(
            function.value(predicted.toArray(double[][]::new), wanted.toArray(double[][]::new)));
      }
    };
  }

  @Override
  public Object identity() {
    return List.of(name, better);
  }

  @Override
  public String toString() {
    return name;
  }
}
