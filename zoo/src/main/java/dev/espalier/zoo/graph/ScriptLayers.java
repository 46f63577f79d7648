package dev.espalier.zoo.graph;

import static dev.espalier.zoo.graph.ScriptGraph.list;

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
import dev.espalier.describe.value.Dims;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The table from each kind of layer to the TorchScript that computes it. */
public final class ScriptLayers {
  private static final Map<Class<? extends Layer>, Writer<Layer>> TABLE = new LinkedHashMap<>();
  private static final int INT64 = 4;

  static {
    add(Dense.class, ScriptLayers::dense);
    add(Conv2d.class, ScriptLayers::conv2d);
    add(Pool.class, ScriptLayers::pool);
    add(GlobalPool.class, ScriptLayers::globalPool);
    add(BatchNorm.class, ScriptLayers::batchNorm);
    add(LayerNorm.class, ScriptLayers::layerNorm);
    add(Dropout.class, ScriptLayers::dropout);
    add(Flatten.class, ScriptLayers::reshape);
    add(Reshape.class, ScriptLayers::reshape);
    addValue(Residual.class, ScriptLayers::residual);
    addValue(Recurrent.class, ScriptLayers::recurrent);
    add(LastStep.class, (last, site, x, graph) -> "torch.select(%s, 1, -1)".formatted(x));
    add(Embedding.class, ScriptLayers::embedding);
    addValue(Identity.class, (identity, site, x, graph) -> x);
  }

  private ScriptLayers() {}

  public static boolean has(Class<?> layer) {
    return TABLE.containsKey(layer);
  }

  /** Writes a layer, and gives the name of its value. */
  static String write(Layer layer, Site site, String x, ScriptGraph graph) {
    Writer<Layer> writer = TABLE.get(layer.getClass());
    if (writer == null) {
      throw new IllegalStateException(
          "layer %s: TorchScript has no entry for %s. Try adding one."
              .formatted(site.path(), layer.getClass().getSimpleName()));
    }
    return writer.write(layer, site, x, graph);
  }

  private static String dense(Dense layer, Site site, String x, ScriptGraph graph) {
    String bias = layer.hasBias() ? graph.tensor(site, "bias") : "None";
    return "torch.linear(%s, %s, %s)".formatted(x, graph.tensor(site, "weight"), bias);
  }

  private static String conv2d(Conv2d layer, Site site, String x, ScriptGraph graph) {
    String bias = layer.hasBias() ? graph.tensor(site, "bias") : "None";
    return "torch.conv2d(%s, %s, %s, %s, %s, %s, %s)"
        .formatted(
            x,
            graph.tensor(site, "weight"),
            bias,
            square(layer.stride()),
            square(layer.padding()),
            square(layer.dilation()),
            layer.groups());
  }

  private static String pool(Pool layer, Site site, String x, ScriptGraph graph) {
    String window =
        String.join(", ", x, square(layer.size()), square(layer.stride()), square(layer.padding()));
    return layer.type() == Pool.Kind.MAX
        ? "torch.max_pool2d(%s)".formatted(window)
        : "torch.avg_pool2d(%s, False, True)".formatted(window);
  }

  private static String globalPool(GlobalPool layer, Site site, String x, ScriptGraph graph) {
    String operator = layer.type() == Pool.Kind.MAX ? "amax" : "mean";
    String axes = site.input().rank() == 3 ? list(2, 3) : list(1);
    return "torch.%s(%s, %s)".formatted(operator, x, axes);
  }

  private static String batchNorm(BatchNorm layer, Site site, String x, ScriptGraph graph) {
    return "torch.batch_norm(%s, %s, %s, %s, %s, self.training, %s, %s, False)"
        .formatted(
            x,
            graph.tensor(site, "gamma"),
            graph.tensor(site, "beta"),
            graph.tensor(site, "runningMean"),
            graph.tensor(site, "runningVar"),
            layer.momentum(),
            layer.epsilon());
  }

  private static String layerNorm(LayerNorm layer, Site site, String x, ScriptGraph graph) {
    return "torch.layer_norm(%s, %s, %s, %s, %s, False)"
        .formatted(
            x,
            list(layer.normalized(site.input()).toArray()),
            graph.tensor(site, "gamma"),
            graph.tensor(site, "beta"),
            layer.epsilon());
  }

  private static String dropout(Dropout layer, Site site, String x, ScriptGraph graph) {
    return "torch.dropout(%s, %s, self.training)".formatted(x, layer.rate());
  }

  private static String reshape(Layer layer, Site site, String x, ScriptGraph graph) {
    Dims dims = layer.outputOf(site.input());
    return "torch.reshape(%s, %s)".formatted(x, list(dims.withBatch(-1)));
  }

  private static String residual(Residual layer, Site site, String x, ScriptGraph graph) {
    return graph.add(
        site.chain(layer.body(), "body", x), site.chain(layer.shortcut(), "shortcut", x));
  }

  private static String recurrent(Recurrent layer, Site site, String x, ScriptGraph graph) {
    String state =
        graph.value(
            "torch.new_zeros(%s, [%s, torch.size(%s, 0), %s])"
                .formatted(x, layer.layers(), x, layer.units()));
    String weights =
        IntStream.range(0, layer.layers())
            .boxed()
            .flatMap(
                k ->
                    Stream.of("weightIn-", "weightState-", "biasIn-", "biasState-")
                        .map(name -> graph.tensor(site, name + k)))
            .collect(Collectors.joining(", ", "[", "]"));
    String settings = "True, %s, 0.0, False, False, True".formatted(layer.layers());
    return switch (layer.cell()) {
      case RNN ->
          graph.first("torch.rnn_tanh(%s, %s, %s, %s)".formatted(x, state, weights, settings), 2);
      case GRU ->
          graph.first("torch.gru(%s, %s, %s, %s)".formatted(x, state, weights, settings), 2);
      case LSTM ->
          graph.first(
              "torch.lstm(%s, [%s, %s], %s, %s)".formatted(x, state, state, weights, settings), 3);
    };
  }

  private static String embedding(Embedding layer, Site site, String x, ScriptGraph graph) {
    return "torch.embedding(%s, torch.to(%s, %s))"
        .formatted(graph.tensor(site, "weight"), x, INT64);
  }

  private static String square(long size) {
    return list(size, size);
  }

  /** Adds a kind of layer that is one expression. */
  private static <L extends Layer> void add(Class<L> type, Writer<? super L> writer) {
    addValue(type, (layer, site, x, graph) -> graph.value(writer.write(layer, site, x, graph)));
  }

  /** Adds a kind of layer that writes its lines itself, and gives the name of its value. */
  private static <L extends Layer> void addValue(Class<L> type, Writer<? super L> writer) {
    TABLE.put(type, (layer, site, x, graph) -> writer.write(type.cast(layer), site, x, graph));
  }

  /** Writes one kind of layer. */
  private interface Writer<L> {
    String write(L layer, Site site, String x, ScriptGraph graph);
  }
}
