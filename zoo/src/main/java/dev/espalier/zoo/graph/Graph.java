package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;

/**
 * A format's computation graph while it is written; values are named by strings.
 *
 * <p>{@link Walk} says what is computed in which order, a graph says it in its format's words.
 */
interface Graph {

  /** Gives the name of a layer's value, before its activation. */
  String layer(Layer layer, Site site, String x);

  /** Gives the name of an activation's value. */
  String activation(Activation activation, String x);

  /** Gives the name of a sum. */
  String add(String a, String b);

  /**
   * Gives the name of {@code (x - offset) / scale}, computed in 64-bit numbers.
   *
   * @param dims the shape of both constants, which the sample's shape is extended from
   */
  String normalized(String x, double[] offset, double[] scale, long[] dims);
}
