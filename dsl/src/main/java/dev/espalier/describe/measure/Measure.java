package dev.espalier.describe.measure;

import dev.espalier.describe.value.Named;

/**
 * One number that says how good predictions are over a data set.
 *
 * <p>A measure of one's own is a function of all rows, {@link #of}, or a class: it is found under
 * its name, {@link dev.espalier.describe.value.Registry#named}, where a {@link
 * java.util.ServiceLoader} finds it, and built-in ones are written in the same way.
 *
 * <pre>{@code
 * record Bias() implements Measure {
 *   public String name() { return "bias"; }
 *   public Better better() { return Better.SMALLER; }
 *   public boolean serves(Outputs outputs) { return !outputs.classes(); }
 *   public Accumulator over(Outputs outputs) { return new Sum(outputs.width()); }
 * }
 * }</pre>
 */
public interface Measure extends Named {

  /** Gives the name under which it stands in logs, tables and pages, such as {@code accuracy}. */
  @Override
  String name();

  /** Says which values are better. */
  Better better();

  /** Says whether it can measure such predictions. */
  boolean serves(Outputs outputs);

  /** Gives an accumulator that nothing was added to; only for outputs that it serves. */
  Accumulator over(Outputs outputs);

  /**
   * Gives a measure that is a function of all rows at once, for classes and values.
   *
   * @param name by which it is known again: two of one name must give the same values
   * @param better which values are better
   * @param function what gives the value
   */
  static Measure of(String name, Better better, MeasureFunction function) {
    return new FunctionMeasure(name, better, function);
  }
}
