package dev.espalier.describe.likeness;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Named;
import java.util.List;
import java.util.Optional;

/**
 * How unlike the values of two places are: 0 where they agree, differentiable by the learner's.
 *
 * <p>One of your own is a text, {@code likeness("gram", "...")}, or a class that gives its formula:
 *
 * <pre>{@code
 * @AutoService(Likeness.class)
 * public record MeanAbsolute() implements Likeness {
 *   public String name() {
 *     return "mean absolute";
 *   }
 *
 *   public Optional<Formula> formula() {
 *     return Optional.of(Likeness.formula(name(), "torch.mean(torch.abs(learner - guide))"));
 *   }
 * }
 * }</pre>
 *
 * <p>Both values are {@code (batch, ...)}. The learner's has passed its projection, if it has one.
 */
public interface Likeness extends Named {
  /** The names under which a formula knows the two values. */
  List<String> INPUTS = List.of("learner", "guide");

  /**
   * Says whether two values can be compared as they are, without a projection; the default asks for
   * equal shapes.
   *
   * @param learner the learner's shape
   * @param guide the guide's shape
   */
  default boolean compares(Dims learner, Dims guide) {
    return learner.equals(guide);
  }

  /**
   * Refuses a shape for which this measures nothing; the default refuses none.
   *
   * @param guide the guide's shape
   * @throws MisfitException if the shape does not fit
   */
  default void requireFit(Dims guide) {}

  /** Says whether it compares scores of classes, and so has a meaning where classes are told. */
  default boolean ofScores() {
    return false;
  }

  /**
   * Gives the formula over {@link #INPUTS}, of one number; empty if a Java function computes it.
   */
  default Optional<Formula> formula() {
    return Optional.empty();
  }

  /** Gives a formula over {@link #INPUTS}. */
  static Formula formula(String name, String text) {
    return Formula.of(name, INPUTS, text);
  }

  /**
   * Mean square over all elements, divided by the variance of the guide's value; the default. Of
   * guides that hardly vary it is the mean square.
   */
  static Likeness relative() {
    return new RelativeMeanSquare();
  }

  /** Mean square over all elements. */
  static Likeness meanSquare() {
    return new MeanSquare();
  }

  /** One minus the mean over the batch of the cosine between flattened samples. */
  static Likeness cosine() {
    return new Cosine();
  }

  /** Divergence of softened class probabilities (arXiv 1503.02531). */
  static Likeness softTargets(double temperature) {
    return new SoftTargets(temperature);
  }

  /** Mean square between normalised attention maps (arXiv 1612.03928). */
  static Likeness attention() {
    return new Attention();
  }

  /**
   * A formula as text. It may compare values of any shapes; what it cannot compute is refused
   * before the training.
   *
   * @param name what errors and reports call it
   * @param text TorchScript over {@code learner} and {@code guide} that gives one number
   */
  record Text(String name, String text) implements Likeness {
    /** Refuses a text that is no arithmetic on the two values. */
    public Text {
      Given.all("name", name, "text", text);
      text = Likeness.formula(name, text).text();
    }

    @Override
    public boolean compares(Dims learner, Dims guide) {
      return true;
    }

    @Override
    public Optional<Formula> formula() {
      return Optional.of(Likeness.formula(name, text));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
