package dev.espalier.describe.optimizer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Named;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rule that turns gradients into changes of parameters.
 *
 * <p>The learning rate is no part of it: that is a {@link dev.espalier.describe.schedule.Schedule}
 * of the recipe. One of one's own is a text, {@link #of}, or a class that a {@link
 * java.util.ServiceLoader} finds under its name; built-in ones are written in the same way.
 *
 * <pre>{@code
 * record SignDescent() implements Optimizer {
 *   public String name() { return "sign"; }
 *   public String update() { return "p - rate * torch.sign(g)"; }
 * }
 * }</pre>
 */
public interface Optimizer extends Named {

  /** Gives the name under which it is found, such as {@code adam}. */
  @Override
  String name();

  /**
   * Gives the names of its running values, of which each parameter has one of its own shape that
   * starts at 0; none.
   */
  default List<String> states() {
    return List.of();
  }

  /**
   * Gives the update of one parameter in TorchScript, one expression or lines that end in a return:
   * the new parameter, then the new running values in the order of {@link #states}.
   *
   * <p>It knows the tensors {@code p} (the parameter), {@code g} (its gradient, clipped where the
   * recipe says so), {@code step} (the step's number from 1 on), {@code rate} (the learning rate)
   * and each running value under its name; {@code step} and {@code rate} have one element and the
   * parameter's type.
   */
  String update();

  /** Gives the library's own kernel that computes the same faster, where there is one. */
  default Optional<Kernel> kernel() {
    return Optional.empty();
  }

  /**
   * Gives it without weight decay; empty where it has none, the default. {@code decayOnlyWeights()}
   * of a recipe needs it.
   */
  default Optional<Optimizer> withoutDecay() {
    return Optional.empty();
  }

  /**
   * Gives the update as a formula.
   *
   * @throws IllegalArgumentException if the text is no arithmetic on what an update knows
   */
  default Formula formula() {
    return OptimizerText.formula(name(), states(), update());
  }

  /**
   * Gives an optimizer by text.
   *
   * <pre>{@code
   * Optimizer.of("momentum", o -> o.state("m").update("""
   *     velocity = 0.9 * m + g
   *     return p - rate * velocity, velocity
   *     """));
   * }</pre>
   *
   * @param name what logs and errors call it
   * @param text names running values and says the update
   * @throws IllegalArgumentException if the text is no arithmetic, or there is none
   */
  static Optimizer of(String name, UnaryOperator<OptimizerText> text) {
    Given.all("name", name, "text", text);
    return Given.result("text", text.apply(OptimizerText.empty(name))).build();
  }

  /** Gives plain gradient descent: no momentum, no weight decay. */
  static Optimizer sgd() {
    return new Sgd();
  }

  /** Gives gradient descent with heavy-ball momentum; 0.9 is usual. */
  static Optimizer momentum(double momentum) {
    return new Sgd(momentum, false, 0);
  }

  /** Gives gradient descent with Nesterov's accelerated momentum; 0.9 is usual. */
  static Optimizer nesterov(double momentum) {
    return new Sgd(momentum, true, 0);
  }

  /** Gives Adam with beta1 0.9, beta2 0.999, epsilon 1e-8 and no weight decay. */
  static Optimizer adam() {
    return new Adam();
  }

  /** Gives AdamW with beta1 0.9, beta2 0.999, epsilon 1e-8 and weight decay 0.01. */
  static Optimizer adamW() {
    return new AdamW();
  }

  /** Gives AdamW with beta1 0.9, beta2 0.999, epsilon 1e-8 and a weight decay. */
  static Optimizer adamW(double weightDecay) {
    return new AdamW(0.9, 0.999, 1e-8, weightDecay);
  }

  /** Gives RMSProp with alpha 0.99, epsilon 1e-8, no momentum and no weight decay. */
  static Optimizer rmsProp() {
    return new RmsProp();
  }
}
