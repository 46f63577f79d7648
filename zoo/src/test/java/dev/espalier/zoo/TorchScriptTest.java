package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.ScriptGraph;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every layer: its TorchScript computes what its block computes. */
final class TorchScriptTest {
  static Stream<Layer.Example> layers() {
    return Registry.all(Layer.Entry.class).values().stream()
        .flatMap(entry -> entry.examples().stream());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerGivesWhatItsBlockGives(Layer.Example layer) {
    LayerExports.isExportedAsItRuns(layer);
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationGivesWhatItsBlockGives(Activation.Kind kind) {
    try (Models model =
        Models.network(
            "net",
            n ->
                n.input(9)
                    .dense("a", 40, d -> d.weight(dev.espalier.describe.value.Initial.normal(3)))
                    .activation(Activation.of(kind)))) {
      assertThat(scripted(model)).containsExactly(model.predictions(model.inputs()), within(2e-6f));
    }
  }

  @Test
  void equalLayersShareOneMethod() {
    try (Models model =
        Models.network("net", n -> n.input(4).dense("a", 4).relu().dense("b", 4).relu())) {
      String code = ScriptGraph.archive(model.trained(), Export.whole(model.trained())).code();

      assertThat(code)
          .contains("def f0_dense(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:")
          .contains("v2 = self.f0_dense(v1, self.net__b__weight, self.net__b__bias)")
          .doesNotContain("f2");
    }
  }

  static Stream<Arguments> hierarchies() {
    return Stream.of(
        hierarchy("mlp", Models::mlp),
        hierarchy("cnn", Models::cnn),
        hierarchy("resnet", Models::resnet),
        hierarchy("lstm", Models::lstm),
        hierarchy("tagger", Models::tagger),
        hierarchy("segmenter", Models::segmenter),
        hierarchy("innerSource", Models::innerSource),
        hierarchy("multigrade", Models::multigrade),
        hierarchy("multigradeClassifier", Models::multigradeClassifier),
        hierarchy("selfAbstraction", Models::selfAbstraction));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hierarchies")
  void aHierarchyBecomesOneNetworkThatTakesRawInputs(String name, Supplier<Models> made) {
    try (Models model = made.get()) {
      assertThat(scripted(model)).containsExactly(model.predictions(model.inputs()), within(2e-6f));
    }
  }

  @Test
  void refusesACustomLayerByItsName() {
    Layer foreign =
        new CustomLayer() {
          @Override
          public Dims outputOf(Dims in) {
            return in;
          }

          @Override
          public String toString() {
            return "block()";
          }
        };
    var network = NetworkBuilder.empty().input(4).layer("odd", foreign).build("net");
    var checked = dev.espalier.check.Checker.check(network);
    Trained trained =
        new Trained(
            checked,
            Readout.of("net"),
            Task.REGRESSION,
            List.of(),
            java.util.Optional.empty(),
            java.util.Map.of(),
            Models.mlp().trained().story());

    assertThatThrownBy(() -> ScriptGraph.archive(trained, Export.whole(trained)))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("layer net.odd: block() is a custom layer");
  }

  private static float[] scripted(Models model) {
    return Runtimes.torchScript(model, model.inputs());
  }

  private static Arguments hierarchy(String name, Supplier<Models> model) {
    return arguments(name, model);
  }
}
