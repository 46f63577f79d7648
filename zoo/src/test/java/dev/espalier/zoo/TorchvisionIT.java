package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.basic.StochasticDepth;
import dev.espalier.describe.layer.merge.Sequential;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.BranchedNetworks;
import dev.espalier.models.ImageNetworks;
import dev.espalier.models.MobileNetworks;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.lang.reflect.RecordComponent;
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

/** Image networks take the values of torchvision's own, in their order, and say the same. */
final class TorchvisionIT {
  private static final Dims IMAGE = Dims.of(3, 32, 32);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  /** The networks by torchvision's names. */
  static Stream<Network> networks() {
    return Stream.of(
        ImageNetworks.resnet18("resnet18", IMAGE, 10),
        ImageNetworks.resnet50("resnet50", IMAGE, 10),
        ImageNetworks.mobileNetV2("mobilenet_v2", IMAGE, 10),
        MobileNetworks.mobileNetV3Small("mobilenet_v3_small", IMAGE, 10),
        MobileNetworks.mobileNetV3Large("mobilenet_v3_large", IMAGE, 10),
        MobileNetworks.efficientNetB0("efficientnet_b0", IMAGE, 10),
        BranchedNetworks.denseNet("densenet_bc", IMAGE, 10, 40, 12),
        BranchedNetworks.shuffleNetV2("shufflenet_v2_x0_5", IMAGE, 10, 0.5),
        BranchedNetworks.shuffleNetV2("shufflenet_v2_x1_0", IMAGE, 10, 1));
  }

  @BeforeAll
  static void writeInPython() throws Exception {
    Optional<String> python = Programs.pythonWith("torchvision");
    assumeTrue(python.isPresent(), "no torchvision; Debian has it as python3-torchvision");
    Programs.script(
        python.get(),
        "torchvision_models.py",
        folder,
        networks().map(Network::name).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void saysWhatTorchvisionSaysBeforeAndAfterAStep(Network network) {
    StateDict weights = StateDict.read(folder.resolve(network.name() + ".pt"));
    Map<String, TensorData> said =
        StateDict.read(folder.resolve(network.name() + "-said.pt")).tensors();
    DataSet data =
        DataSet.of(
            "pictures",
            Rows.of(tensor(said, "x").doubles(), IMAGE),
            Rows.of(tensor(said, "t").doubles(), Dims.of(10)),
            Targets.values(10));

    try (PretrainedNetwork net = given(withoutChance(network), weights.inOrder());
        Run run =
            train(
                net,
                supervised(),
                r -> r.regress(data).sgd(0.001).fullBatch().epochs(1).float64().quiet());
        PretrainedNetwork trained = given(run.given())) {
      assertThat(logits(net, tensor(said, "x")))
          .containsExactly(tensor(said, "y").doubles(), within(1e-9));
      assertThat(logits(trained, tensor(said, "x")))
          .containsExactly(tensor(said, "z").doubles(), within(1e-9));
    }
  }

  private static TensorData tensor(Map<String, TensorData> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private static double[] logits(PretrainedNetwork net, TensorData x) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray rows = manager.create(x.doubles(), new Shape(6, 3, 32, 32));
      NDArray said =
          net.networks().evaluate(rows, List.of(net.given().network().outputTap())).get(0);
      return said.toDoubleArray();
    }
  }

  /** Gives the network without what is left out by chance: torch draws other numbers. */
  private static Network withoutChance(Network network) {
    return (Network) certain(network);
  }

  private static Object certain(Object part) {
    if (part instanceof Dropout) {
      return new Dropout(0);
    }
    if (part instanceof StochasticDepth) {
      return new StochasticDepth(0);
    }
    if (part instanceof List<?> parts) {
      return parts.stream().map(TorchvisionIT::certain).toList();
    }
    boolean holdsLayers =
        part instanceof Network
            || part instanceof NamedLayer
            || part instanceof Branch
            || part.getClass().getPackage().equals(Sequential.class.getPackage());
    return holdsLayers ? rebuilt((Record) part) : part;
  }

  private static Object rebuilt(Record part) {
    try {
      RecordComponent[] components = part.getClass().getRecordComponents();
      Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = certain(components[i].getAccessor().invoke(part));
      }
      return part.getClass().getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException unlike) {
      throw new LinkageError(part.toString(), unlike);
    }
  }
}
