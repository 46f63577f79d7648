package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.weights.TensorData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Convolutions and pools. */
final class ImageOperators extends Operators {
  ImageOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of(
        "Conv",
        "Pad",
        "MaxPool",
        "AveragePool",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "ReduceMean",
        "ReduceMax");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Conv" -> Optional.of(conv(node));
      case "Pad" -> padded(node) == 0 ? of(node, stack -> {}) : Optional.empty();
      case "MaxPool" -> Optional.of(pool(node, value, Pool.Kind.MAX));
      case "AveragePool" -> Optional.of(pool(node, value, Pool.Kind.AVERAGE));
      case "GlobalMaxPool" -> of(node, stack -> global(node, stack, Pool.Kind.MAX));
      case "GlobalAveragePool" -> of(node, stack -> global(node, stack, Pool.Kind.AVERAGE));
      case "ReduceMax" -> of(node, stack -> reduce(node, stack, Pool.Kind.MAX));
      case "ReduceMean" -> of(node, stack -> reduce(node, stack, Pool.Kind.AVERAGE));
      default -> Optional.empty();
    };
  }

  private static Optional<Step> of(NodeProto node, Step.Layers layers) {
    return Optional.of(new Step(node, node.getInput(0), layers));
  }

  private Step conv(NodeProto node) {
    TensorData weight = constants.get(node, 1);
    List<Long> dims = weight.dims();
    if (dims.size() != 4 || !dims.get(2).equals(dims.get(3)) || dims.contains(0L)) {
      throw constants.misshapen(node, weight, "(filters x channels x kernel x kernel)");
    }
    long kernel = dims.get(2);
    long dilation = equal(node, "dilations", 1);
    long groups = OnnxModel.whole(node, "group", 1);
    if (groups < 1 || dims.get(0) % groups != 0) {
      throw model.refused(
          node, "its %s filters do not divide into %s groups".formatted(dims.get(0), groups));
    }
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("weight", weight);
    if (!OnnxModel.input(node, 2).isEmpty()) {
      values.put("bias", constants.get(node, 2));
    }
    Conv2d layer =
        new Conv2d(
            whole(node, dims.get(0)),
            whole(node, kernel),
            whole(node, equal(node, "strides", 1)),
            padding(node, dilation * (kernel - 1) + 1) + padBefore(node),
            whole(node, dilation),
            whole(node, groups),
            values.containsKey("bias"),
            Initial.fanIn(),
            Initial.fanIn());
    return new Step(
        node,
        beforePad(node),
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          stack.add(node, module(node, node.getInput(1)), layer, values);
        });
  }

  private Step pool(NodeProto node, String value, Pool.Kind kind) {
    long size = equal(node, "kernel_shape", 0);
    int stride = whole(node, equal(node, "strides", 1));
    boolean isMean = kind == Pool.Kind.AVERAGE;
    int padding = padding(node, size) + (isMean ? padBefore(node) : 0);
    boolean isPlain =
        node.getOutput(0).equals(value)
            && OnnxModel.whole(node, "storage_order", 0) == 0
            && equal(node, "dilations", 1) == 1
            && padding <= size / 2
            && (!isMean
                || padding(node, size) == 0
                || OnnxModel.whole(node, "count_include_pad", 0) == 1);
    if (!isPlain) {
      throw model.refused(node, "it has dilations, wide padding, or a mean without what is padded");
    }
    Pool layer = new Pool(kind, whole(node, size), stride, padding);
    boolean rounds = OnnxModel.whole(node, "ceil_mode", 0) == 1;
    return new Step(
        node,
        isMean ? beforePad(node) : node.getInput(0),
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          Dims in = stack.dims();
          if (rounds && in.rank() == 3 && !(fits(in.size(1), layer) && fits(in.size(2), layer))) {
            throw model.refused(node, "its last windows are cut off, ceil_mode, over " + in);
          }
          stack.add(node, "", layer, Map.of());
        });
  }

  /** Gives the zeros that an operator puts on each side of an image; -1 for anything else. */
  private int padded(NodeProto node) {
    List<Long> pads = constants.wholes(node, 1, "pads");
    boolean isZero =
        OnnxModel.input(node, 2).isEmpty()
            ? OnnxModel.number(node, "value", 0) == 0
            : constants.get(node, 2).value(0) == 0;
    if (pads.stream().allMatch(each -> each == 0)) {
      return 0;
    }
    long size = pads.get(pads.size() - 1);
    boolean isEven =
        pads.equals(List.of(0L, 0L, size, size, 0L, 0L, size, size))
            && OnnxModel.text(node, "mode", "constant").equals("constant");
    return isZero && isEven && size > 0 && size < 1000 ? (int) size : -1;
  }

  /** Gives the zeros that the operator before puts around images. */
  private int padBefore(NodeProto node) {
    return model
        .producer(node.getInput(0), "Pad")
        .map(this::padded)
        .filter(size -> size > 0)
        .orElse(0);
  }

  /** Gives the value before zeros are put around it. */
  private String beforePad(NodeProto node) {
    return padBefore(node) > 0
        ? model.producer(node.getInput(0), "Pad").orElseThrow().getInput(0)
        : node.getInput(0);
  }

  /** Says whether windows end where the image does, so that there are no cut ones. */
  private static boolean fits(long size, Pool pool) {
    return (size + 2L * pool.padding() - pool.size()) % pool.stride() == 0;
  }

  private void global(NodeProto node, LayerStack stack, Pool.Kind kind) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    if (stack.dims().rank() != 3) {
      throw model.refused(node, "it takes %s, needed images".formatted(stack.dims()));
    }
    long channels = stack.dims().size(0);
    stack.add(node, "", new GlobalPool(kind), Map.of());
    stack.reshape(node, List.of(channels, 1L, 1L));
  }

  private void reduce(NodeProto node, LayerStack stack, Pool.Kind kind) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    int rank = stack.dims().rank();
    List<Long> axes =
        constants.wholes(node, 1, "axes").stream()
            .map(axis -> axis < 0 ? axis + rank + 1 : axis)
            .sorted()
            .toList();
    boolean keeps = OnnxModel.whole(node, "keepdims", 1) == 1;
    if (rank == 3 && axes.equals(List.of(2L, 3L))) {
      global(node, stack, kind);
      if (!keeps) {
        stack.reshape(node, List.of(stack.dims().count()));
      }
    } else if (rank == 2 && axes.equals(List.of(1L))) {
      stack.add(node, "", new GlobalPool(kind), Map.of());
      if (keeps) {
        stack.reshape(node, List.of(1L, stack.dims().count()));
      }
    } else {
      throw model.refused(
          node,
          "it goes over axes %s of %s, needed those of an image or the steps"
              .formatted(axes, stack.dims()));
    }
  }

  /** Gives a setting that is the same in both directions. */
  private long equal(NodeProto node, String attribute, long otherwise) {
    List<Long> values = OnnxModel.wholes(node, attribute);
    if (values.isEmpty() && otherwise > 0) {
      return otherwise;
    }
    if (values.size() != 2 || !values.get(0).equals(values.get(1))) {
      throw model.refused(
          node, "its %s are %s, needed the same in two directions".formatted(attribute, values));
    }
    return values.get(0);
  }

  /** Gives the padding, which must be the same on each side. */
  private int padding(NodeProto node, long span) {
    List<Long> pads = OnnxModel.wholes(node, "pads");
    String auto = OnnxModel.text(node, "auto_pad", "NOTSET");
    boolean keepsSize = auto.startsWith("SAME") && span % 2 == 1 && equal(node, "strides", 1) == 1;
    if (keepsSize) {
      return whole(node, (span - 1) / 2);
    }
    if (!(auto.isEmpty() || auto.equals("NOTSET") || auto.equals("VALID"))
        || pads.stream().distinct().count() > 1) {
      throw model.refused(
          node, "its padding is %s %s, needed the same on each side".formatted(auto, pads));
    }
    return pads.isEmpty() ? 0 : whole(node, pads.get(0));
  }

  private int whole(NodeProto node, long value) {
    if (value < 0 || value > Dims.MAX_COUNT) {
      throw model.refused(node, "it has a size of " + value);
    }
    return (int) value;
  }
}
