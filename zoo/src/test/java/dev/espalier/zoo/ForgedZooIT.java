package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.Sample;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Directory;
import dev.espalier.zoo.store.Hashes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Documents that somebody has changed by intent, with hashes and seals that fit. */
final class ForgedZooIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MARK = "\"<here>\"";
  private static final List<String> VALUES =
      List.of(
          "null",
          "\"\"",
          "[]",
          "{}",
          "-1",
          "0",
          "1e400",
          "1e-9999999",
          "NaN",
          "\"NaN\"",
          "[null]",
          "{\"a\":null}",
          "true",
          "99999999999999999999",
          "1.5",
          "[[[]]]",
          "\"\\u0000\"",
          "");
  private static final int SEEDED = Integer.getInteger("forged.zoos", 1000);
  private static final long SECOND = 1_000_000_000L;

  private int refused;
  private int opened;

  @Test
  void everyValueOfADescriptionIsReplacedAndOnlyClearErrorsCome() {
    for (Models model : List.of(Models.selfAbstraction(), Models.lstm())) {
      try (model) {
        byte[] written =
            Json.write(ModelDocument.of("model", model.trained(), Export.whole(model.trained())));
        byte[] tensors = bytes(model);

        for (byte[] forged : forged(written, "")) {
          open(() -> use(forged, tensors));
        }
      }
    }
    assertThat(refused).isGreaterThan(3000);
    assertThat(opened).isGreaterThan(10);
  }

  @Test
  void everyValueOfTheIndexesIsReplacedAndOnlyClearErrorsCome() {
    Index.Item item = new Index.Item("1.0.0/model.pt", "model.pt", 7, "a", "b");
    Index.Release release =
        new Index.Release("1.0.0", false, "model", Map.of("a", "b"), Map.of("model.pt", item));
    Index index =
        Index.of(
            "model",
            Index.folder("tabular") + "m1/model",
            "tabular",
            Card.blank(),
            "2020-01-01",
            List.of(release));
    Directory directory = Directory.empty().with("model", "model/m1/model");

    for (byte[] forged : forged(index.bytes(), "sha256")) {
      open(() -> Index.read(forged, "model"));
    }
    for (byte[] forged : forged(directory.bytes(), "sha256")) {
      open(() -> Directory.read(forged).folder("model"));
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void everyValueOfTheTensorsHeaderIsReplacedAndOnlyClearErrorsCome() {
    try (Models model = Models.lstm()) {
      byte[] tensors = bytes(model);
      int length = ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN).getInt();
      byte[] header = new byte[length];
      System.arraycopy(tensors, 8, header, 0, length);
      CheckedHierarchy checked = model.trained().checked();

      for (byte[] forged : forged(header, "")) {
        byte[] file = new byte[8 + forged.length + tensors.length - 8 - length];
        file[0] = (byte) forged.length;
        file[1] = (byte) (forged.length >> 8);
        System.arraycopy(forged, 0, file, 8, forged.length);
        System.arraycopy(tensors, 8 + length, file, 8 + forged.length, tensors.length - 8 - length);
        open(() -> TensorFile.read(file, Trained.specs(checked), "tensors"));
      }
      assertThat(refused).isGreaterThan(300);
    }
  }

  @Test
  void bytesChangedBySeedGiveOnlyClearErrors() {
    try (Models model = Models.selfAbstraction()) {
      byte[] written =
          Json.write(ModelDocument.of("model", model.trained(), Export.whole(model.trained())));
      byte[] tensors = bytes(model);
      SplittableRandom random = new SplittableRandom(12);

      for (int i = 0; i < SEEDED; i++) {
        byte[] forged = written.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          forged[random.nextInt(forged.length)] = (byte) (32 + random.nextInt(96));
        }
        open(() -> use(forged, tensors));
      }
      assertThat(refused + opened).isEqualTo(SEEDED);
    }
  }

  @Test
  void valuesThatALoadedModelLacksOrThatDoNotFitAreRefused() {
    try (Models model = Models.selfAbstraction()) {
      Loaded whole =
          loaded(
              Json.write(ModelDocument.of("model", model.trained(), Export.whole(model.trained()))),
              bytes(model));
      String tensor = whole.values().keySet().iterator().next();
      TensorData found = Objects.requireNonNull(whole.values().get(tensor));
      Map<String, TensorData> lacking = new LinkedHashMap<>(whole.values());
      lacking.remove(tensor);
      Map<String, TensorData> other = new LinkedHashMap<>(whole.values());
      other.put(tensor, TensorData.of(new float[1], 1));

      assertThatThrownBy(() -> with(whole, lacking).compile(Device.cpu()))
          .isInstanceOf(ZooException.class)
          .hasMessage(
              """
              model 'model' has a problem:
                tensor %s: found none, needed float32 of %s. Try all values as Zoo.load(...) gives them."""
                  .formatted(tensor, found.dims()));
      assertThatThrownBy(() -> with(whole, other).compile(Device.cpu()))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining(
              "tensor %s: found float32 of [1], needed float32 of %s."
                  .formatted(tensor, found.dims()));
    }
  }

  private static Loaded with(Loaded loaded, Map<String, TensorData> values) {
    return new Loaded(
        loaded.name(),
        loaded.version(),
        loaded.checked(),
        loaded.readout(),
        loaded.task(),
        loaded.classes(),
        loaded.normalization(),
        values,
        loaded.story());
  }

  /** Opens what is forged; what is taken must predict. */
  private static void use(byte[] forged, byte[] tensors) {
    Loaded loaded = loaded(forged, tensors);
    double[] zeros = new double[(int) loaded.checked().input().count()];
    try (ReadyModel ready = loaded.ready(Device.cpu())) {
      assertThat(ready.predict(List.of(Sample.of(loaded.checked().input(), zeros)))).hasSize(1);
    }
    assertThat(loaded + " " + loaded.story()).isNotEmpty();
  }

  private static Loaded loaded(byte[] described, byte[] tensors) {
    ModelDocument document = ModelDocument.read(described);
    CheckedHierarchy checked = document.checked();
    Map<String, TensorData> values = new LinkedHashMap<>();
    TensorFile.read(tensors, Trained.specs(checked), "tensors")
        .forEach((path, parameter) -> values.put(path, parameter.data()));
    return new Loaded(
        document.name(),
        "1.0.0",
        checked,
        document.readout(),
        document.task(),
        document.classes(),
        document.normalization(),
        values,
        document.story());
  }

  private void open(ThrowingCallable attempt) {
    long start = cpuTime();
    try {
      attempt.call();
      opened++;
    } catch (ZooException clear) {
      refused++;
      assertThat(clear.getMessage())
          .hasSizeLessThan(5000)
          .doesNotContain(
              "jackson",
              "java.",
              "Exception",
              "dev.espalier.",
              "JSON property",
              "deserialize",
              "token");
    } catch (Throwable unclear) {
      throw new AssertionError("refused by an accident", unclear);
    }
    assertThat(cpuTime() - start).isLessThan(SECOND);
  }

  /** Gives a text with each of its values, in turn, replaced by each of the wrong ones. */
  private static List<byte[]> forged(byte[] written, String hash) {
    List<byte[]> forged = new ArrayList<>();
    try {
      JsonNode root = JSON.readTree(written);
      for (String marked : marked(root)) {
        for (String value : VALUES) {
          String text = marked.replace(MARK, value);
          forged.add((hash.isEmpty() ? text : sealed(text)).getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return forged;
  }

  private static List<String> marked(JsonNode root) throws IOException {
    List<String> marked = new ArrayList<>();
    mark(root, root, marked);
    return marked;
  }

  private static void mark(JsonNode root, JsonNode node, List<String> marked) throws IOException {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = object.get(name);
        object.put(name, "<here>");
        marked.add(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        object.set(name, value);
        mark(root, value, marked);
      }
    } else if (node instanceof ArrayNode array) {
      // The first two items are enough of a list.
      for (int i = 0; i < Math.min(2, array.size()); i++) {
        JsonNode item = array.get(i);
        array.set(i, JSON.getNodeFactory().textNode("<here>"));
        marked.add(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        array.set(i, item);
        mark(root, item, marked);
      }
    }
  }

  private static String sealed(String text) {
    String open =
        text.replaceFirst("\"sha256\" : \"[0-9a-f]{64}", "\"sha256\" : \"" + "0".repeat(64));
    String hash = Hashes.sha256(open.getBytes(StandardCharsets.UTF_8));
    return open.replaceFirst("\"sha256\" : \"0{64}", "\"sha256\" : \"" + hash);
  }

  private static byte[] bytes(Models model) {
    ByteBuffer file = TensorFile.write(model.trained().parameters());
    byte[] bytes = new byte[file.remaining()];
    file.get(bytes);
    return bytes;
  }

  /** Gives this thread's own time, which other work on the machine does not lengthen. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
