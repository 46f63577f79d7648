package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;

/** What holds for every kind of layer that leaves Espalier: as JSON, TorchScript and ONNX. */
public final class LayerExports {
  private static final int TOKENS = 3;

  private LayerExports() {}

  /** Checks all that holds for a kind, on each of its examples. */
  public static void check(Layer.Entry entry) {
    for (Layer.Example example : entry.examples()) {
      comesBackFromJson(example);
      isExportedAsItRuns(example);
      isOnnxAsItRunsOrRefused(example);
    }
  }

  /** Checks that a document gives the layer back as it was. */
  public static void comesBackFromJson(Layer.Example example) {
    NamedLayer layer = new NamedLayer("a", example.layer(), Activation.IDENTITY);

    assertThat(Json.read(Json.write(layer), NamedLayer.class, "test")).isEqualTo(layer);
  }

  /** Checks that plain DJL, loading the exported TorchScript, gives what the block gives. */
  public static void isExportedAsItRuns(Layer.Example example) {
    try (Models model = model(example)) {
      float[] inputs = inputs(model, example);

      assertThat(Runtimes.torchScript(model, inputs))
          .as(example.name())
          .containsExactly(model.predictions(inputs), within(1e-6f));
    }
  }

  /** Checks that ONNX Runtime gives what the block gives, or that the export says who has none. */
  public static void isOnnxAsItRunsOrRefused(Layer.Example example) {
    try (Models model = model(example)) {
      float[] inputs = inputs(model, example);
      if (example.layer().onnx(example.input()).isEmpty()) {
        assertThatThrownBy(() -> OnnxGraph.bytes(model.trained(), Export.whole(model.trained())))
            .isInstanceOf(ZooException.class)
            .hasMessageContaining("layer net-1.a: %s has no ONNX operators", example.layer());
        return;
      }

      assertThat(Runtimes.onnx(model, inputs))
          .as(example.name())
          .containsExactly(model.predictions(inputs), within(1e-5f));
    }
  }

  private static Models model(Layer.Example example) {
    assertThat(example.layer()).isNotInstanceOf(CustomLayer.class);
    long[] in = example.input().toArray();
    return Models.network(
        "net-1",
        n ->
            isMasked(example)
                ? n.input(in[0])
                    .embedding("before", TOKENS, (int) in[1], e -> e.padding(0))
                    .layer("a", example.layer())
                : n.input(in).layer("a", example.layer()));
  }

  private static boolean isMasked(Layer.Example example) {
    return example.layer().formula(example.input()).inputs().contains(Layer.MASK);
  }

  private static float[] inputs(Models model, Layer.Example example) {
    float[] inputs = model.inputs();
    if (isMasked(example) || example.layer().tokens().isPresent()) {
      int tokens = example.layer().tokens().orElse(TOKENS);
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = i * 7 / 5 % tokens;
      }
    }
    return inputs;
  }
}
