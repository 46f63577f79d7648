package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Initial;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every layer: ONNX Runtime computes what its block computes. */
final class OnnxTest {

  static Stream<Layer.Example> layers() {
    return TorchScriptTest.layers();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerGivesWhatItsBlockGivesOrIsRefused(Layer.Example layer) {
    LayerExports.isOnnxAsItRunsOrRefused(layer);
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationGivesWhatItsBlockGives(Activation.Kind kind) {
    // The exponential of large numbers has no five places behind the point.
    double deviation = kind == Activation.Kind.EXP ? 0.3 : 3;
    try (Models model =
        Models.network(
            "net",
            n ->
                n.input(9)
                    .dense("a", 40, d -> d.weight(Initial.normal(deviation)))
                    .activation(Activation.of(kind)))) {
      assertThat(Runtimes.onnx(model, model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-5f));
    }
  }

  static Stream<Arguments> hierarchies() {
    return TorchScriptTest.hierarchies();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hierarchies")
  void aHierarchyBecomesOneNetworkThatTakesRawInputs(String name, Supplier<Models> made) {
    try (Models model = made.get()) {
      assertThat(Runtimes.onnx(model, model.inputs()))
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
}
