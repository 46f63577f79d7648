package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.Espalier.torchScript;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.models.Datasets;
import dev.espalier.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that Python's torch trained comes in, says the same, teaches, and is post-trained. */
final class FromPythonIT {
  private static final DataSet DIGITS = Datasets.digits().shuffled(4);
  private static final int TESTED = DIGITS.size() / 5;
  private static final DataSet TEST = DIGITS.take(TESTED);
  private static final Network NET =
      network(
          "net",
          n ->
              n.input(1, 8, 8)
                  .conv2d("c", 8, 3, c -> c.same())
                  .layer("norm", BatchNorm.standard())
                  .relu()
                  .maxPool(2)
                  .flatten()
                  .dense("h", 16)
                  .relu()
                  .output(10));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  @BeforeAll
  static void trainInPython() throws Exception {
    Optional<String> python = Programs.pythonWith("torch");
    assumeTrue(python.isPresent(), "no python3 with torch; Debian has it as python3-torch");
    write("rows", DIGITS.inputs().floats(0, DIGITS.size()));
    ByteBuffer labels = buffer(DIGITS.size());
    for (int label : DIGITS.labels()) {
      labels.putInt(label);
    }
    write("labels", labels);
    Programs.script(python.get(), "trains.py", folder, "11");
  }

  @Test
  void aStateDictSaysWhatPythonSays() throws Exception {
    assertSameAsPython(given(NET, StateDict.read(folder.resolve("net.pt"))));
  }

  @Test
  void safetensorsSayWhatPythonSays() throws Exception {
    assertSameAsPython(given(NET, StateDict.read(folder.resolve("net.safetensors"))));
  }

  @Test
  void onnxSaysWhatPythonSays() throws Exception {
    assertSameAsPython(given(Onnx.read(folder.resolve("net.onnx"))));
  }

  @Test
  void aScriptedModuleSaysWhatPythonSays() throws Exception {
    assertSameAsPython(given(torchScript(folder.resolve("net-script.pt")).input(1, 8, 8)));
  }

  @Test
  void aTracedModuleSaysWhatPythonSays() throws Exception {
    assertSameAsPython(
        given(torchScript(folder.resolve("net-trace.pt")).input(1, 8, 8).taps("h", "norm")));
  }

  @Test
  void aModuleTeachesByItsPartsAndTheLearnerIsPublished() throws Exception {
    Hierarchy guided =
        hierarchy(
            "guided",
            h ->
                h.input(1, 8, 8)
                    .given(
                        "teacher",
                        torchScript(folder.resolve("net-script.pt")).input(1, 8, 8).taps("h"))
                    .network("student", n -> n.flatten().dense("idea", 16).relu().output(10))
                    .guide(
                        "teacher", "student", g -> g.hidden("h", "idea").output(softTargets(2))));

    try (Run run =
        train(guided, selfAbstraction(), r -> r.classify(DIGITS).adam(3e-3).batch(64).epochs(4))) {
      Zoo zoo = Zoo.at(folder.resolve("zoo"));
      zoo.publish(run, "student", card -> card.pixels(0, 1));

      assertThat(run.evaluate(TEST).metrics().get("accuracy")).isGreaterThan(0.85);
      Criteria<Image, Classifications> criteria =
          Criteria.builder()
              .setTypes(Image.class, Classifications.class)
              .optModelUrls(folder.resolve("zoo").toUri().toString())
              .optArtifactId("student")
              .build();
      try (var model = criteria.loadModel()) {
        assertThat(model.getName()).isNotEmpty();
      }
    }
  }

  @Test
  void reversePropagationPostTrainsIt() {
    try (PretrainedNetwork net = given(NET, StateDict.read(folder.resolve("net.pt")));
        Run run =
            train(
                net,
                reversePropagation(),
                r -> r.classify(DIGITS.take(400)).validate(TEST).adam(1e-3).batch(100).epochs(2))) {
      assertThat(run.plan().explain()).contains("goes on from a trained 'net'");
      assertThat(run.evaluate(TEST).metrics().get("accuracy"))
          .isCloseTo(net.evaluate(TEST).metrics().get("accuracy"), within(0.1));
    }
  }

  private static void assertSameAsPython(PretrainedNetwork net) throws Exception {
    double accuracy = Double.parseDouble(Files.readString(folder.resolve("accuracy")));
    float[] logits = new float[TESTED * 10];
    ByteBuffer.wrap(Files.readAllBytes(folder.resolve("logits")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(logits);
    try (net;
        NDManager manager = NDManager.newBaseManager()) {
      NDArray rows = manager.create(TEST.inputs().floats(0, TESTED), new Shape(TESTED, 1, 8, 8));
      Tap output = net.given().network().outputTap();
      float[] said = net.networks().evaluate(rows, List.of(output)).get(0).toFloatArray();

      assertThat(said).containsExactly(logits, within(1e-5f));
      assertThat(net.evaluate(TEST).metrics().get("accuracy")).isEqualTo(accuracy, within(1e-12));
    }
  }

  private static void write(String name, float[] values) throws Exception {
    ByteBuffer bytes = buffer(values.length);
    bytes.asFloatBuffer().put(values);
    write(name, bytes);
  }

  private static void write(String name, ByteBuffer bytes) throws Exception {
    byte[] all = new byte[bytes.capacity()];
    bytes.get(0, all);
    Files.write(folder.resolve(name), all);
  }

  private static ByteBuffer buffer(int count) {
    return ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
