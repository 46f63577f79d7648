package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import java.util.function.UnaryOperator;

/**
 * A measure of one of several predicted values, such as {@code mae().ofOutput(1)}: named {@code
 * mae[1]}.
 *
 * @param measure the measure
 * @param output the place of the value, from 0
 */
public record OneOutput(Measure measure, int output) implements Measure {
  /** Refuses a place below 0, and a measure that only a formula computes. */
  public OneOutput {
    Given.all("measure", measure);
    if (output < 0) {
      throw new IllegalArgumentException(
          "%s.ofOutput(%s): needed a place from 0 on. Try ofOutput(0)."
              .formatted(measure.name(), output));
    }
    if (measure.formula().isPresent()) {
      throw new IllegalArgumentException(
          "%s.ofOutput(%s): a formula is over all outputs. Try one output in its text."
              .formatted(measure.name(), output));
    }
  }

  @Override
  public String name() {
    return measure.name() + "[" + output + "]";
  }

  @Override
  public Better better() {
    return measure.better();
  }

  @Override
  public boolean serves(Outputs outputs) {
    return !outputs.classes() && output < outputs.width() && measure.serves(Outputs.ofValues(1));
  }

  @Override
  public Accumulator over(Outputs outputs) {
    Accumulator one = measure.over(Outputs.ofValues(1));
    return new OnePart.Slice(one, outputs.width(), output, 1, UnaryOperator.identity());
  }
}
