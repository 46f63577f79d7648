package dev.espalier.describe.loss;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Named;
import java.util.List;
import java.util.Optional;

/**
 * How far a prediction is from its label, by sample; a training makes the mean over the batch
 * smaller.
 *
 * <p>One of your own is a text, {@code loss("cubes", "...")}, or a class that gives its formula:
 *
 * <pre>{@code
 * @AutoService(Loss.class)
 * public record LogCosh() implements Loss {
 *   public String name() {
 *     return "log cosh";
 *   }
 *
 *   public boolean servesClasses() {
 *     return false;
 *   }
 *
 *   public Optional<Formula> formula() {
 *     return Optional.of(
 *         Loss.formula(name(), "torch.mean(torch.log(torch.cosh(prediction - target)), [-1])"));
 *   }
 * }
 * }</pre>
 *
 * <p>Predictions of classes are scores before the softmax, {@code (batch, classes)}, and their
 * targets whole numbers {@code (batch)}. Predicted values and their targets have one shape, {@code
 * (batch, ...)}.
 */
public interface Loss extends Named {
  /** The names under which a formula knows the two values. */
  List<String> INPUTS = List.of("prediction", "target");

  /** Says whether it can be used to tell classes apart; the default says yes. */
  default boolean servesClasses() {
    return true;
  }

  /** Says whether it can be used to predict values; the default says yes. */
  default boolean servesValues() {
    return true;
  }

  /**
   * Gives the numbers that predictions and targets must be, which is checked before anything is
   * trained; the default gives all. It says nothing of classes.
   */
  default Numbers numbers() {
    return Numbers.ALL;
  }

  /**
   * Gives this loss as the training data settle it; the default gives itself.
   *
   * @param counts how often each class occurs, in the order of the scores; empty for values
   * @throws MisfitException if it does not fit them
   */
  default Loss fitted(List<Integer> counts) {
    return this;
  }

  /**
   * Gives the formula over {@link #INPUTS} of one number a sample, {@code (batch)}; empty if a Java
   * function computes it.
   */
  default Optional<Formula> formula() {
    return Optional.empty();
  }

  /**
   * Gives the mean of {@link #formula} over the batch as a formula of its own, where that is
   * faster; the default gives none.
   */
  default Optional<Formula> mean() {
    return Optional.empty();
  }

  /** Gives a formula over {@link #INPUTS}. */
  static Formula formula(String name, String text) {
    return Formula.of(name, INPUTS, text);
  }

  /**
   * A formula as text.
   *
   * @param name what errors and reports call it
   * @param text TorchScript over {@code prediction} and {@code target} that gives one number a
   *     sample
   */
  record Text(String name, String text) implements Loss {
    /** Refuses a text that is no arithmetic on the two values. */
    public Text {
      Given.all("name", name, "text", text);
      text = Loss.formula(name, text).text();
    }

    @Override
    public Optional<Formula> formula() {
      return Optional.of(Loss.formula(name, text));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
