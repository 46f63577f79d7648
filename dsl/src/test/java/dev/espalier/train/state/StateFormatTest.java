package dev.espalier.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.train.log.TrainException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFormatTest {
  private final Path folder;

  StateFormatTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void givesBackEveryKindOfValue() throws IOException {
    Map<String, Double> reals = new LinkedHashMap<>();
    reals.put("z", Double.NaN);
    reals.put("a", -0.0);
    Path file =
        file(
            out -> {
              out.text("text", "h\u00e9 \u2192");
              out.within("part").number("number", Long.MIN_VALUE);
              out.real("real", Double.MIN_VALUE);
              out.texts("texts", List.of("b", "", "a"));
              out.reals("reals", reals);
            });

    StateReader in = StateReader.of(file);

    assertThat(in.text("text")).isEqualTo("h\u00e9 \u2192");
    assertThat(in.within("part").number("number")).isEqualTo(Long.MIN_VALUE);
    assertThat(in.real("real")).isEqualTo(Double.MIN_VALUE);
    assertThat(in.texts("texts")).containsExactly("b", "", "a");
    assertThat(in.reals("reals").toString()).isEqualTo("{z=NaN, a=-0.0}");
    assertThat(in.has("number")).isFalse();
  }

  @Test
  void givesBackArraysWithEveryBit() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray floats = manager.create(new float[] {1.5f, Float.MIN_VALUE, -0f}, new Shape(3, 1));
      NDArray doubles = manager.create(new double[] {Math.PI, Double.NaN});
      NDArray scalar = manager.create(7L);
      Path file =
          file(
              out -> {
                out.array("floats", floats);
                out.array("doubles", doubles);
                out.array("scalar", scalar);
              });
      StateReader in = StateReader.of(file);

      NDArray target = manager.zeros(new Shape(3, 1), DataType.FLOAT32);
      in.copyInto("floats", target);

      assertThat(target.toByteBuffer()).isEqualTo(floats.toByteBuffer());
      assertThat(in.array("doubles", manager).toByteBuffer()).isEqualTo(doubles.toByteBuffer());
      assertThat(in.array("scalar", manager).toLongArray()).containsExactly(7);
    }
  }

  @Test
  void refusesAnArrayOfAnotherShapeOrType() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Path file = file(out -> out.array("weight", manager.zeros(new Shape(2, 3))));
      StateReader in = StateReader.of(file);

      assertThatThrownBy(() -> in.copyInto("weight", manager.zeros(new Shape(3, 2))))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("weight: it is float32 (2, 3), needed float32 (3, 2)");
      assertThatThrownBy(() -> in.text("weight")).isInstanceOf(TrainException.class);
    }
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> StateReader.of(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAFileWithAnyBitChanged() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 4;
      Path file = Files.write(folder.resolve("changed"), changed);

      assertThatThrownBy(() -> StateReader.of(file)).isInstanceOf(IOException.class);
    }
  }

  /** A forged file has a right hash; it must not make the reader take memory or run on. */
  @Test
  void refusesForgedCountsAndLengths() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    byte[] body = Arrays.copyOf(whole, whole.length - StateFormat.HASH_BYTES);
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] forged = body.clone();
      forged[12 + random.nextInt(body.length - 12)] = (byte) random.nextInt(256);
      Path file = Files.write(folder.resolve("forged"), signed(forged));
      try {
        StateReader.of(file);
      } catch (IOException e) {
        refused++;
      }
    }

    assertThat(refused).isBetween(200, 1999);
  }

  @Test
  void refusesAnotherVersionAndOtherFiles() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    byte[] newer = Arrays.copyOf(whole, whole.length - StateFormat.HASH_BYTES);
    newer[11] = StateFormat.VERSION + 1;
    Path file = Files.write(folder.resolve("newer"), signed(newer));
    Path other =
        Files.write(
            folder.resolve("other"), signed("something else".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> StateReader.of(file))
        .isInstanceOf(OtherVersionException.class)
        .hasMessage(
            "it is in format %d of checkpoints, and this version of Espalier reads format %d alone",
            StateFormat.VERSION + 1, StateFormat.VERSION);
    assertThatThrownBy(() -> StateReader.of(other)).hasMessage("it is no checkpoint");
  }

  private Path sample() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      return file(
          out -> {
            out.text("name", "digits");
            out.texts("texts", List.of("a", "bc"));
            out.reals("reals", Map.of("loss", 0.5));
            out.array("weight", manager.ones(new Shape(2, 3)));
            out.number("epoch", 3);
          });
    }
  }

  private Path file(CheckpointStore.Content content) throws IOException {
    return write(content, folder);
  }

  /** Writes a file as a training does. */
  static Path write(CheckpointStore.Content content, Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StateWriter writer = StateWriter.begin(new DataOutputStream(bytes));
    content.write(writer);
    writer.end();
    return Files.write(folder.resolve("state"), signed(bytes.toByteArray()));
  }

  private static byte[] signed(byte[] body) {
    byte[] signed = Arrays.copyOf(body, body.length + StateFormat.HASH_BYTES);
    byte[] hash = StateFormat.sha256().digest(body);
    System.arraycopy(hash, 0, signed, body.length, hash.length);
    return signed;
  }
}
