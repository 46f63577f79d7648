package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.FirstStep;
import dev.espalier.describe.layer.sequence.LastStep;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Recurrent layers, the last step of a sequence, and vectors for tokens. */
final class SequenceOperators extends Operators {
  private static final Set<String> SPREADING =
      Set.of("Expand", "Slice", "Identity", "Unsqueeze", "Cast", "Gather");

  SequenceOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of("LSTM", "GRU", "RNN", "Gather");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "LSTM" -> Optional.of(recurrent(node, value, Recurrent.Cell.LSTM));
      case "GRU" -> Optional.of(recurrent(node, value, Recurrent.Cell.GRU));
      case "RNN" -> Optional.of(recurrent(node, value, Recurrent.Cell.RNN));
      case "Gather" -> gather(node);
      default -> Optional.empty();
    };
  }

  private Optional<Step> gather(NodeProto node) {
    if (!model.isComputed(node.getInput(0)) && OnnxModel.whole(node, "axis", 0) == 0) {
      return Optional.of(embedding(node));
    }
    return Optional.of(new Step(node, node.getInput(0), stack -> last(node, stack)));
  }

  private Step embedding(NodeProto node) {
    TensorData weight = constants.get(node, 0);
    if (weight.dims().size() != 2
        || weight.dims().contains(0L)
        || weight.dims().get(0) > Embedding.MOST
        || !weight.isFloating()) {
      throw constants.misshapen(node, weight, "(vocabulary x size)");
    }
    int vocabulary = Math.toIntExact(weight.dims().get(0));
    OptionalInt padding = model.settings().padding();
    Embedding layer =
        Embedding.of(
            vocabulary,
            Math.toIntExact(weight.dims().get(1)),
            e -> padding.isPresent() ? e.padding(padding.getAsInt()) : e);
    // Tokens are whole numbers before they are cast to them.
    String tokens =
        model
            .producer(node.getInput(1), "Cast")
            .map(cast -> cast.getInput(0))
            .orElse(node.getInput(1));
    return new Step(
        node,
        tokens,
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          stack.add(node, module(node, node.getInput(0)), layer, Map.of("weight", weight));
        });
  }

  /** Takes the last step, by its place or from what a recurrent operator ends in. */
  private void last(NodeProto node, LayerStack stack) {
    TensorData places = constants.get(node, 1);
    long axis = OnnxModel.whole(node, "axis", 0);
    long place = places.elements() == 1 ? (long) places.value(0) : 0;
    int stepsAxis = stack.order() == LayerStack.Order.STEPS_FIRST ? 0 : 1;
    if (stack.order() == LayerStack.Order.STATE) {
      if (axis != 0
          || places.elements() != 1
          || !places.dims().isEmpty()
          || (place != 0 && place != -1)) {
        throw model.refused(node, "it takes no one state");
      }
      stack.order(LayerStack.Order.BATCH_FIRST);
      return;
    }
    boolean isLast =
        places.dims().isEmpty()
            && stack.order() != LayerStack.Order.DIRECTIONS
            && stack.dims().rank() == 2
            && axis == stepsAxis
            && (place == -1 || place == stack.dims().size(0) - 1);
    boolean isFirst =
        places.dims().isEmpty()
            && stack.order() == LayerStack.Order.BATCH_FIRST
            && stack.dims().rank() == 2
            && axis == stepsAxis
            && place == 0;
    if (!isLast && !isFirst) {
      throw model.refused(
          node,
          "it takes place %s of axis %s, needed the first step or the last".formatted(place, axis));
    }
    stack.add(node, "", isFirst ? new FirstStep() : new LastStep(), Map.of());
    stack.order(LayerStack.Order.BATCH_FIRST);
  }

  private Step recurrent(NodeProto node, String value, Recurrent.Cell cell) {
    requirePlain(node, cell);
    TensorData in = constants.get(node, 1);
    TensorData state = constants.get(node, 2);
    long rows = in.dims().size() == 3 ? in.dims().get(1) : 0;
    long units = rows / cell.gates();
    boolean fits =
        units > 0
            && units * cell.gates() == rows
            && in.dims().get(0) == 1
            && state.dims().equals(List.of(1L, rows, units));
    if (!fits || units > Integer.MAX_VALUE) {
      throw constants.misshapen(node, in, "(1 x %s units x features)".formatted(cell.gates()));
    }
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("weightIn-0", gates(node, flat(in), cell, units));
    values.put("weightState-0", gates(node, flat(state), cell, units));
    TensorData bias =
        OnnxModel.input(node, 3).isEmpty()
            ? TensorData.of(new double[Math.toIntExact(2 * rows)], 1, 2 * rows).as(in.type())
            : constants.get(node, 3);
    if (!bias.dims().equals(List.of(1L, 2 * rows))) {
      throw constants.misshapen(node, bias, "(1 x %s)".formatted(2 * rows));
    }
    TensorData biases = new TensorData(bias.type(), List.of(2L, rows), bias.bytes());
    values.put("biasIn-0", gates(node, row(node, biases, 0, rows), cell, units));
    values.put("biasState-0", gates(node, row(node, biases, 1, rows), cell, units));
    boolean isState = node.getOutputCount() > 1 && node.getOutput(1).equals(value);
    if (!isState && !node.getOutput(0).equals(value)) {
      throw model.refused(node, "its cell state goes on, which no layer gives");
    }
    return new Step(
        node,
        node.getInput(0),
        stack -> {
          stack.require(LayerStack.Order.STEPS_FIRST, node);
          stack.add(node, module(node, node.getInput(1)), Recurrent.of(cell, (int) units), values);
          if (isState) {
            stack.add(node, "", new LastStep(), Map.of());
          }
          stack.order(isState ? LayerStack.Order.STATE : LayerStack.Order.DIRECTIONS);
        });
  }

  private void requirePlain(NodeProto node, Recurrent.Cell cell) {
    String direction = OnnxModel.text(node, "direction", "forward");
    boolean isPlain =
        direction.equals("forward")
            && OnnxModel.whole(node, "layout", 0) == 0
            && OnnxModel.whole(node, "input_forget", 0) == 0
            && OnnxModel.attribute(node, "clip").isEmpty()
            && hasOwnFunctions(node, cell)
            && (cell != Recurrent.Cell.GRU || OnnxModel.whole(node, "linear_before_reset", 0) == 1)
            && OnnxModel.input(node, 4).isEmpty()
            && isZero(OnnxModel.input(node, 5))
            && isZero(OnnxModel.input(node, 6))
            && OnnxModel.input(node, 7).isEmpty();
    if (!isPlain) {
      throw model.refused(
          node,
          "it is %s with settings that no layer has: direction, layout, clip, activations, lengths, states to start from, peepholes, or a GRU that resets before its product"
              .formatted(direction));
    }
  }

  private static boolean hasOwnFunctions(NodeProto node, Recurrent.Cell cell) {
    List<String> functions =
        OnnxModel.attribute(node, "activations")
            .map(one -> one.getStringsList().stream().map(text -> text.toStringUtf8()).toList())
            .orElse(List.of());
    List<String> own =
        switch (cell) {
          case RNN -> List.of("Tanh");
          case GRU -> List.of("Sigmoid", "Tanh");
          case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
        };
    return functions.isEmpty() || functions.equals(own);
  }

  /** Says whether a value is left out, or 0 everywhere. */
  private boolean isZero(String name) {
    String value = name;
    for (int i = 0; i < 20 && !value.isEmpty(); i++) {
      Optional<TensorData> constant = constants.find(value);
      if (constant.isPresent()) {
        for (double one : constant.get().doubles()) {
          if (one != 0) {
            return false;
          }
        }
        return true;
      }
      NodeProto node = model.producer(value).orElse(NodeProto.getDefaultInstance());
      if (node.getOpType().equals("ConstantOfShape")) {
        return OnnxModel.attribute(node, "value").map(one -> isZero(one.getT())).orElse(true);
      }
      if (!SPREADING.contains(node.getOpType())) {
        return false;
      }
      value = node.getInput(0);
    }
    return value.isEmpty();
  }

  private static boolean isZero(TensorProto tensor) {
    return tensor.getFloatDataList().stream().allMatch(one -> one == 0)
        && tensor.getDoubleDataList().stream().allMatch(one -> one == 0)
        && isZero(tensor.getRawData().toByteArray());
  }

  private static boolean isZero(byte[] bytes) {
    for (byte one : bytes) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  private static TensorData flat(TensorData one) {
    return new TensorData(one.type(), one.dims().subList(1, one.dims().size()), one.bytes());
  }

  private TensorData row(NodeProto node, TensorData rows, long place, long width) {
    return constants.rows(rows, List.of(place), List.of(width), node);
  }

  /** Gives rows with their gates in Espalier's order, from ONNX's. */
  private TensorData gates(NodeProto node, TensorData data, Recurrent.Cell cell, long units) {
    int[] order =
        switch (cell) {
          case RNN -> new int[] {0};
          case GRU -> new int[] {1, 0, 2};
          case LSTM -> new int[] {0, 2, 3, 1};
        };
    List<Long> rows = new ArrayList<>();
    for (int gate : order) {
      for (long i = 0; i < units; i++) {
        rows.add(gate * units + i);
      }
    }
    return constants.rows(data, rows, data.dims(), node);
  }
}
