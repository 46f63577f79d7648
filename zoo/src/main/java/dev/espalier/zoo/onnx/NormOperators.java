package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.GroupNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.value.Initial;
import dev.espalier.weights.TensorData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Normalisation, by an operator of its own or written as several. */
final class NormOperators extends Operators {
  NormOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of(
        "BatchNormalization",
        "LayerNormalization",
        "InstanceNormalization",
        "GroupNormalization",
        "ReduceMean",
        "Pow",
        "Sqrt",
        "Sub",
        "Div",
        "Mul",
        "Reshape");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "BatchNormalization" -> Optional.of(batchNorm(node));
      case "LayerNormalization" -> Optional.of(layerNorm(node));
      case "InstanceNormalization" -> Optional.of(instanceNorm(node));
      case "GroupNormalization" -> Optional.of(groupNorm(node));
      case "Add" -> onlyComputed(node).flatMap(x -> writtenOut(node, x));
      default -> Optional.empty();
    };
  }

  private double epsilon(NodeProto node) {
    double epsilon = OnnxModel.number(node, "epsilon", 1e-5);
    if (!(epsilon > 0)) {
      throw model.refused(node, "its epsilon is %s, needed one above 0".formatted(epsilon));
    }
    return epsilon;
  }

  private Step batchNorm(NodeProto node) {
    double kept = OnnxModel.number(node, "momentum", 0.9);
    double momentum = Math.round((1 - kept) * 1e7) / 1e7;
    if (OnnxModel.whole(node, "training_mode", 0) != 0 || !(momentum > 0 && momentum <= 1)) {
      throw model.refused(node, "it is one for training, or has momentum %s".formatted(kept));
    }
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("gamma", constants.get(node, 1));
    values.put("beta", constants.get(node, 2));
    values.put("runningMean", constants.get(node, 3));
    values.put("runningVar", constants.get(node, 4));
    return step(
        node,
        node.getInput(0),
        new BatchNorm(epsilon(node), momentum, Initial.ones(), Initial.zeros()),
        values);
  }

  private Step layerNorm(NodeProto node) {
    TensorData gamma = constants.get(node, 1);
    long axis = OnnxModel.whole(node, "axis", -1);
    int axes = Math.max(1, gamma.dims().size());
    return new Step(
        node,
        node.getInput(0),
        stack -> {
          int rank = stack.dims().rank();
          if (axis != -axes && axis != rank + 1 - axes) {
            throw model.refused(
                node, "its axis is %s, and its factors have %s".formatted(axis, axes));
          }
          TensorData beta =
              OnnxModel.input(node, 2).isEmpty() ? zeros(gamma) : constants.get(node, 2);
          stack.add(
              node,
              module(node, node.getInput(1)),
              new LayerNorm(axes, epsilon(node), Initial.ones(), Initial.zeros()),
              both(gamma, beta));
        });
  }

  private static TensorData zeros(TensorData like) {
    long[] dims = like.dims().stream().mapToLong(Long::longValue).toArray();
    return TensorData.of(new double[Math.toIntExact(like.elements())], dims).as(like.type());
  }

  private static Map<String, TensorData> both(TensorData gamma, TensorData beta) {
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("gamma", gamma);
    values.put("beta", beta);
    return values;
  }

  private Step instanceNorm(NodeProto node) {
    TensorData gamma = constants.get(node, 1);
    int channels = Math.toIntExact(Math.max(1, gamma.elements()));
    return step(
        node,
        node.getInput(0),
        new GroupNorm(channels, epsilon(node), Initial.ones(), Initial.zeros()),
        both(gamma, constants.get(node, 2)));
  }

  private Step groupNorm(NodeProto node) {
    long groups = OnnxModel.whole(node, "num_groups", 1);
    if (groups < 1 || groups > Integer.MAX_VALUE) {
      throw model.refused(node, "it has %s groups".formatted(groups));
    }
    return step(
        node,
        node.getInput(0),
        new GroupNorm((int) groups, epsilon(node), Initial.ones(), Initial.zeros()),
        both(constants.get(node, 1), constants.get(node, 2)));
  }

  private Step step(NodeProto node, String input, Layer layer, Map<String, TensorData> values) {
    String wished = module(node, OnnxModel.input(node, 1));
    return new Step(
        node,
        input,
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          stack.add(node, wished, layer, values);
        });
  }

  /** Finds {@code normal(x) gamma + beta}, of features or of groups of channels. */
  private Optional<Step> writtenOut(NodeProto sum, String x) {
    Optional<TensorData> beta = constantBeside(sum, x);
    Optional<NodeProto> product = model.producer(x, "Mul");
    Optional<String> normal = product.flatMap(this::onlyComputed);
    Optional<TensorData> gamma =
        normal.flatMap(value -> constantBeside(product.orElseThrow(), value));
    if (beta.isEmpty() || gamma.isEmpty()) {
      return Optional.empty();
    }
    return model
        .producer(normal.orElseThrow(), "Div")
        .flatMap(node -> features(node, sum, gamma.get(), beta.get()))
        .or(
            () ->
                model
                    .producer(normal.orElseThrow(), "Reshape")
                    .flatMap(node -> groups(node, sum, gamma.get(), beta.get())));
  }

  /** Finds {@code (x - mean) / sqrt(mean((x - mean)^2) + epsilon)}. */
  private Optional<Step> features(
      NodeProto quotient, NodeProto sum, TensorData gamma, TensorData beta) {
    Optional<NodeProto> difference = model.producer(quotient.getInput(0), "Sub");
    Optional<NodeProto> root = model.producer(quotient.getInput(1), "Sqrt");
    Optional<NodeProto> variance = root.flatMap(node -> model.producer(node.getInput(0), "Add"));
    Optional<String> mean = variance.flatMap(this::onlyComputed);
    Optional<Double> epsilon = mean.flatMap(value -> scalarBeside(variance.orElseThrow(), value));
    Optional<NodeProto> square =
        mean.flatMap(value -> model.producer(value, "ReduceMean"))
            .filter(this::isOfLastAxis)
            .flatMap(node -> model.producer(node.getInput(0), "Pow"));
    if (difference.isEmpty() || epsilon.isEmpty() || square.isEmpty() || !(epsilon.get() > 0)) {
      return Optional.empty();
    }
    String x = difference.get().getInput(0);
    boolean isCentred =
        model
                .producer(difference.get().getInput(1), "ReduceMean")
                .filter(node -> node.getInput(0).equals(x) && isOfLastAxis(node))
                .isPresent()
            && isOf(square.get().getInput(0), difference.get(), x)
            && scalarBeside(square.get(), square.get().getInput(0))
                .filter(two -> two == 2)
                .isPresent();
    if (!isCentred || gamma.dims().size() != 1) {
      return Optional.empty();
    }
    double value = Double.parseDouble(Float.toString(epsilon.get().floatValue()));
    String tensor =
        sum.getInput(0).equals(quotient.getOutput(0)) ? sum.getInput(1) : sum.getInput(0);
    return Optional.of(
        new Step(
            sum,
            x,
            stack ->
                stack.add(
                    sum,
                    module(quotient, named(sum, tensor)),
                    new LayerNorm(1, value, Initial.ones(), Initial.zeros()),
                    both(gamma, beta))));
  }

  /** Gives the sum's input that is a constant. */
  private String named(NodeProto sum, String otherwise) {
    return sum.getInputList().stream()
        .filter(name -> !model.isComputed(name))
        .findFirst()
        .orElse(otherwise);
  }

  /** Says whether a value is a difference, or the same one written again. */
  private boolean isOf(String value, NodeProto difference, String x) {
    return difference.getOutput(0).equals(value)
        || model.producer(value, "Sub").filter(node -> node.getInput(0).equals(x)).isPresent();
  }

  private boolean isOfLastAxis(NodeProto mean) {
    return constants.wholes(mean, 1, "axes").equals(List.of(-1L))
        && OnnxModel.whole(mean, "keepdims", 1) == 1;
  }

  /** Finds instances of one group each, in their old shape again. */
  private Optional<Step> groups(
      NodeProto reshaped, NodeProto sum, TensorData gamma, TensorData beta) {
    Optional<NodeProto> each = model.producer(reshaped.getInput(0), "InstanceNormalization");
    Optional<NodeProto> grouped = each.flatMap(node -> model.producer(node.getInput(0), "Reshape"));
    Optional<TensorData> shape = grouped.flatMap(node -> constants.find(OnnxModel.input(node, 1)));
    if (shape.isEmpty() || shape.get().elements() != 3 || !isPlain(each.orElseThrow())) {
      return Optional.empty();
    }
    List<Long> sizes = Constants.longs(shape.get());
    long groups = sizes.get(1);
    if (sizes.get(0) != 0 || sizes.get(2) != -1 || groups < 1 || groups > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    GroupNorm layer =
        new GroupNorm((int) groups, epsilon(each.orElseThrow()), Initial.ones(), Initial.zeros());
    return Optional.of(
        new Step(
            sum,
            grouped.orElseThrow().getInput(0),
            stack -> {
              stack.require(LayerStack.Order.BATCH_FIRST, sum);
              stack.add(sum, module(sum, named(sum, "")), layer, both(flat(gamma), flat(beta)));
            }));
  }

  /** Says whether instances are neither scaled nor moved. */
  private boolean isPlain(NodeProto each) {
    for (double one : constants.get(each, 1).doubles()) {
      if (one != 1) {
        return false;
      }
    }
    for (double zero : constants.get(each, 2).doubles()) {
      if (zero != 0) {
        return false;
      }
    }
    return true;
  }

  private static TensorData flat(TensorData data) {
    return new TensorData(data.type(), List.of(data.elements()), data.bytes());
  }
}
