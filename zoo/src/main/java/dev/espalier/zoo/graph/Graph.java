package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Map;

/**
 * A format's computation graph while it is written; values are named by strings.
 *
 * <p>{@link GraphWriter} says what is computed in which order, a graph says it in its format's
 * words.
 */
interface Graph {

  /**
   * Gives the name of a layer's value, before its activation.
   *
   * @param path the names of network and layer, with dots between
   * @param in the shape of one input sample
   * @param values the names of the layer's input, as {@code x}, of its branches' values, and of
   *     which steps are real
   */
  String layer(Layer layer, String path, Dims in, Map<String, String> values);

  /** Gives the name of an activation's value. */
  String activation(Activation activation, String x);

  /** Gives the name of some of the values of each row, those from one place to before another. */
  String slice(String x, int from, int to);

  /** Gives the name of the values of each row, one after the other. */
  String joined(List<String> values);

  /** Gives the name of a softmax along an axis, which counts from the batch's, 0. */
  String softmax(String x, int axis);

  /**
   * Gives the name of which steps of a layer's value are real.
   *
   * @param x the name of the layer's input, or of which steps of that are real
   */
  String mask(StepMask mask, String x);

  /** Gives the name of a sum. */
  String add(String a, String b);

  /**
   * Gives the name of {@code (x - offset) / scale}, computed in 64-bit numbers.
   *
   * @param dims the shape of both constants, which the sample's shape is extended from
   */
  String normalized(String x, double[] offset, double[] scale, long[] dims);
}
