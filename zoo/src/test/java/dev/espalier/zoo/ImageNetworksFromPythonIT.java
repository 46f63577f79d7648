package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.ImageNetworks;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Image networks take the weights of torchvision's definitions in their order, and say the same.
 */
final class ImageNetworksFromPythonIT {
  private static final Dims IMAGE = Dims.of(3, 32, 32);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  static Stream<Network> networks() {
    return Stream.of(
        ImageNetworks.resnet18("resnet18", IMAGE, 10),
        ImageNetworks.resnet50("resnet50", IMAGE, 10),
        ImageNetworks.mobileNetV2("mobileNetV2", IMAGE, 10),
        ImageNetworks.vit("vit", IMAGE, 10, 8, 2, 24, 3));
  }

  @BeforeAll
  static void writeInPython() throws Exception {
    Optional<String> python = Programs.pythonWithTorch();
    assumeTrue(python.isPresent(), "no python3 with torch; Debian has it as python3-torch");
    try (InputStream program = ImageNetworksFromPythonIT.class.getResourceAsStream("images.py")) {
      Files.write(folder.resolve("images.py"), program.readAllBytes());
    }
    Programs.run(
        List.of(python.get(), folder.resolve("images.py").toString(), folder.toString()),
        folder.resolve("log"));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void saysWhatPythonSays(Network network) {
    StateDict weights = StateDict.read(folder.resolve(network.name() + ".pt"));
    StateDict said = StateDict.read(folder.resolve(network.name() + "-said.pt"));
    TensorData x = Objects.requireNonNull(said.tensors().get("x"));
    TensorData y = Objects.requireNonNull(said.tensors().get("y"));
    boolean isNamed = network.name().equals("vit");

    try (PretrainedNetwork net = given(network, isNamed ? weights : weights.inOrder())) {
      assertThat(logits(net, x)).containsExactly(y.doubles(), within(1e-4));
    }
  }

  private static double[] logits(PretrainedNetwork net, TensorData x) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray rows =
          manager.create(x.doubles(), new Shape(4, 3, 32, 32)).toType(DataType.FLOAT32, false);
      Tap output = net.given().network().outputTap();
      NDArray said = net.networks().evaluate(rows, List.of(output)).get(0);
      return said.toType(DataType.FLOAT64, false).toDoubleArray();
    }
  }

  // MobileNetV2 drops values by numbers of its own, and ResNet-50 has no stable step of 4 images.
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "vit"})
  void saysWhatPythonSaysAfterAStep(String name) {
    Network network = networks().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    StateDict weights = StateDict.read(folder.resolve(name + ".pt"));
    Map<String, TensorData> said = StateDict.read(folder.resolve(name + "-said.pt")).tensors();
    TensorData x = Objects.requireNonNull(said.get("x"));
    Rows t = Rows.of(Objects.requireNonNull(said.get("t")).doubles(), Dims.of(10));
    DataSet data = DataSet.of("images", Rows.of(x.doubles(), IMAGE), t, Targets.values(10));

    try (PretrainedNetwork net = given(network, name.equals("vit") ? weights : weights.inOrder());
        Run run =
            train(
                net, supervised(), r -> r.regress(data).sgd(0.01).fullBatch().epochs(1).quiet())) {
      try (PretrainedNetwork trained = given(run.given())) {
        assertThat(logits(trained, x))
            .containsExactly(Objects.requireNonNull(said.get("z")).doubles(), within(1e-4));
      }
    }
  }
}
