package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.weights.TensorData;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Operators in a line that order, divide and scale what lies in a value, from their first to their
 * last.
 */
final class HeadPath {
  /** An operator and which of its values goes on. */
  private record Link(NodeProto node, String value) {}

  private final OnnxModel model;
  private final Constants constants;
  private final Deque<Link> links = new ArrayDeque<>();
  private String start;
  private double factor = 1;

  private HeadPath(OnnxModel model, Constants constants, String start) {
    this.model = model;
    this.constants = constants;
    this.start = start;
  }

  /** Gives the line that ends in a value, as long as it can be. */
  static HeadPath to(String value, OnnxModel model, Constants constants) {
    HeadPath path = new HeadPath(model, constants, value);
    while (path.lengthened()) {
      // One operator after the other.
    }
    return path;
  }

  private boolean lengthened() {
    NodeProto node = model.producer(start).filter(made -> model.isComputed(start)).orElse(null);
    if (node == null) {
      return false;
    }
    switch (node.getOpType()) {
      case "Transpose",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Slice",
          "Gather",
          "Identity",
          "Split" -> {
        if (!model.isComputed(node.getInput(0))) {
          return false;
        }
        links.addFirst(new Link(node, start));
        start = node.getInput(0);
        return true;
      }
      case "Mul", "Div" -> {
        return scaled(node);
      }
      default -> {
        return false;
      }
    }
  }

  private boolean scaled(NodeProto node) {
    for (int i = 0; i < (node.getOpType().equals("Mul") ? 2 : 1); i++) {
      Optional<TensorData> scale = constants.find(node.getInput(1 - i));
      if (scale.isPresent() && scale.get().elements() == 1 && scale.get().value(0) != 0) {
        double value = scale.get().value(0);
        factor *= node.getOpType().equals("Mul") ? value : 1 / value;
        links.addFirst(new Link(node, start));
        start = node.getInput(i);
        return true;
      }
    }
    return false;
  }

  /** Gives the value that it starts from. */
  String start() {
    return start;
  }

  /** Gives what it multiplies all by. */
  double factor() {
    return factor;
  }

  /** Says whether it does nothing but multiply. */
  boolean isScaleOnly() {
    return links.stream()
        .allMatch(link -> Set.of("Mul", "Div", "Identity").contains(link.node.getOpType()));
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Follows the axes from the start to the end. */
  HeadAxes through(HeadAxes from, BatchSizes sizes) {
    HeadAxes axes = from;
    sizes.remember(start, axes.sizes());
    for (Link link : links) {
      axes = after(link, axes, sizes);
      sizes.remember(link.value, axes.sizes());
    }
    return axes;
  }

  private HeadAxes after(Link link, HeadAxes axes, BatchSizes sizes) {
    NodeProto node = link.node;
    return switch (node.getOpType()) {
      case "Transpose" -> axes.transposed(OnnxModel.wholes(node, "perm"));
      case "Reshape" -> axes.reshaped(sizes.of(OnnxModel.input(node, 1), node));
      case "Squeeze" -> axes.squeezed(constants.wholes(node, 1, "axes"));
      case "Unsqueeze" ->
          axes.reshaped(
              constants.unsqueezed(axes.sizes(), constants.wholes(node, 1, "axes"), node));
      case "Gather" -> selected(node, axes);
      case "Slice" -> sliced(node, axes, sizes);
      case "Split" -> split(link, axes);
      default -> axes;
    };
  }

  private HeadAxes selected(NodeProto node, HeadAxes axes) {
    TensorData places = constants.get(node, 1);
    if (!places.dims().isEmpty() || places.elements() != 1) {
      throw new IllegalArgumentException("it takes several places");
    }
    return axes.selected(OnnxModel.whole(node, "axis", 0), (long) places.value(0));
  }

  private HeadAxes sliced(NodeProto node, HeadAxes axes, BatchSizes sizes) {
    List<Long> starts = numbers(node, 1, "starts", sizes);
    List<Long> ends = numbers(node, 2, "ends", sizes);
    List<Long> along = numbers(node, 3, "axes", sizes);
    boolean isWhole = OnnxModel.input(node, 4).isEmpty() || constants.get(node, 4).value(0) == 1;
    if (starts.size() != 1 || ends.size() != 1 || along.size() > 1 || !isWhole) {
      throw new IllegalArgumentException("it takes parts of several axes, or with steps");
    }
    return axes.sliced(along.isEmpty() ? 0 : along.get(0), starts.get(0), ends.get(0));
  }

  private static List<Long> numbers(NodeProto node, int place, String attribute, BatchSizes sizes) {
    return OnnxModel.input(node, place).isEmpty()
        ? OnnxModel.wholes(node, attribute)
        : sizes.of(OnnxModel.input(node, place), node);
  }

  private HeadAxes split(Link link, HeadAxes axes) {
    NodeProto node = link.node;
    long axis = OnnxModel.whole(node, "axis", 0);
    int parts = node.getOutputCount();
    int place = node.getOutputList().indexOf(link.value);
    List<Long> lengths = constants.wholes(node, 1, "split");
    if (!lengths.isEmpty() && lengths.size() != parts) {
      throw new IllegalArgumentException("it makes %s parts of %s".formatted(parts, lengths));
    }
    List<Long> all = axes.sizes();
    long at = axis < 0 ? axis + all.size() : axis;
    if (at < 0 || at >= all.size()) {
      throw new IllegalArgumentException("it has no axis " + axis);
    }
    long each = all.get((int) at) / parts;
    long from = 0;
    for (int i = 0; i < place; i++) {
      from += lengths.isEmpty() ? each : lengths.get(i);
    }
    return axes.sliced(at, from, from + (lengths.isEmpty() ? each : lengths.get(place)));
  }
}
