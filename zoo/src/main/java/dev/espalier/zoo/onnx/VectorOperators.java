package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.Positions;
import dev.espalier.describe.layer.sequence.Segments;
import dev.espalier.describe.value.Initial;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Vectors of places and of kinds of tokens, which are added to those of tokens. */
final class VectorOperators extends Operators {
  private static final int DEEPEST = 10;

  VectorOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of();
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    if (!node.getOpType().equals("Add") || node.getInputCount() != 2) {
      return Optional.empty();
    }
    Optional<String> x = onlyComputed(node);
    List<String> terms = new ArrayList<>();
    boolean isSum =
        x.filter(
                from ->
                    isOfTokens(from, 0)
                        && collect(node.getInput(node.getInput(0).equals(from) ? 1 : 0), terms, 0))
            .isPresent();
    return isSum
        ? Optional.of(
            new Step(node, x.orElseThrow(), stack -> terms.forEach(term -> add(node, term, stack))))
        : Optional.empty();
  }

  /** Says whether a value is made of tokens' vectors. */
  private boolean isOfTokens(String value, int depth) {
    NodeProto node = model.producer(value).orElse(null);
    if (node == null || depth > DEEPEST) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Gather" -> !model.isComputed(node.getInput(0)) && model.isComputed(node.getInput(1));
      case "Add" -> onlyComputed(node).filter(x -> isOfTokens(x, depth + 1)).isPresent();
      default -> false;
    };
  }

  /** Finds the tables' rows that a value is the sum of, and constants of their shape. */
  private boolean collect(String value, List<String> terms, int depth) {
    NodeProto node = model.producer(value).orElse(null);
    if (constants.find(value).filter(this::areVectors).isPresent()
        || (node != null && isRows(node))) {
      terms.add(value);
      return true;
    }
    return node != null
        && depth < DEEPEST
        && node.getOpType().equals("Add")
        && node.getInputList().stream().allMatch(part -> collect(part, terms, depth + 1));
  }

  private boolean areVectors(TensorData data) {
    return data.isFloating() && data.dims().size() > 1;
  }

  private boolean isRows(NodeProto node) {
    return node.getOpType().equals("Gather")
        && OnnxModel.whole(node, "axis", 0) == 0
        && constants
            .find(node.getInput(0))
            .filter(table -> table.isFloating() && table.dims().size() == 2)
            .isPresent();
  }

  private void add(NodeProto sum, String term, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, sum);
    Optional<TensorData> constant = constants.find(term);
    if (constant.isPresent()) {
      positions(sum, term, constant.get(), stack);
      return;
    }
    NodeProto rows = model.producer(term).orElseThrow();
    TensorData table = constants.get(rows, 0);
    String places = past(rows.getInput(1));
    if (model.isBeside(places)) {
      if (table.dims().get(0) > Embedding.MOST) {
        throw constants.misshapen(rows, table, "(kinds x size)");
      }
      stack.add(
          rows,
          module(rows, rows.getInput(0)),
          new Segments(Math.toIntExact(table.dims().get(0)), Initial.normal(1)),
          Map.of("weight", table));
      return;
    }
    long steps = stack.dims().size(0);
    requireInOrder(rows, places, steps, stack);
    List<Long> first = LongStream.range(0, steps).boxed().toList();
    if (steps > table.dims().get(0)) {
      throw model.refused(
          rows, "it has vectors of %s places, needed %s".formatted(table.dims().get(0), steps));
    }
    TensorData own = constants.rows(table, first, List.of(steps, table.dims().get(1)), rows);
    positions(rows, rows.getInput(0), own, stack);
  }

  private void positions(NodeProto node, String name, TensorData vectors, LayerStack stack) {
    List<Long> dims = vectors.dims();
    if (dims.size() == 3 && dims.get(0) == 1) {
      dims = dims.subList(1, 3);
    }
    if (!dims.equals(stack.dims().sizes())) {
      throw constants.misshapen(node, vectors, stack.dims().toString());
    }
    stack.add(
        node,
        module(node, name),
        Positions.standard(p -> p.learned()),
        Map.of("weight", new TensorData(vectors.type(), dims, vectors.bytes())));
  }

  /** Gives the value before casts and copies. */
  private String past(String value) {
    String from = value;
    for (int i = 0; i < DEEPEST; i++) {
      NodeProto node = model.producer(from).orElse(null);
      if (node == null || !Set.of("Cast", "Identity", "Expand").contains(node.getOpType())) {
        return from;
      }
      from = node.getInput(0);
    }
    return from;
  }

  /** Refuses places that are not 0, 1, 2 and so on. */
  private void requireInOrder(NodeProto rows, String places, long steps, LayerStack stack) {
    NodeProto node =
        model
            .producer(places, "Slice")
            .orElseThrow(() -> model.refused(rows, "its places are no part of places in order"));
    BatchSizes sizes = new BatchSizes(model, constants, stack);
    TensorData from = constants.get(node, 0);
    List<Long> dims = from.dims();
    List<Long> starts = sizes.of(OnnxModel.input(node, 1), node);
    List<Long> ends = sizes.of(OnnxModel.input(node, 2), node);
    List<Long> axes = constants.wholes(node, 3, "axes");
    boolean isOneAxis =
        from.elements() == dims.get(dims.size() - 1)
            && axes.stream().allMatch(axis -> axis == -1 || axis == dims.size() - 1);
    double[] all = from.doubles();
    boolean isInOrder =
        isOneAxis
            && starts.equals(List.of(0L))
            && ends.equals(List.of(steps))
            && all.length >= steps;
    for (int i = 0; isInOrder && i < steps; i++) {
      isInOrder = all[i] == i;
    }
    if (!isInOrder) {
      throw model.refused(rows, "its places are not 0, 1, 2 and so on up to the last step");
    }
  }
}
