package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.PretrainedNetwork;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.ImageNetworks;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;
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
    PythonSaid said = PythonSaid.read(folder, "vit");
    DataSet data = DataSet.of("images", said.rows("x"), said.rows("t"), Targets.values(10));

    try (PretrainedNetwork net = given(network, weights)) {
      said.requireEqual(net, r -> r.regress(data), 0.01);
    }
  }
}
