package dev.espalier.zoo.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.espalier.describe.layer.BatchNorm;
import dev.espalier.describe.layer.Conv2d;
import dev.espalier.describe.layer.Dense;
import dev.espalier.describe.layer.Dropout;
import dev.espalier.describe.layer.Embedding;
import dev.espalier.describe.layer.Flatten;
import dev.espalier.describe.layer.GlobalPool;
import dev.espalier.describe.layer.Identity;
import dev.espalier.describe.layer.LastStep;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.LayerNorm;
import dev.espalier.describe.layer.Pool;
import dev.espalier.describe.layer.Recurrent;
import dev.espalier.describe.layer.Reshape;
import dev.espalier.describe.layer.Residual;
import dev.espalier.torch.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table from each kind of layer to the ONNX operators that compute it. */
public final class OnnxLayers {
  private static final Map<Class<? extends Layer>, Writer<Layer>> TABLE = new LinkedHashMap<>();

  static {
    add(Dense.class, OnnxLayers::dense);
    add(Conv2d.class, OnnxLayers::conv2d);
    add(Pool.class, OnnxLayers::pool);
    add(GlobalPool.class, OnnxLayers::globalPool);
    add(BatchNorm.class, OnnxLayers::batchNorm);
    add(LayerNorm.class, OnnxLayers::layerNorm);
    add(Dropout.class, (dropout, site, x, graph) -> x);
    add(Flatten.class, OnnxLayers::reshape);
    add(Reshape.class, OnnxLayers::reshape);
    add(Residual.class, OnnxLayers::residual);
    add(Recurrent.class, OnnxLayers::recurrent);
    add(
        LastStep.class,
        (last, site, x, graph) ->
            graph.node(
                "Gather",
                List.of(x, graph.constant(TensorData.of(new long[] {-1}))),
                Map.of("axis", 1L)));
    add(Embedding.class, OnnxLayers::embedding);
    add(Identity.class, (identity, site, x, graph) -> x);
  }

  private OnnxLayers() {}

  public static boolean has(Class<?> layer) {
    return TABLE.containsKey(layer);
  }

  /** Writes a layer, and gives the name of its value. */
  static String write(Layer layer, Site site, String x, OnnxGraph graph) {
    Writer<Layer> writer = TABLE.get(layer.getClass());
    if (writer == null) {
      throw new IllegalStateException(
          "layer %s: ONNX has no entry for %s. Try adding one."
              .formatted(site.path(), layer.getClass().getSimpleName()));
    }
    return writer.write(layer, site, x, graph);
  }

  private static String dense(Dense layer, Site site, String x, OnnxGraph graph) {
    String weight =
        graph.node(
            "Transpose", List.of(graph.tensor(site, "weight")), Map.of("perm", new long[] {1, 0}));
    String product = graph.node("MatMul", List.of(x, weight), Map.of());
    return layer.hasBias() ? graph.add(product, graph.tensor(site, "bias")) : product;
  }

  private static String conv2d(Conv2d layer, Site site, String x, OnnxGraph graph) {
    List<String> inputs = new ArrayList<>(List.of(x, graph.tensor(site, "weight")));
    if (layer.hasBias()) {
      inputs.add(graph.tensor(site, "bias"));
    }
    Map<String, Object> attributes = windows(layer.kernel(), layer.stride(), layer.padding());
    attributes.put("dilations", square(layer.dilation()));
    attributes.put("group", (long) layer.groups());
    return graph.node("Conv", inputs, attributes);
  }

  private static String pool(Pool layer, Site site, String x, OnnxGraph graph) {
    Map<String, Object> attributes = windows(layer.size(), layer.stride(), layer.padding());
    if (layer.type() == Pool.Kind.MAX) {
      return graph.node("MaxPool", List.of(x), attributes);
    }
    attributes.put("count_include_pad", 1L);
    return graph.node("AveragePool", List.of(x), attributes);
  }

  private static String globalPool(GlobalPool layer, Site site, String x, OnnxGraph graph) {
    String operator = layer.type() == Pool.Kind.MAX ? "ReduceMax" : "ReduceMean";
    long[] axes = site.input().rank() == 3 ? new long[] {2, 3} : new long[] {1};
    return graph.node(operator, List.of(x), Map.of("axes", axes, "keepdims", 0L));
  }

  private static String batchNorm(BatchNorm layer, Site site, String x, OnnxGraph graph) {
    List<String> inputs =
        List.of(
            x,
            graph.tensor(site, "gamma"),
            graph.tensor(site, "beta"),
            graph.tensor(site, "runningMean"),
            graph.tensor(site, "runningVar"));
    return graph.node("BatchNormalization", inputs, Map.of("epsilon", layer.epsilon()));
  }

  private static String layerNorm(LayerNorm layer, Site site, String x, OnnxGraph graph) {
    return graph.node(
        "LayerNormalization",
        List.of(x, graph.tensor(site, "gamma"), graph.tensor(site, "beta")),
        Map.of("axis", (long) -layer.axes(), "epsilon", layer.epsilon()));
  }

  private static String reshape(Layer layer, Site site, String x, OnnxGraph graph) {
    long[] dims = layer.outputOf(site.input()).withBatch(-1);
    return graph.node("Reshape", List.of(x, graph.constant(dims)), Map.of());
  }

  private static String residual(Residual layer, Site site, String x, OnnxGraph graph) {
    return graph.add(
        site.chain(layer.body(), "body", x), site.chain(layer.shortcut(), "shortcut", x));
  }

  private static String recurrent(Recurrent layer, Site site, String x, OnnxGraph graph) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("hidden_size", (long) layer.units());
    if (layer.cell() == Recurrent.Cell.GRU) {
      // LibTorch adds the state's bias before the reset gate.
      attributes.put("linear_before_reset", 1L);
    }
    // Steps first; their own batch-first layout is not in every runtime.
    String value = graph.node("Transpose", List.of(x), Map.of("perm", new long[] {1, 0, 2}));
    for (int k = 0; k < layer.layers(); k++) {
      List<String> inputs = new ArrayList<>(List.of(value));
      inputs.add(graph.constant(gates(layer, graph.values(site, "weightIn-" + k))));
      inputs.add(graph.constant(gates(layer, graph.values(site, "weightState-" + k))));
      inputs.add(
          graph.constant(
              biases(
                  gates(layer, graph.values(site, "biasIn-" + k)),
                  gates(layer, graph.values(site, "biasState-" + k)))));
      String all = graph.node(layer.cell().name(), inputs, attributes);
      // (steps, directions, batch, units), of one direction.
      value = graph.node("Squeeze", List.of(all, graph.constant(1L)), Map.of());
    }
    return graph.node("Transpose", List.of(value), Map.of("perm", new long[] {1, 0, 2}));
  }

  /** Gives blocks of rows in ONNX's order of gates, under a first axis of one direction. */
  private static TensorData gates(Recurrent layer, TensorData data) {
    int[] order =
        switch (layer.cell()) {
          case RNN -> new int[] {0};
          case GRU -> new int[] {1, 0, 2};
          case LSTM -> new int[] {0, 3, 1, 2};
        };
    float[] values = Tensors.floats(data);
    float[] ordered = new float[values.length];
    int block = values.length / order.length;
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * block, ordered, i * block, block);
    }
    long[] dims = new long[data.dims().size() + 1];
    dims[0] = 1;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = data.dims().get(i - 1);
    }
    return TensorData.of(ordered, dims);
  }

  private static TensorData biases(TensorData in, TensorData state) {
    float[] first = Tensors.floats(in);
    float[] second = Tensors.floats(state);
    float[] both = new float[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return TensorData.of(both, 1, both.length);
  }

  private static String embedding(Embedding layer, Site site, String x, OnnxGraph graph) {
    String tokens =
        graph.node("Cast", List.of(x), Map.of("to", (long) TensorProto.DataType.INT64_VALUE));
    return graph.node("Gather", List.of(graph.tensor(site, "weight"), tokens), Map.of());
  }

  private static Map<String, Object> windows(long size, long stride, long padding) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("kernel_shape", square(size));
    attributes.put("strides", square(stride));
    attributes.put("pads", new long[] {padding, padding, padding, padding});
    return attributes;
  }

  private static long[] square(long size) {
    return new long[] {size, size};
  }

  private static <L extends Layer> void add(Class<L> type, Writer<? super L> writer) {
    TABLE.put(type, (layer, site, x, graph) -> writer.write(type.cast(layer), site, x, graph));
  }

  /** Writes one kind of layer, and gives the name of its value. */
  private interface Writer<L> {
    String write(L layer, Site site, String x, OnnxGraph graph);
  }
}
