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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vision transformer takes the weights of torch's encoder layers by name, and says the same. */
final class VitFromPythonIT {
  private static final Dims IMAGE = Dims.of(3, 32, 32);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  @BeforeAll
  static void writeInPython() throws Exception {
    Optional<String> python = Programs.pythonWith("torch");
    assumeTrue(python.isPresent(), "no python3 with torch; Debian has it as python3-torch");
    Programs.script(python.get(), "images.py", folder);
  }

  @Test
  void saysWhatPythonSaysBeforeAndAfterAStep() {
    Network network = ImageNetworks.vit("vit", IMAGE, 10, 8, 2, 24, 3);
    StateDict weights = StateDict.read(folder.resolve("vit.pt"));
    Map<String, TensorData> said = StateDict.read(folder.resolve("vit-said.pt")).tensors();
    TensorData x = Objects.requireNonNull(said.get("x"));
    Rows t = Rows.of(Objects.requireNonNull(said.get("t")).doubles(), Dims.of(10));
    DataSet data = DataSet.of("images", Rows.of(x.doubles(), IMAGE), t, Targets.values(10));

    try (PretrainedNetwork net = given(network, weights);
        Run run =
            train(net, supervised(), r -> r.regress(data).sgd(0.01).fullBatch().epochs(1).quiet());
        PretrainedNetwork trained = given(run.given())) {
      assertThat(logits(net, x))
          .containsExactly(Objects.requireNonNull(said.get("y")).doubles(), within(1e-4));
      assertThat(logits(trained, x))
          .containsExactly(Objects.requireNonNull(said.get("z")).doubles(), within(1e-4));
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
}
