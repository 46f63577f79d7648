package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.describe.layer.basic.Prelu;
import dev.espalier.weights.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Functions of each value, and those that are written as several operators. */
final class ActivationOperators extends Operators {
  private static final double ROOT = Math.sqrt(0.5);

  ActivationOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of(
        "Relu",
        "LeakyRelu",
        "Elu",
        "Gelu",
        "Selu",
        "Celu",
        "Softsign",
        "Shrink",
        "Neg",
        "Mish",
        "LogSoftmax",
        "Sigmoid",
        "Tanh",
        "Exp",
        "Softplus",
        "Sin",
        "Clip",
        "HardSigmoid",
        "HardSwish",
        "Softmax",
        "PRelu",
        "Mul",
        "Erf",
        "Div");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Relu" -> of(node, Kind.RELU);
      case "Sigmoid" -> of(node, Kind.SIGMOID);
      case "Tanh" -> of(node, Kind.TANH);
      case "Exp" -> of(node, Kind.EXP);
      case "Softplus" -> of(node, Kind.SOFTPLUS);
      case "Selu" -> isSelu(node) ? of(node, Kind.SELU) : Optional.empty();
      case "Celu" -> of(node, new Activation(Kind.CELU, OnnxModel.number(node, "alpha", 1)));
      case "Softsign" -> of(node, Kind.SOFTSIGN);
      case "Mish" -> of(node, Kind.MISH);
      case "Shrink" -> shrink(node);
      case "Neg" -> logSigmoid(node);
      case "HardSwish" -> of(node, Kind.HARD_SWISH);
      case "LeakyRelu" ->
          of(node, new Activation(Kind.LEAKY_RELU, OnnxModel.number(node, "alpha", 0.01)));
      case "Elu" -> of(node, new Activation(Kind.ELU, OnnxModel.number(node, "alpha", 1)));
      case "Gelu" ->
          of(
              node,
              OnnxModel.text(node, "approximate", "none").equals("none")
                  ? Kind.GELU
                  : Kind.GELU_TANH);
      case "HardSigmoid" -> isHardSigmoid(node) ? of(node, Kind.HARD_SIGMOID) : Optional.empty();
      case "Clip" -> clip(node);
      case "PRelu" -> Optional.of(prelu(node));
      case "Softmax" -> softmax(node, Kind.SOFTMAX);
      case "LogSoftmax" -> softmax(node, Kind.LOG_SOFTMAX);
      case "Sin" -> sine(node);
      case "Mul" -> product(node);
      default -> Optional.empty();
    };
  }

  private Optional<Step> of(NodeProto node, Kind kind) {
    return of(node, Activation.of(kind));
  }

  private Optional<Step> of(NodeProto node, Activation activation) {
    return Optional.of(of(node, node.getInput(0), activation));
  }

  private static Step of(NodeProto node, String input, Activation activation) {
    return new Step(node, input, stack -> stack.activate(node, activation));
  }

  private static boolean isHardSigmoid(NodeProto node) {
    return near(OnnxModel.number(node, "alpha", 0.2), 1.0 / 6)
        && near(OnnxModel.number(node, "beta", 0.5), 0.5);
  }

  private Optional<Step> clip(NodeProto node) {
    double least = bound(node, 1, "min", Double.NEGATIVE_INFINITY);
    double most = bound(node, 2, "max", Double.POSITIVE_INFINITY);
    if (least == 0 && most == 6) {
      return of(node, Kind.RELU6);
    }
    if (least == -1 && most == 1) {
      return of(node, Kind.HARD_TANH);
    }
    return least == 0 && most >= Float.MAX_VALUE ? of(node, Kind.RELU) : Optional.empty();
  }

  private double bound(NodeProto node, int place, String attribute, double otherwise) {
    return OnnxModel.input(node, place).isEmpty()
        ? OnnxModel.number(node, attribute, otherwise)
        : constants.get(node, place).value(0);
  }

  private Step prelu(NodeProto node) {
    TensorData slopes = constants.get(node, 1);
    long count = slopes.elements();
    boolean perChannel = count > 1;
    return new Step(
        node,
        node.getInput(0),
        stack -> {
          int rank = stack.dims().rank();
          long channels = stack.dims().size(rank == 2 ? 1 : 0);
          List<Long> sizes = slopes.dims();
          // Slopes go with the last axes: those of an image's channels are followed by ones.
          boolean fits =
              !perChannel
                  || (count == channels
                      && sizes.indexOf(channels) == sizes.size() - (rank == 2 ? 1 : rank));
          if (!fits) {
            throw constants.misshapen(node, slopes, "one slope, or one a channel");
          }
          stack.add(
              node,
              module(node, node.getInput(1)),
              perChannel ? Prelu.ofChannels() : Prelu.shared(),
              Map.of("weight", new TensorData(slopes.type(), List.of(count), slopes.bytes())));
        });
  }

  private Optional<Step> softmax(NodeProto node, Kind kind) {
    long axis = OnnxModel.whole(node, "axis", -1);
    return Optional.of(
        new Step(
            node,
            node.getInput(0),
            stack -> {
              int rank = stack.dims().rank();
              // Before opset 13 the axis was 1, which is the last one of a batch of vectors.
              if (axis != -1 && axis != rank) {
                throw model.refused(
                    node, "it goes along axis %s of %s, needed the last".formatted(axis, rank + 1));
              }
              stack.activate(node, Activation.of(kind));
            }));
  }

  private Optional<Step> sine(NodeProto node) {
    Optional<NodeProto> angle = model.producer(node.getInput(0), "Mul");
    if (angle.isPresent()) {
      Optional<String> input = onlyComputed(angle.get());
      Optional<Double> frequency = input.flatMap(x -> scalarBeside(angle.get(), x));
      if (frequency.isPresent()) {
        double value = Double.parseDouble(Float.toString(frequency.get().floatValue()));
        return Optional.of(of(node, input.orElseThrow(), new Activation(Kind.SINE, value)));
      }
    }
    return of(node, Kind.SINE);
  }

  /** Finds x sigmoid(x), x hardSigmoid(x) and the Gaussian error linear unit. */
  private Optional<Step> product(NodeProto node) {
    for (int i = 0; i < 2; i++) {
      String x = node.getInput(i);
      String other = node.getInput(1 - i);
      if (isOf(other, "Sigmoid", x)) {
        return Optional.of(of(node, x, Activation.of(Kind.SILU)));
      }
      if (isOf(other, "HardSigmoid", x) && isHardSigmoid(model.producer(other).orElseThrow())) {
        return Optional.of(of(node, x, Activation.of(Kind.HARD_SWISH)));
      }
      if (isMishPart(other, x)) {
        return Optional.of(of(node, x, Activation.of(Kind.MISH)));
      }
      Optional<String> gelu = gelu(node, x, other);
      if (gelu.isPresent()) {
        return Optional.of(of(node, gelu.get(), Activation.of(Kind.GELU)));
      }
    }
    return Optional.empty();
  }

  private static boolean isSelu(NodeProto node) {
    return near(OnnxModel.number(node, "alpha", 1.673263192176819), 1.6732632423543772)
        && near(OnnxModel.number(node, "gamma", 1.0507010221481323), 1.0507009873554805);
  }

  private Optional<Step> shrink(NodeProto node) {
    double width = OnnxModel.number(node, "lambd", 0.5);
    double bias = OnnxModel.number(node, "bias", 0);
    if (bias != 0 && bias != width) {
      return Optional.empty();
    }
    return of(node, new Activation(bias == 0 ? Kind.HARD_SHRINK : Kind.SOFT_SHRINK, width));
  }

  /** Finds {@code -softplus(-x)}. */
  private Optional<Step> logSigmoid(NodeProto node) {
    return model
        .producer(node.getInput(0), "Softplus")
        .flatMap(positive -> model.producer(positive.getInput(0), "Neg"))
        .map(turned -> of(node, turned.getInput(0), Activation.of(Kind.LOG_SIGMOID)));
  }

  private boolean isMishPart(String value, String x) {
    return model
        .producer(value, "Tanh")
        .filter(tanh -> isOf(tanh.getInput(0), "Softplus", x))
        .isPresent();
  }

  private boolean isOf(String value, String operator, String input) {
    return model
        .producer(value, operator)
        .filter(made -> made.getInput(0).equals(input))
        .isPresent();
  }

  /**
   * Gives x of {@code (x / 2) (erf(x / sqrt 2) + 1)}, or of {@code (x (erf(x / sqrt 2) + 1)) / 2}.
   */
  private Optional<String> gelu(NodeProto node, String a, String b) {
    if (model.isComputed(a) && model.isComputed(b)) {
      return halved(a).filter(x -> isErrorPart(b, x));
    }
    Optional<NodeProto> inner = model.producer(a, "Mul");
    if (inner.isEmpty() || !scalarBeside(node, a).filter(half -> half == 0.5).isPresent()) {
      return Optional.empty();
    }
    List<String> parts = inner.get().getInputList();
    return isErrorPart(parts.get(1), parts.get(0))
        ? Optional.of(parts.get(0))
        : Optional.of(parts.get(1)).filter(x -> isErrorPart(parts.get(0), x));
  }

  private Optional<String> halved(String value) {
    return model
        .producer(value, "Mul")
        .flatMap(
            node ->
                onlyComputed(node)
                    .filter(x -> scalarBeside(node, x).filter(half -> half == 0.5).isPresent()));
  }

  /** Says whether a value is {@code erf(x / sqrt 2) + 1}. */
  private boolean isErrorPart(String value, String x) {
    Optional<NodeProto> sum = model.producer(value, "Add");
    Optional<String> erf = sum.flatMap(this::onlyComputed);
    if (erf.isEmpty() || !scalarBeside(sum.get(), erf.get()).filter(one -> one == 1).isPresent()) {
      return false;
    }
    Optional<NodeProto> scaled =
        model.producer(erf.get(), "Erf").flatMap(node -> model.producer(node.getInput(0)));
    return scaled
        .filter(node -> onlyComputed(node).filter(x::equals).isPresent())
        .filter(
            node ->
                scalarBeside(node, x)
                    .filter(
                        factor ->
                            node.getOpType().equals("Mul")
                                ? near(factor, ROOT)
                                : node.getOpType().equals("Div") && near(factor, 1 / ROOT))
                    .isPresent())
        .isPresent();
  }
}
