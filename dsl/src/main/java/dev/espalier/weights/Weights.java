package dev.espalier.weights;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Identified;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors by name, outside native memory: the parameters and statistics of a trained network.
 *
 * <p>Two are equal if they have the same tensors under the same names, bit for bit.
 */
public final class Weights implements Identified {
  private final Map<String, TensorData> tensors;
  private final Extent extent;
  private final boolean inOrder;

  private Weights(Map<String, TensorData> tensors, Extent extent, boolean inOrder) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.extent = extent;
    this.inOrder = inOrder;
  }

  /** How much of a network weights must be. */
  public enum Extent {
    /** Every parameter has its tensor, and every tensor its parameter. */
    ALL,
    /** Parameters without a tensor keep their first values, and other tensors are left out. */
    SOME,
    /** As {@link #SOME}, and tensors of another shape than their parameter are left out too. */
    WHERE_FITTING
  }

  /**
   * Gives weights of tensors by name.
   *
   * @param tensors by {@code layer.parameter}, such as {@code h1.weight}
   */
  public static Weights of(Map<String, TensorData> tensors) {
    Given.all("tensors", tensors);
    return new Weights(tensors, Extent.ALL, false);
  }

  /** Gives the tensors in their order. */
  public Map<String, TensorData> tensors() {
    return tensors;
  }

  /**
   * Gives these weights as some of a network's: parameters without a tensor keep their first
   * values, and tensors without a parameter are left out.
   */
  public Weights partial() {
    return new Weights(tensors, Extent.SOME, inOrder);
  }

  /** Gives these weights as those of a network's that fit it by name and shape. */
  public Weights whereFitting() {
    return new Weights(tensors, Extent.WHERE_FITTING, inOrder);
  }

  /** Gives how much of a network these must be; ALL at first. */
  public Extent extent() {
    return extent;
  }

  /**
   * Gives these weights for layers of other names: those of the first module, as {@code module} of
   * {@code module.parameter}, go to the first layer that has parameters, and so on.
   */
  public Weights inOrder() {
    return new Weights(tensors, extent, true);
  }

  /** Says whether modules and layers meet by their order instead of their names. */
  public boolean isInOrder() {
    return inOrder;
  }

  /** Gives the SHA-256 of all names, shapes and values. */
  public String hash() {
    MessageDigest digest = sha256();
    tensors.forEach(
        (name, data) -> {
          digest.update((name + " " + data + "\n").getBytes(StandardCharsets.UTF_8));
          digest.update(data.bytes().duplicate());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public Object identity() {
    return List.of(hash(), extent, inOrder);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights weights
        && extent == weights.extent
        && inOrder == weights.inOrder
        && tensors.equals(weights.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return Shown.count(tensors.size(), "tensor")
        + (extent == Extent.ALL ? "" : ", some of a network's")
        + (inOrder ? ", in order" : "");
  }
}
