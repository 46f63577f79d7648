package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Given;
import java.util.Set;

/** Which parameters the optimizer's weight decay acts on. */
public enum Decay {
  /** All that train. */
  ALL,
  /**
   * Weights: parameters of two axes or more. Biases, and the factors and offsets of normalisations,
   * do not decay, whatever their shape.
   */
  WEIGHTS;

  private static final Set<String> OTHERS = Set.of("bias", "gamma", "beta");

  /**
   * Says whether a parameter decays.
   *
   * @param name its name, such as {@code h1.weight}
   * @param axes how many it has
   */
  public boolean of(String name, int axes) {
    Given.all("name", name);
    return this == ALL || (axes > 1 && !OTHERS.contains(name.substring(name.lastIndexOf('.') + 1)));
  }
}
