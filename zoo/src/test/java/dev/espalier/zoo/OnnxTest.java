package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Initial;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxActivations;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.graph.OnnxLayers;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every layer: ONNX Runtime computes what its block computes. */
final class OnnxTest {

  @Test
  void everyLayerAndActivationHasAnEntry() {
    assertThat(Layer.class.getPermittedSubclasses())
        .allMatch(type -> type == CustomLayer.class || OnnxLayers.has(type));
    assertThat(Activation.Kind.values()).allMatch(OnnxActivations::has);
  }

  static Stream<Arguments> layers() {
    return TorchScriptTest.layers();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void everyLayerGivesWhatItsBlockGives(String name, UnaryOperator<NetworkBuilder> body)
      throws OrtException {
    try (Models model = Models.network("net-1", body)) {
      assertThat(said(model, model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationGivesWhatItsBlockGives(Activation.Kind kind) throws OrtException {
    try (Models model =
        Models.network(
            "net",
            n ->
                n.input(9)
                    .dense("a", 40, d -> d.weight(Initial.normal(3)))
                    .activation(Activation.of(kind)))) {
      assertThat(said(model, model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-5f));
    }
  }

  @Test
  void anEmbeddingReadsWholeNumbers() throws OrtException {
    try (Models model = Models.network("net", n -> n.input(6).embedding("words", 9, 4).last())) {
      float[] tokens = new float[Models.BATCH * 6];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i % 9;
      }

      assertThat(said(model, tokens)).containsExactly(model.predictions(tokens), within(1e-6f));
    }
  }

  static Stream<Arguments> hierarchies() {
    return TorchScriptTest.hierarchies();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hierarchies")
  void aHierarchyBecomesOneNetworkThatTakesRawInputs(String name, Supplier<Models> made)
      throws OrtException {
    try (Models model = made.get()) {
      assertThat(said(model, model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-4f));
    }
  }

  @Test
  void isPublishedWhereTheCardAsksForIt(@TempDir Path root) throws Exception {
    try (Models model = Models.cnn()) {
      Published published =
          Zoo.at(root).publish(model.trained(), model.witness(), "cnn", Card::withOnnx);

      byte[] file = Files.readAllBytes(published.folder().resolve("model.onnx"));
      assertThat(file).isEqualTo(OnnxGraph.bytes(model.trained(), Export.whole(model.trained())));
    }
  }

  private static float[] said(Models model, float[] inputs) throws OrtException {
    byte[] file = OnnxGraph.bytes(model.trained(), Export.whole(model.trained()));
    long[] shape = model.trained().checked().input().withBatch(Models.BATCH);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs), shape);
          OrtSession.Result result = session.run(Map.of("input", x))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] said = new float[values.remaining()];
        values.get(said);
        return said;
      }
    }
  }
}
