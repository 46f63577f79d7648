package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedLayer;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.compile.Taps;
import dev.espalier.torch.Operators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The end of a trained network, from one point on, that can be run in both directions in FLOAT64.
 *
 * <p>Points are those of {@link NetworkBlock}. It holds a copy of the trained values as they were
 * when it was made, which the manager owns.
 */
final class NetworkReversal {
  private final NetworkBlock twin;
  private final NetworkBlock original;
  private final int first;
  private final List<ReverseRule> rules = new ArrayList<>();
  private final Map<String, long[]> tallies = new LinkedHashMap<>();

  /**
   * Copies a network and makes its rules.
   *
   * @param first the point down to which it will be reversed
   */
  NetworkReversal(NetworkBlock original, int first, ReverseRules rules, NDManager manager) {
    this.original = original;
    this.first = first;
    twin = NetworkBlock.of(original.network(), manager, DataType.FLOAT64, 0);
    Operators.copy(arrays(twin), arrays(original));
    twin.trainable(false);
    for (int point = first; point < twin.end(); point++) {
      this.rules.add(rule(point, rules, manager));
    }
  }

  /** Gives the value at the first point for a batch of the network's inputs, in FLOAT64. */
  NDArray start(NDArray input) {
    return original
        .forward(input, 0, first, Pass.evaluation(), Taps.none())
        .toType(DataType.FLOAT64, false);
  }

  /** Gives the values at all points from the first on, the first included. */
  List<NDArray> values(NDArray start) {
    List<NDArray> values = new ArrayList<>();
    values.add(start);
    for (int point = first; point < twin.end(); point++) {
      values.add(forward(values.get(values.size() - 1), point, point + 1));
    }
    return values;
  }

  /** Gives the value at one point from that at another. */
  NDArray forward(NDArray value, int from, int to) {
    return twin.forward(value, from, to, Pass.evaluation(), Taps.none());
  }

  /**
   * Walks wanted values back, from the output to a point.
   *
   * @param values the values of the forward pass, as {@link #values} gives them
   * @param wanted the wanted output
   * @param last the point to end at
   * @param visitor sees the wanted value at each point; it may put a better one in its place
   * @return the wanted value at the last point
   */
  NDArray reverse(List<NDArray> values, NDArray wanted, int last, Visitor visitor) {
    NDArray value = visitor.visit(twin.end(), wanted);
    for (int point = twin.end() - 1; point >= last; point--) {
      int at = point - first;
      NDArray input = values.get(at);
      Reversed reversed = rules.get(at).reverse(input, values.get(at + 1), value);
      Reliability.Kept kept = Reliability.keepSound(reversed.value(), input);
      long[] tally = tallies.computeIfAbsent(layer(point).name(), name -> new long[2]);
      tally[0] += reversed.fallbacks();
      tally[1] += kept.old();
      value = visitor.visit(point, kept.value());
    }
    return value;
  }

  /** Gives the point down to which it reverses. */
  int first() {
    return first;
  }

  /** Gives the point of the output. */
  int end() {
    return twin.end();
  }

  /** Tells, for each reversed layer, how many rows fell back and how many kept the old value. */
  void report(BiConsumer<String, long[]> reader) {
    tallies.forEach(reader);
  }

  private CheckedLayer layer(int point) {
    return twin.network().layers().get(point / 2);
  }

  private ReverseRule rule(int point, ReverseRules table, NDManager manager) {
    CheckedLayer layer = layer(point);
    if (point % 2 == 1) {
      return ActivationRules.of(layer.activation());
    }
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (NamedParameter parameter : twin.parameters()) {
      if (parameter.layer() == point / 2) {
        parameters.put(parameter.name().substring(layer.name().length() + 1), parameter.array());
      }
    }
    return table.ruleOf(
        layer.layer(),
        new TrainedLayer(
            layer.name(),
            layer.input(),
            layer.output(),
            parameters,
            value -> forward(value, point, point + 1),
            table.route(),
            manager));
  }

  private static List<NDArray> arrays(NetworkBlock block) {
    return block.parameters().stream().map(NamedParameter::array).toList();
  }

  /** Sees wanted values on the way back. */
  interface Visitor {
    /** Gives the wanted value to go on with. */
    NDArray visit(int point, NDArray wanted);
  }
}
