package dev.espalier.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.ProblemsException;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of arrays as data. */
final class FilesTest {
  private static Path idx(Path file, int type, int[] sizes, ByteBuffer values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + values.capacity());
    bytes.putInt((type << 8) + sizes.length);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    return Files.write(file, bytes.put(values.rewind()).array());
  }

  @Test
  void idxIsReadInEveryTypeAndRank(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a");

    idx(file, 8, new int[] {2, 1, 1, 1, 1}, ByteBuffer.allocate(2).put((byte) -1).put((byte) 3));
    Rows bytes = ArrayFile.idx(file);
    assertThat(bytes.dims()).isEqualTo(Dims.of(1, 1, 1, 1));
    assertThat(bytes.doubles(0, 2)).containsExactly(255, 3);
    idx(file, 9, new int[] {2}, ByteBuffer.allocate(2).put((byte) -1).put((byte) 3));
    assertThat(ArrayFile.idx(file).doubles(0, 2)).containsExactly(-1, 3);
    idx(
        file,
        0x0B,
        new int[] {1, 2},
        ByteBuffer.allocate(4).putShort((short) -300).putShort((short) 7));
    assertThat(ArrayFile.idx(file).row(0)).containsExactly(-300, 7);
    idx(file, 0x0C, new int[] {1, 1}, ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE));
    assertThat(ArrayFile.idx(file).row(0)).containsExactly(Integer.MAX_VALUE);
    idx(file, 0x0D, new int[] {1, 1}, ByteBuffer.allocate(4).putFloat(0.1f));
    assertThat(ArrayFile.idx(file).row(0)).containsExactly(0.1f);
    idx(file, 0x0E, new int[] {1, 1}, ByteBuffer.allocate(8).putDouble(0.1));
    assertThat(ArrayFile.idx(file).row(0)).containsExactly(0.1);
  }

  @Test
  void twoIdxFilesAreADataSet(@TempDir Path folder) throws Exception {
    Path inputs =
        idx(folder.resolve("x"), 0x0E, new int[] {2, 1}, ByteBuffer.allocate(16).putDouble(.5));
    Path targets = idx(folder.resolve("y"), 0x0C, new int[] {2}, ByteBuffer.allocate(8).putInt(2));

    DataSet data = Data.fromIdxValues("steps", inputs, targets, Targets.classes(3));

    assertThat(data.labels()).containsExactly(2, 0);
    assertThat(data.input(0).doubles()).containsExactly(.5);
  }

  @Test
  void wrongIdxFilesAreNamed(@TempDir Path folder) throws Exception {
    Path file = idx(folder.resolve("a"), 0x0A, new int[] {1}, ByteBuffer.allocate(1));
    Path small = idx(folder.resolve("b"), 8, new int[] {9}, ByteBuffer.allocate(1));

    assertThatThrownBy(() -> ArrayFile.idx(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "file 'a' has a problem:\n  idx: found 0x00000a01 at its start, needed 0x0000TTAA: a type,"
                + " 08, 09 or 0b to 0e, and 1 to 8 axes. Try another copy of the file.");
    assertThatThrownBy(() -> ArrayFile.idx(small))
        .hasMessage(
            "file 'b' has a problem:\n  idx: found only 1 bytes of values, needed 9 as its header"
                + " says. Try another copy of the file.");
  }

  @Test
  void arraysOfNumpyAreADataSetAndAnAbsentOneIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("a.npz");
    StateDict.of(
            Map.of(
                "x", TensorData.of(new float[] {1, 2, 3, 4}, 2, 2),
                "y", TensorData.of(new long[] {1, 0}, 2)))
        .writeTo(file);

    DataSet data = Data.fromNpz("signals", file, "x", "y", Targets.classes(2));

    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(data.input(1).doubles()).containsExactly(3, 4);
    assertThatThrownBy(() -> ArrayFile.npz(file, "z"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("array z: found the arrays [")
        .hasMessageEndingWith("]. Try one of these.");
  }

  @Test
  void damagedArraysOfNumpyGiveOneErrorOrData(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("signals.npz");
    StateDict.of(
            Map.of(
                "x", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
                "y", TensorData.of(new long[] {1, 0, 1}, 3)))
        .writeTo(file);
    byte[] sound = Files.readAllBytes(file);
    int refused = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = sound.clone();
      if (seed % 4 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);

      Throwable thrown =
          catchThrowable(() -> Data.fromNpz("signals", file, "x", "y", Targets.classes(2)));

      if (thrown != null) {
        refused++;
        assertThat(thrown).as("seed %s", seed).isInstanceOf(ProblemsException.class);
        assertThat(thrown.getMessage())
            .as("seed %s", seed)
            .contains("signals", ": ")
            .doesNotContain("Exception", "null");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void cifarIsReadWithItsClassesNames(@TempDir Path folder) throws Exception {
    byte[] one = new byte[2 * 3073];
    one[0] = 9;
    one[1] = -1;
    one[3073] = 3;
    byte[] fine = new byte[3074];
    fine[1] = 99;
    Path ten = Files.write(folder.resolve("data_batch_1.bin"), one);
    Path hundred = Files.write(folder.resolve("train.bin"), fine);

    DataSet data = Data.fromCifar10("cifar", ten, ten);

    assertThat(data.size()).isEqualTo(4);
    assertThat(data.labels()).containsExactly(9, 3, 9, 3);
    assertThat(data.classes().get(9)).isEqualTo("truck");
    assertThat(data.inputDims()).isEqualTo(Dims.of(3, 32, 32));
    assertThat(data.input(2).doubles()[0]).isEqualTo(1);
    DataSet more = Data.fromCifar100("cifar", hundred);
    assertThat(more.classes()).hasSize(100);
    assertThat(more.classes().get(more.label(0))).isEqualTo("worm");
    assertThatThrownBy(() -> Data.fromCifar10("cifar", hundred, folder.resolve("no.bin")))
        .hasMessage(
            "data set 'cifar' has 2 problems:\n  file train.bin: found 3074 bytes, needed a multiple of"
                + " 3073, the bytes of a picture with its labels. Try the binary version, unpacked.\n"
                + "  file no.bin: found no such file in folder %s. Try the folder with the unpacked files."
                    .formatted(folder.toAbsolutePath()));
  }
}
