package dev.espalier.describe.measure;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Named;
import java.util.List;
import java.util.Optional;

/**
 * One number that says how good predictions are over a data set.
 *
 * <p>A measure of one's own is a text, {@code measure("worst", smaller(), "torch.max(...)")}, a
 * function of all rows, {@link #of}, or a class: it is found under its name, {@link
 * dev.espalier.describe.value.Registry#named}, where a {@link java.util.ServiceLoader} finds it,
 * and built-in ones are written in the same way.
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
  /**
   * The names under which a formula knows all rows: the probabilities of the classes, {@code (rows,
   * classes)}, and their INT64 targets {@code (rows)}; or the values and their targets, {@code
   * (rows, values)}. All are FLOAT64.
   */
  List<String> INPUTS = List.of("prediction", "target");

  /** Gives the name under which it stands in logs, tables and pages, such as {@code accuracy}. */
  @Override
  String name();

  /** Says which values are better. */
  Better better();

  /** Says whether it can measure such predictions. */
  boolean serves(Outputs outputs);

  /**
   * Gives an accumulator that nothing was added to; only for outputs that it serves, and only of a
   * measure without a formula.
   */
  default Accumulator over(Outputs outputs) {
    Given.all("outputs", outputs);
    throw new IllegalArgumentException(
        "measure '%s': it has no formula and adds nothing up. Try over(outputs), or formula()."
            .formatted(name()));
  }

  /**
   * Gives this measure of one of several predicted values, named such as {@code mae[1]}.
   *
   * @param output the place of the value, from 0
   */
  default Measure ofOutput(int output) {
    return new OneOutput(this, output);
  }

  /**
   * Gives this measure of one of several outputs, named such as {@code kind accuracy}.
   *
   * @param output the output's name
   */
  default Measure of(String output) {
    return new OnePart(this, output);
  }

  /**
   * Gives the value of all rows as a formula over {@link #INPUTS}, of one number; empty where
   * {@link #over} adds it up, the default.
   */
  default Optional<Formula> formula() {
    return Optional.empty();
  }

  /**
   * Gives a measure by text.
   *
   * @param name by which logs, tables and checkpoints know it
   * @param better which values are better
   * @param text TorchScript over {@code prediction} and {@code target} that gives one number
   */
  static Measure of(String name, Better better, String text) {
    return new Text(name, better, text);
  }

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

  /**
   * A formula as text.
   *
   * @param name what errors and reports call it
   * @param better which values are better
   * @param text TorchScript over {@code prediction} and {@code target} that gives one number
   */
  record Text(String name, Better better, String text) implements Measure {
    /** Refuses a text that is no arithmetic on the two values. */
    public Text {
      Given.all("name", name, "better", better, "text", text);
      Identified.requireName("measure", name);
      text = Formula.of(name, INPUTS, text).text();
    }

    @Override
    public boolean serves(Outputs outputs) {
      return true;
    }

    @Override
    public Optional<Formula> formula() {
      return Optional.of(Formula.of(name, INPUTS, text));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
