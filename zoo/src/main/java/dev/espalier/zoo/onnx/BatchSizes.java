package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.problem.Shown;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/** Whole numbers that a file computes from shapes, for a batch of so many samples. */
final class BatchSizes {
  private static final int DEEPEST = 100;
  // A prime that no other size is likely to have as a factor.
  private static final long SAMPLES = 1_000_003;

  private final OnnxModel model;
  private final Constants constants;
  private final LayerStack stack;
  private final Map<String, List<Long>> known = new HashMap<>();

  BatchSizes(OnnxModel model, Constants constants, LayerStack stack) {
    this.model = model;
    this.constants = constants;
    this.stack = stack;
  }

  /** Gives the number of samples that stands for any. */
  long batch() {
    return model.batch() > 0 ? model.batch() : SAMPLES;
  }

  /** Remembers the shape of a value inside the layer that is being found. */
  void remember(String value, List<Long> sizes) {
    known.put(value, sizes);
  }

  /** Gives the whole numbers of a value. */
  List<Long> of(String value, NodeProto user) {
    return of(value, user, 0);
  }

  private List<Long> of(String value, NodeProto user, int depth) {
    Optional<TensorData> constant = constants.find(value);
    if (constant.isPresent()) {
      return Constants.longs(constant.get());
    }
    NodeProto node =
        model
            .producer(value)
            .filter(made -> depth < DEEPEST && made.getInputCount() > 0)
            .orElseThrow(
                () ->
                    model.refused(user, "its size '%s' is not known".formatted(Shown.name(value))));
    String first = node.getInput(0);
    return switch (node.getOpType()) {
      case "Shape" -> shape(first, user);
      case "Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape" -> of(first, user, depth + 1);
      case "Gather" -> gathered(of(first, user, depth + 1), node, user);
      case "Slice" -> sliced(of(first, user, depth + 1), node, user, depth);
      case "Concat" -> joined(node, user, depth);
      case "Mul" -> combined(node, user, depth, Math::multiplyExact);
      case "Div" -> combined(node, user, depth, Math::floorDiv);
      case "Add" -> combined(node, user, depth, Math::addExact);
      case "Sub" -> combined(node, user, depth, Math::subtractExact);
      default -> throw model.refused(user, "its size is made by " + OnnxModel.where(node));
    };
  }

  private List<Long> shape(String value, NodeProto user) {
    List<Long> inside = known.get(value);
    if (inside != null) {
      return inside;
    }
    return stack.shapeOf(value, user).stream()
        .map(size -> size == LayerStack.BATCH ? batch() : size)
        .toList();
  }

  private List<Long> gathered(List<Long> from, NodeProto node, NodeProto user) {
    List<Long> found = new ArrayList<>();
    for (long place : Constants.longs(constants.get(node, 1))) {
      long at = place < 0 ? place + from.size() : place;
      if (at < 0 || at >= from.size()) {
        throw model.refused(user, "its size is number %s of %s".formatted(place, from.size()));
      }
      found.add(from.get((int) at));
    }
    return found;
  }

  private List<Long> sliced(List<Long> from, NodeProto node, NodeProto user, int depth) {
    List<Long> starts = of(OnnxModel.input(node, 1), user, depth + 1);
    List<Long> ends = of(OnnxModel.input(node, 2), user, depth + 1);
    if (starts.size() != 1 || ends.size() != 1) {
      throw model.refused(user, "its size is made of several parts");
    }
    int size = from.size();
    long start = Math.max(0, starts.get(0) < 0 ? starts.get(0) + size : starts.get(0));
    long end = Math.min(size, ends.get(0) < 0 ? ends.get(0) + size : ends.get(0));
    return start >= end ? List.of() : from.subList((int) start, (int) end);
  }

  private List<Long> joined(NodeProto node, NodeProto user, int depth) {
    List<Long> all = new ArrayList<>();
    for (String part : node.getInputList()) {
      all.addAll(of(part, user, depth + 1));
      if (all.size() > 32) {
        throw model.refused(user, "its shape has more than 32 axes");
      }
    }
    return all;
  }

  private List<Long> combined(
      NodeProto node, NodeProto user, int depth, LongBinaryOperator operator) {
    List<Long> a = of(node.getInput(0), user, depth + 1);
    List<Long> b = of(OnnxModel.input(node, 1), user, depth + 1);
    if (a.size() != 1 || b.size() != 1) {
      throw model.refused(user, "its size is made by %s of several".formatted(node.getOpType()));
    }
    return List.of(operator.applyAsLong(a.get(0), b.get(0)));
  }
}
