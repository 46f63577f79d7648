package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.Pool;
import dev.espalier.describe.layer.Recurrent;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.ScriptActivations;
import dev.espalier.zoo.graph.ScriptGraph;
import dev.espalier.zoo.graph.ScriptLayers;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every layer: its TorchScript computes what its block computes. */
final class TorchScriptTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void everyLayerHasAnEntry() {
    List<Class<?>> own =
        Arrays.stream(Layer.class.getPermittedSubclasses())
            .<Class<?>>map(type -> type)
            .filter(type -> type != CustomLayer.class)
            .toList();

    assertThat(own).isNotEmpty().allMatch(ScriptLayers::has);
  }

  @Test
  void everyActivationHasAnEntry() {
    assertThat(Activation.Kind.values()).allMatch(ScriptActivations::has);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("dense", n -> n.input(4).dense("a", 3)),
        layer("denseWithoutBias", n -> n.input(4).dense("a", 3, d -> d.noBias())),
        layer("denseOverSteps", n -> n.input(5, 4).dense("a", 3, d -> d.eachStep())),
        layer("conv", n -> n.input(3, 9, 7).conv2d("a", 4, 3)),
        layer(
            "convWithAll",
            n ->
                n.input(4, 9, 9)
                    .conv2d("a", 6, 3, c -> c.stride(2).padding(2).dilation(2).groups(2).noBias())),
        layer("maxPool", n -> n.input(2, 7, 8).maxPool(3, p -> p.stride(2).padding(1))),
        layer("averagePool", n -> n.input(2, 7, 8).averagePool(3, p -> p.stride(2).padding(1))),
        layer("globalMaxPool", n -> n.input(2, 7, 8).globalMaxPool()),
        layer("globalAveragePool", n -> n.input(2, 7, 8).globalAveragePool()),
        layer(
            "globalMaxPoolOverSteps",
            n -> n.input(7, 8).layer(new dev.espalier.describe.layer.GlobalPool(Pool.Kind.MAX))),
        layer("globalAveragePoolOverSteps", n -> n.input(7, 8).globalAveragePool()),
        layer("batchNormOfFeatures", n -> n.input(6).batchNorm(b -> b.epsilon(1e-3))),
        layer("batchNormOfImages", n -> n.input(3, 4, 4).batchNorm()),
        layer("layerNorm", n -> n.input(5, 6).layerNorm(l -> l.axes(2).epsilon(1e-3))),
        layer("dropout", n -> n.input(6).dropout(0.5)),
        layer("flatten", n -> n.input(2, 3, 4).flatten()),
        layer("reshape", n -> n.input(12).reshape(2, 3, 2)),
        layer(
            "residual",
            n -> n.input(6).residual("r", b -> b.dense("in-ner", 6).relu().dense(6)).relu()),
        layer(
            "residualWithShortcut",
            n -> n.input(6).residual("r", b -> b.dense(4).batchNorm(), s -> s.dense(4))),
        layer("rnn", n -> n.input(5, 4).rnn("a", 3)),
        layer("gru", n -> n.input(5, 4).gru("a", 3).last()),
        layer("lstm", n -> n.input(5, 4).lstm("a", 3).last()),
        layer(
            "twoLstms",
            n -> n.input(5, 4).layer("a", Recurrent.of(Recurrent.Cell.LSTM, 3).layers(2))),
        layer("identity", n -> n.input(4).layer(new dev.espalier.describe.layer.Identity())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void everyLayerGivesWhatItsBlockGives(String name, UnaryOperator<NetworkBuilder> body) {
    try (Models model = Models.network("net-1", body)) {
      assertThat(scripted(model)).containsExactly(model.predictions(model.inputs()), within(1e-6f));
    }
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
  void anEmbeddingReadsWholeNumbers() {
    try (Models model = Models.network("net", n -> n.input(6).embedding("words", 9, 4).last())) {
      float[] tokens = new float[Models.BATCH * 6];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i % 9;
      }

      float[] found = scripted(model, tokens);

      assertThat(found).containsExactly(model.predictions(tokens), within(1e-6f));
    }
  }

  static Stream<Arguments> hierarchies() {
    return Stream.of(
        hierarchy("mlp", Models::mlp),
        hierarchy("cnn", Models::cnn),
        hierarchy("resnet", Models::resnet),
        hierarchy("lstm", Models::lstm),
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

  private float[] scripted(Models model) {
    return scripted(model, model.inputs());
  }

  private float[] scripted(Models model, float[] inputs) {
    Path file = folder.resolve("model.pt");
    try {
      ScriptGraph.archive(model.trained(), Export.whole(model.trained())).write(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine("PyTorch")
            .build();
    try (var loaded = criteria.loadModel();
        var predictor = loaded.newPredictor();
        NDManager manager = loaded.getNDManager().newSubManager()) {
      NDArray x =
          manager.create(
              inputs, new Shape(model.trained().checked().input().withBatch(Models.BATCH)));
      return predictor.predict(new NDList(x)).singletonOrThrow().toFloatArray();
    } catch (IOException
        | ModelNotFoundException
        | MalformedModelException
        | ai.djl.translate.TranslateException e) {
      throw new AssertionError(e);
    }
  }

  private static Arguments layer(String name, UnaryOperator<NetworkBuilder> body) {
    return arguments(name, body);
  }

  private static Arguments hierarchy(String name, Supplier<Models> model) {
    return arguments(name, model);
  }
}
