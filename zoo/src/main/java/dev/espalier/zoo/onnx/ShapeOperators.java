package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.image.ChannelShuffle;
import dev.espalier.describe.layer.image.ChannelSlice;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operators that change the shape alone, or nothing that counts here. */
final class ShapeOperators extends Operators {
  private static final int DEEPEST = 100;

  // The axes of groups and of their channels change places; pixels are two axes, or one.
  private static final List<List<Long>> SHUFFLES =
      List.of(List.of(0L, 2L, 1L, 3L, 4L), List.of(0L, 2L, 1L, 3L));

  ShapeOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of(
        "Flatten",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Identity",
        "Cast",
        "Dropout",
        "Transpose",
        "Split",
        "Slice");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Identity" -> of(node, stack -> {});
      case "Cast" -> cast(node);
      case "Dropout" -> of(node, stack -> dropout(node, stack));
      case "Flatten" -> of(node, stack -> flatten(node, stack));
      case "Reshape" -> shuffle(node).or(() -> of(node, stack -> reshape(node, stack)));
      case "Squeeze" -> of(node, stack -> squeeze(node, stack));
      case "Unsqueeze" -> of(node, stack -> unsqueeze(node, stack));
      case "Transpose" -> of(node, stack -> transpose(node, stack));
      case "Split" -> of(node, stack -> split(node, value, stack));
      case "Slice" -> of(node, stack -> slice(node, stack));
      default -> Optional.empty();
    };
  }

  private static Optional<Step> of(NodeProto node, Step.Layers layers) {
    return Optional.of(new Step(node, node.getInput(0), layers));
  }

  /** Casts between fractions change no more than the precision; to whole numbers they cut off. */
  private Optional<Step> cast(NodeProto node) {
    TensorProto.DataType to = TensorProto.DataType.forNumber((int) OnnxModel.whole(node, "to", 0));
    return to == TensorProto.DataType.FLOAT || to == TensorProto.DataType.DOUBLE
        ? of(node, stack -> {})
        : Optional.empty();
  }

  private void dropout(NodeProto node, LayerStack stack) {
    double rate =
        OnnxModel.input(node, 1).isEmpty()
            ? OnnxModel.number(node, "ratio", 0.5)
            : Double.parseDouble(Float.toString((float) constants.get(node, 1).value(0)));
    if (!(rate >= 0 && rate < 1)) {
      throw model.refused(node, "its rate is %s, needed one in [0, 1)".formatted(rate));
    }
    stack.add(node, "", new Dropout(rate), Map.of());
  }

  private void flatten(NodeProto node, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    long axis = OnnxModel.whole(node, "axis", 1);
    if (axis != 1 && axis != -stack.dims().rank()) {
      throw model.refused(node, "it flattens from axis %s on, needed 1".formatted(axis));
    }
    stack.reshape(node, List.of(stack.dims().count()));
  }

  /** Finds channels in groups that take turns: two axes in place of one, turned, and one again. */
  private Optional<Step> shuffle(NodeProto node) {
    Optional<NodeProto> turned =
        model
            .producer(node.getInput(0), "Transpose")
            .filter(each -> SHUFFLES.contains(OnnxModel.wholes(each, "perm")));
    return turned
        .flatMap(each -> model.producer(each.getInput(0), "Reshape"))
        .filter(grouped -> model.isComputed(grouped.getInput(0)))
        .map(
            grouped ->
                new Step(
                    node,
                    grouped.getInput(0),
                    stack -> {
                      List<Long> sizes = shape(OnnxModel.input(grouped, 1), stack, grouped, 0);
                      Dims in = stack.dims();
                      if (in.rank() != 3
                          || sizes.size() < 4
                          || sizes.get(1) < 1
                          || in.size(0) % sizes.get(1) != 0
                          || sizes.get(2) != in.size(0) / sizes.get(1)) {
                        throw model.refused(
                            grouped, "it makes groups %s of %s".formatted(sizes, in));
                      }
                      int groups = Math.toIntExact(sizes.get(1));
                      stack.add(node, "", new ChannelShuffle(groups), Map.of());
                      reshape(node, stack);
                    }));
  }

  private void reshape(NodeProto node, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    List<Long> asked = shape(OnnxModel.input(node, 1), stack, node, 0);
    if (asked.isEmpty()) {
      throw model.refused(node, "it leaves no batch");
    }
    long count = stack.dims().count();
    List<Long> sizes = new ArrayList<>(asked.subList(1, asked.size()));
    long given = 1;
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) == 0 && i < stack.dims().rank()) {
        sizes.set(i, stack.dims().size(i));
      }
      if (sizes.get(i) < -1 || sizes.get(i) > count) {
        throw model.refused(node, "it mixes the batch with other axes");
      }
      given *= Math.max(1, Math.abs(sizes.get(i)));
      given = Math.min(given, Integer.MAX_VALUE);
    }
    int open = sizes.indexOf(-1L);
    if (open >= 0) {
      sizes.set(open, count / given);
      given *= count / given;
    }
    long first = asked.get(0);
    boolean isBatch =
        first == LayerStack.BATCH || first == 0 || first == 1 || first == model.batch();
    if (given != count || (first == -1 ? open >= 0 : !isBatch && open >= 0)) {
      throw model.refused(
          node,
          "it makes %s of a batch of %s".formatted(asked.subList(1, asked.size()), stack.dims()));
    }
    stack.reshape(node, sizes);
  }

  private void split(NodeProto node, String value, LayerStack stack) {
    long axis = OnnxModel.whole(node, "axis", 0);
    int outputs = node.getOutputCount();
    long all = channels(node, axis, stack);
    List<Long> sizes = new ArrayList<>(constants.wholes(node, 1, "split"));
    // The last of equal parts may be smaller.
    long each = (all + outputs - 1) / outputs;
    if (sizes.isEmpty()) {
      for (long left = all; left > 0; left -= each) {
        sizes.add(Math.min(each, left));
      }
    }
    int place = node.getOutputList().indexOf(value);
    if (sizes.size() != outputs
        || sizes.stream().mapToLong(Long::longValue).sum() != all
        || sizes.stream().anyMatch(size -> size < 1)) {
      throw model.refused(node, "it makes parts of %s of %s".formatted(sizes, stack.dims()));
    }
    long from = sizes.subList(0, place).stream().mapToLong(Long::longValue).sum();
    channels(node, from, from + sizes.get(place), stack);
  }

  private void slice(NodeProto node, LayerStack stack) {
    List<Long> starts = bounds(node, 1, "starts", stack);
    List<Long> ends = bounds(node, 2, "ends", stack);
    List<Long> axes = constants.wholes(node, 3, "axes");
    List<Long> strides = constants.wholes(node, 4, "steps");
    boolean one = starts.size() == 1 && ends.size() == 1 && axes.size() < 2;
    if (!one || !(strides.isEmpty() || strides.equals(List.of(1L)))) {
      throw model.refused(node, "it takes a part along other than one axis, or not side by side");
    }
    long all = channels(node, axes.isEmpty() ? 0 : axes.get(0), stack);
    channels(node, place(starts.get(0), all), place(ends.get(0), all), stack);
  }

  private List<Long> bounds(NodeProto node, int place, String attribute, LayerStack stack) {
    return OnnxModel.input(node, place).isEmpty()
        ? OnnxModel.wholes(node, attribute)
        : new BatchSizes(model, constants, stack).of(OnnxModel.input(node, place), node);
  }

  private static long place(long place, long all) {
    return Math.max(0, Math.min(all, place < 0 ? place + all : place));
  }

  /** Gives the number of channels or features; refuses any other axis. */
  private long channels(NodeProto node, long axis, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    int rank = stack.dims().rank();
    long place = (axis < 0 ? axis + rank + 1 : axis) - 1;
    if (place != (rank == 2 ? 1 : 0)) {
      throw model.refused(
          node,
          "it takes a part along axis %s of %s, needed that of channels or features"
              .formatted(axis, stack.dims()));
    }
    return stack.dims().size((int) place);
  }

  private void channels(NodeProto node, long from, long to, LayerStack stack) {
    stack.add(node, "", new ChannelSlice(Math.toIntExact(from), Math.toIntExact(to)), Map.of());
  }

  private void squeeze(NodeProto node, LayerStack stack) {
    List<Long> axes = constants.wholes(node, 1, "axes");
    switch (stack.order()) {
      case DIRECTIONS -> {
        requireAxes(axes, 1, 4, node);
        stack.order(LayerStack.Order.STEPS_FIRST);
      }
      case STATE -> {
        requireAxes(axes, 0, 3, node);
        stack.order(LayerStack.Order.BATCH_FIRST);
      }
      case STEPS_FIRST -> throw model.refused(node, "it leaves out steps, features or the batch");
      case BATCH_FIRST -> {
        int rank = stack.dims().rank() + 1;
        List<Long> own = new ArrayList<>();
        for (long axis : axes) {
          own.add((axis < 0 ? axis + rank : axis) - 1);
        }
        if (own.contains(-1L)) {
          throw model.refused(node, "it leaves out the batch");
        }
        stack.reshape(node, constants.squeezed(stack.dims().sizes(), own, node));
      }
    }
  }

  private void requireAxes(List<Long> axes, long needed, int rank, NodeProto node) {
    if (!axes.equals(List.of(needed)) && !axes.equals(List.of(needed - rank))) {
      throw model.refused(node, "it leaves out axes %s, needed %s".formatted(axes, needed));
    }
  }

  private void unsqueeze(NodeProto node, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    List<Long> axes = constants.wholes(node, 1, "axes");
    int rank = stack.dims().rank() + 1 + axes.size();
    List<Long> own = axes.stream().map(axis -> (axis < 0 ? axis + rank : axis) - 1).toList();
    if (own.contains(-1L)) {
      throw model.refused(node, "it puts an axis before the batch");
    }
    stack.reshape(node, constants.unsqueezed(stack.dims().sizes(), own, node));
  }

  /** Takes steps to the front, as recurrent operators have them, or back. */
  private void transpose(NodeProto node, LayerStack stack) {
    boolean isSwap = OnnxModel.wholes(node, "perm").equals(List.of(1L, 0L, 2L));
    if (!isSwap || stack.dims().rank() != 2) {
      throw model.refused(
          node,
          "it orders axes as %s, which no layer does".formatted(OnnxModel.wholes(node, "perm")));
    }
    switch (stack.order()) {
      case BATCH_FIRST -> stack.order(LayerStack.Order.STEPS_FIRST);
      case STEPS_FIRST -> stack.order(LayerStack.Order.BATCH_FIRST);
      default -> stack.require(LayerStack.Order.STEPS_FIRST, node);
    }
  }

  /** Gives a shape that is a constant, or made of the shape of a value. */
  private List<Long> shape(String name, LayerStack stack, NodeProto user, int depth) {
    Optional<TensorData> constant = constants.find(name);
    if (constant.isPresent()) {
      return Constants.longs(constant.get());
    }
    NodeProto node =
        model
            .producer(name)
            .filter(made -> depth < DEEPEST && made.getInputCount() > 0)
            .orElseThrow(
                () ->
                    model.refused(user, "its shape '%s' is not known".formatted(Shown.name(name))));
    List<Long> from =
        node.getOpType().equals("Shape") || node.getOpType().equals("Concat")
            ? List.of()
            : shape(node.getInput(0), stack, user, depth + 1);
    return switch (node.getOpType()) {
      case "Shape" -> stack.shapeOf(node.getInput(0), user);
      case "Identity", "Cast", "Unsqueeze", "Squeeze" -> from;
      case "Gather" ->
          Constants.longs(constants.get(node, 1)).stream()
              .map(place -> at(from, place, user))
              .toList();
      case "Slice" -> part(from, node, user);
      case "Concat" -> joined(node, stack, user, depth);
      default -> throw model.refused(user, "its shape is made by " + OnnxModel.where(node));
    };
  }

  private List<Long> joined(NodeProto node, LayerStack stack, NodeProto user, int depth) {
    List<Long> all = new ArrayList<>();
    for (String part : node.getInputList()) {
      all.addAll(shape(part, stack, user, depth + 1));
      if (all.size() > 32) {
        throw model.refused(user, "its shape has more than 32 axes");
      }
    }
    return all;
  }

  private long at(List<Long> shape, long place, NodeProto user) {
    long from = place < 0 ? place + shape.size() : place;
    if (from < 0 || from >= shape.size()) {
      throw model.refused(user, "its shape takes axis %s of %s".formatted(place, shape.size()));
    }
    return shape.get((int) from);
  }

  private List<Long> part(List<Long> shape, NodeProto node, NodeProto user) {
    List<Long> starts = constants.wholes(node, 1, "starts");
    List<Long> ends = constants.wholes(node, 2, "ends");
    if (starts.size() != 1 || ends.size() != 1) {
      throw model.refused(user, "its shape is made of several parts");
    }
    int size = shape.size();
    long start = Math.max(0, starts.get(0) < 0 ? starts.get(0) + size : starts.get(0));
    long end = Math.min(size, ends.get(0) < 0 ? ends.get(0) + size : ends.get(0));
    return start >= end ? List.of() : shape.subList((int) start, (int) end);
  }
}
