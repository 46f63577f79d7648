package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.PretrainedNetwork;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
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
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
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
    PythonSaid said = PythonSaid.read(folder, network.name());
    DataSet data = DataSet.of("pictures", said.rows("x"), said.rows("t"), Targets.values(10));

    try (PretrainedNetwork net = given(withoutChance(network), weights.inOrder())) {
      said.requireEqual(net, r -> r.regress(data), 0.001);
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
