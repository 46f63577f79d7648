package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxTest {
  private static final byte[] PIXELS = {0, -1, 51, 102, 5, 6, 7, 8, 9, 10, 11, 12};
  private static final byte[] IMAGES = idx(0x803, new int[] {2, 3, 2}, PIXELS);
  private static final byte[] LABELS = idx(0x801, new int[] {2}, new byte[] {9, 0});

  private final Path folder;

  IdxTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] idx(int magic, int[] sizes, byte[] values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + values.length).putInt(magic);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(values).array();
  }

  private static byte[] packed(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(bytes)) {
      packing.write(plain);
    }
    return bytes.toByteArray();
  }

  private DataSet read() {
    return Data.fromIdx("idx", folder.resolve("images"), folder.resolve("labels"));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void refused(String... lines) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(String.join("\n  ", lines));
  }

  @Test
  void readsImagesAndLabels() throws IOException {
    write("images", IMAGES);
    write("labels", LABELS);

    DataSet data = read();

    assertThat(data.inputDims()).isEqualTo(Dims.of(1, 3, 2));
    assertThat(data.input(0).floats()).startsWith(0f, 1f, 0.2f, 0.4f);
    assertThat(data.input(1).doubles()[5]).isEqualTo(12 * (1 / 255.0));
    assertThat(data.labels()).containsExactly(9, 0);
  }

  @Test
  void readsPackedFilesTheSame() throws IOException {
    write("images.gz", packed(IMAGES));
    write("labels.gz", packed(LABELS));

    DataSet data = read();

    assertThat(data.input(0).floats()).startsWith(0f, 1f, 0.2f, 0.4f);
    assertThat(data.labels()).containsExactly(9, 0);
  }

  @Test
  void bothAbsentFilesAreNamedAtOnce() {
    String place = " in folder " + folder.toAbsolutePath();
    String advice = ". Try the folder that holds the idx files as they are published.";

    refused(
        "data set 'idx' has 2 problems:",
        "file images: found neither it nor images.gz" + place + advice,
        "file labels: found neither it nor labels.gz" + place + advice);
  }

  @Test
  void swappedFilesAreNoticed() throws IOException {
    write("images", LABELS);
    write("labels", IMAGES);

    refused(
        "data set 'idx' has 2 problems:",
        "file images: found 0x00000801 at its start, needed 0x00000803, unsigned bytes of 3 axes."
            + " Try an idx file of images.",
        "file labels: found 0x00000803 at its start, needed 0x00000801, unsigned bytes of 1 axes."
            + " Try an idx file of labels.");
  }

  @Test
  void truncatedAndTooLongFilesAreNoticed() throws IOException {
    write("images", Arrays.copyOf(IMAGES, IMAGES.length - 1));
    write("labels", Arrays.copyOf(LABELS, LABELS.length + 1));

    refused(
        "data set 'idx' has 2 problems:",
        "file images: found only 11 values, needed 12 as its header says. Try downloading it"
            + " again.",
        "file labels: found more values, needed 2 as its header says. Try downloading it again.");
  }

  @Test
  void emptyAndBrokenlyPackedFilesAreNoticed() throws IOException {
    byte[] broken = packed(IMAGES);
    write("images.gz", Arrays.copyOf(broken, broken.length - 10));
    write("labels", new byte[2]);

    refused(
        "data set 'idx' has 2 problems:",
        "file images.gz: found its end too early, needed a whole file. Try downloading it again.",
        "file labels: found its end too early, needed a whole file. Try downloading it again.");
  }

  @Test
  void changedBytesInAPackedFileAreNoticed() throws IOException {
    byte[] changed = packed(IMAGES);
    changed[changed.length - 8] ^= 1;
    write("images.gz", changed);
    write("labels", LABELS);

    refused(
        "data set 'idx' has a problem:",
        "file images.gz: found damage (Corrupt GZIP trailer), needed a whole file."
            + " Try downloading it again.");
  }

  @Test
  void headerOfImpossibleSizesIsNoticedBeforeMemoryIsTaken() throws IOException {
    int most = Integer.MAX_VALUE;
    write("images", idx(0x803, new int[] {most, most, most}, PIXELS));
    write("labels", idx(0x801, new int[] {most}, new byte[2]));

    refused(
        "data set 'idx' has 2 problems:",
        "file images: found impossible sizes [%s, %s, %s] in its header, needed at most %s values."
                .formatted(most, most, most, most)
            + " Try downloading it again.",
        "file labels: found only 2 values, needed %s as its header says.".formatted(most)
            + " Try downloading it again.");
  }

  @Test
  void asManyLabelsAsImagesAreNeeded() throws IOException {
    write("images", IMAGES);
    write("labels", idx(0x801, new int[] {1}, new byte[] {11}));

    refused(
        "data set 'idx' has 2 problems:",
        "rows: found 2 inputs and 1 targets, needed as many.",
        "row 0: the label is 11, needed a whole number from 0 to 9 for 10 classes."
            + " Try numbering the classes from 0 without gaps.");
  }
}
