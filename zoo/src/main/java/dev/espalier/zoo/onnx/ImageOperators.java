package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.image.Conv;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.ConvTransposed;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.image.Upsample;
import dev.espalier.describe.layer.image.Window;
import dev.espalier.describe.layer.image.WindowPool;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Convolutions and pools. */
final class ImageOperators extends Operators {
  private final Windows windows;

  ImageOperators(OnnxModel model, Constants constants) {
    super(model, constants);
    windows = new Windows(model);
  }

  @Override
  Set<String> names() {
    return Set.of(
        "Conv",
        "ConvTranspose",
        "Pad",
        "MaxPool",
        "AveragePool",
        "Resize",
        "Upsample",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "ReduceMean",
        "ReduceMax");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Conv" -> Optional.of(conv(node));
      case "ConvTranspose" -> Optional.of(convTranspose(node));
      case "Pad" -> padded(node) == 0 ? of(node, stack -> {}) : Optional.empty();
      case "MaxPool" -> Optional.of(pool(node, value, Pool.Kind.MAX));
      case "AveragePool" -> Optional.of(pool(node, value, Pool.Kind.AVERAGE));
      case "Resize" -> of(node, stack -> resize(node, 2, stack));
      case "Upsample" -> of(node, stack -> resize(node, 1, stack));
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
    List<Long> dims = kernel(node, weight, "(filters x channels x kernel...)");
    long groups = OnnxModel.whole(node, "group", 1);
    if (groups < 1 || dims.get(0) % groups != 0) {
      throw model.refused(
          node, "its %s filters do not divide into %s groups".formatted(dims.get(0), groups));
    }
    Map<String, TensorData> values = values(node, weight);
    Optional<Initial> bias = bias(values);
    List<Window> all = windows.of(node, dims.subList(2, dims.size()), padBefore(node));
    int filters = whole(node, dims.get(0));
    Window one = all.get(0);
    Layer layer =
        Windows.areAlike(all)
            ? new Conv2d(
                filters,
                one.size(),
                one.stride(),
                one.padding().before(),
                one.dilation(),
                whole(node, groups),
                bias.isPresent(),
                Initial.fanIn(),
                Initial.fanIn())
            : new Conv(filters, whole(node, groups), all, false, Initial.fanIn(), bias);
    return weighted(node, beforePad(node), layer, values);
  }

  private Step convTranspose(NodeProto node) {
    TensorData weight = constants.get(node, 1);
    List<Long> dims = kernel(node, weight, "(channels x filters x kernel...)");
    long groups = OnnxModel.whole(node, "group", 1);
    List<Window> all = windows.of(node, dims.subList(2, dims.size()), 0);
    List<Long> more = OnnxModel.wholes(node, "output_padding");
    List<Integer> after =
        more.isEmpty()
            ? Collections.nCopies(all.size(), 0)
            : more.stream().map(each -> whole(node, each)).toList();
    if (groups < 1
        || !OnnxModel.wholes(node, "output_shape").isEmpty()
        || after.size() != all.size()
        || !IntStream.range(0, all.size())
            .allMatch(axis -> isPlain(all.get(axis), after.get(axis)))) {
      throw model.refused(node, "it cuts off more on one side, or says what shape it gives");
    }
    Map<String, TensorData> values = values(node, weight);
    long filters = dims.get(1) * whole(node, groups);
    return weighted(
        node,
        node.getInput(0),
        new ConvTransposed(
            whole(node, filters), whole(node, groups), all, after, Initial.fanIn(), bias(values)),
        values);
  }

  private static boolean isPlain(Window window, int after) {
    return window.padding().isEven() && after < Math.max(window.stride(), window.dilation());
  }

  /** Gives the shape of a weight of images or volumes. */
  private List<Long> kernel(NodeProto node, TensorData weight, String needed) {
    List<Long> dims = weight.dims();
    if (dims.size() < 4 || dims.size() > 5 || dims.contains(0L)) {
      throw constants.misshapen(node, weight, needed);
    }
    return dims;
  }

  private Map<String, TensorData> values(NodeProto node, TensorData weight) {
    Map<String, TensorData> values = new LinkedHashMap<>();
    values.put("weight", weight);
    if (!OnnxModel.input(node, 2).isEmpty()) {
      values.put("bias", constants.get(node, 2));
    }
    return values;
  }

  private static Optional<Initial> bias(Map<String, TensorData> values) {
    return Optional.of(Initial.fanIn()).filter(start -> values.containsKey("bias"));
  }

  private Step weighted(NodeProto node, String input, Layer layer, Map<String, TensorData> values) {
    return new Step(
        node,
        input,
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          stack.add(node, module(node, node.getInput(1)), layer, values);
        });
  }

  private Step pool(NodeProto node, String value, Pool.Kind kind) {
    boolean isMean = kind == Pool.Kind.AVERAGE;
    List<Window> all =
        windows.of(node, OnnxModel.wholes(node, "kernel_shape"), isMean ? padBefore(node) : 0);
    boolean pads = all.stream().anyMatch(each -> !each.padding().equals(Window.Padding.NONE));
    boolean counts =
        isMean
            && (padBefore(node) > 0 || OnnxModel.whole(node, "count_include_pad", 0) == 1 || !pads);
    boolean rounds = OnnxModel.whole(node, "ceil_mode", 0) == 1;
    boolean isKnown =
        node.getOutput(0).equals(value)
            && all.size() > 1
            && OnnxModel.whole(node, "storage_order", 0) == 0
            && !(isMean && all.stream().anyMatch(each -> each.dilation() > 1))
            && !(isMean
                && padBefore(node) > 0
                && !OnnxModel.wholes(node, "pads").stream().allMatch(each -> each == 0));
    if (!isKnown) {
      throw model.refused(node, "it gives places too, or a mean with dilations, or pads twice");
    }
    return new Step(
        node,
        isMean ? beforePad(node) : node.getInput(0),
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          stack.add(node, "", pool(node, kind, all, counts, rounds, stack.dims()), Map.of());
        });
  }

  private Layer pool(
      NodeProto node, Pool.Kind kind, List<Window> all, boolean counts, boolean rounds, Dims in) {
    boolean isMean = kind == Pool.Kind.AVERAGE;
    boolean cuts = rounds && !fit(all, in);
    Window one = all.get(0);
    if (!cuts
        && Windows.areAlike(all)
        && one.dilation() == 1
        && one.padding().before() <= one.size() / 2
        && (counts || !isMean)) {
      return new Pool(kind, one.size(), one.stride(), one.padding().before());
    }
    boolean pads = all.stream().anyMatch(each -> !each.padding().equals(Window.Padding.NONE));
    if (cuts && isMean && counts && pads) {
      throw model.refused(node, "its last windows are cut off, ceil_mode, over " + in);
    }
    return new WindowPool(
        kind,
        cuts ? all.stream().map(Window::withCeil).toList() : all,
        isMean ? counts && !cuts : true);
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

  /** Says whether windows end where the input does, so that there are no cut ones. */
  private static boolean fit(List<Window> all, Dims in) {
    return in.rank() == all.size() + 1
        && IntStream.range(0, all.size())
            .allMatch(
                axis -> {
                  Window window = all.get(axis);
                  long length = in.size(axis + 1);
                  long room = length + window.before(length) + window.after(length) - window.span();
                  return room % window.stride() == 0;
                });
  }

  /**
   * Adds the layer that makes an image a whole number of times larger.
   *
   * @param scales the place of the scales among the inputs; sizes come after them
   */
  private void resize(NodeProto node, int scales, LayerStack stack) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    Dims in = stack.dims();
    if (in.rank() != 3) {
      throw model.refused(node, "it takes %s, needed images".formatted(in));
    }
    double high;
    double wide;
    if (OnnxModel.input(node, scales + 1).isEmpty()) {
      double[] factors =
          OnnxModel.input(node, scales).isEmpty()
              ? new double[0]
              : constants.get(node, scales).doubles();
      boolean fits = factors.length == 4 && factors[0] == 1 && factors[1] == 1;
      high = fits ? factors[2] : 0;
      wide = fits ? factors[3] : 0;
    } else {
      List<Long> sizes =
          new BatchSizes(model, constants, stack).of(OnnxModel.input(node, scales + 1), node);
      boolean fits = sizes.size() == 4 && sizes.get(1) == in.size(0);
      high = fits ? (double) sizes.get(2) / in.size(1) : 0;
      wide = fits ? (double) sizes.get(3) / in.size(2) : 0;
    }
    Optional<Upsample.Mode> mode = mode(node);
    if (high < 1 || high != wide || high != Math.rint(high) || high > 1e6 || mode.isEmpty()) {
      throw model.refused(
          node,
          "it makes %s %s and %s times larger by %s, needed one whole number, and nearest or linear as PyTorch has them"
              .formatted(in, high, wide, OnnxModel.text(node, "mode", "nearest")));
    }
    stack.add(node, "", new Upsample(mode.get(), (int) high), Map.of());
  }

  private static Optional<Upsample.Mode> mode(NodeProto node) {
    String way = OnnxModel.text(node, "coordinate_transformation_mode", "half_pixel");
    boolean older = node.getOpType().equals("Upsample");
    return switch (OnnxModel.text(node, "mode", "nearest")) {
      // By a whole factor, the nearest by half pixels is the one by floors.
      case "nearest" ->
          older
                  || way.equals("half_pixel")
                  || (way.equals("asymmetric")
                      && OnnxModel.text(node, "nearest_mode", "round_prefer_floor").equals("floor"))
              ? Optional.of(Upsample.Mode.NEAREST)
              : Optional.empty();
      case "linear" ->
          switch (older ? "" : way) {
            case "align_corners" -> Optional.of(Upsample.Mode.BILINEAR_CORNERS);
            case "half_pixel", "pytorch_half_pixel" -> Optional.of(Upsample.Mode.BILINEAR);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private void global(NodeProto node, LayerStack stack, Pool.Kind kind) {
    stack.require(LayerStack.Order.BATCH_FIRST, node);
    int rank = stack.dims().rank();
    if (rank != 3 && rank != 4) {
      throw model.refused(node, "it takes %s, needed images or volumes".formatted(stack.dims()));
    }
    List<Long> single = new ArrayList<>(Collections.nCopies(rank, 1L));
    single.set(0, stack.dims().size(0));
    stack.add(node, "", new GlobalPool(kind), Map.of());
    stack.reshape(node, single);
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
    if (rank > 2 && axes.equals(LongStream.rangeClosed(2, rank).boxed().toList())) {
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

  private int whole(NodeProto node, long value) {
    if (value < 0 || value > Dims.MAX_COUNT) {
      throw model.refused(node, "it has a size of " + value);
    }
    return (int) value;
  }
}
