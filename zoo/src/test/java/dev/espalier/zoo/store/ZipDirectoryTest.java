package dev.espalier.zoo.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.zoo.Zoo;
import dev.espalier.zoo.problem.ZooException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips that two readers would read differently, or that are larger than they look. */
final class ZipDirectoryTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void aZipOfPlainFilesIsSound() throws IOException {
    assertThat(problem(zip("a.json", "b/c.json", "b/.DS_Store"))).isEmpty();
    assertThat(problem(zip())).isEmpty();
  }

  @Test
  void whatIsNoZipOrIsCutOffIsFound() throws IOException {
    byte[] zip = zip("a.json");

    assertThat(problem(new byte[0])).hasValue("it is no zip, or it is cut off");
    assertThat(problem("hello".getBytes(UTF_8))).hasValue("it is no zip, or it is cut off");
    assertThat(problem(Arrays.copyOf(zip, zip.length - 1)))
        .hasValue("it is no zip, or it is cut off");
    assertThat(problem(Arrays.copyOfRange(zip, 1, zip.length)))
        .hasValue("its list of files is not where its end says");
  }

  @Test
  void namesThatLeadOutOfItAreFound() throws IOException {
    for (String name : new String[] {"../a", "/a", "a/../b", "a\\b", "C:a", "a//b", "./a"}) {
      assertThat(problem(zip(name)))
          .hasValue("it has a file '%s', which leads out of it".formatted(name));
    }
  }

  @Test
  void twoFilesOfOneNameAreFound() throws IOException {
    String text = new String(zip("a.json", "b.json"), ISO_8859_1);

    assertThat(problem(text.replace("b.json", "a.json").getBytes(ISO_8859_1)))
        .hasValue("it has two files 'a.json'");
  }

  @Test
  void aFileWithAnotherNameAtItsOwnPlaceIsFound() throws IOException {
    String text = new String(zip("a.json"), ISO_8859_1);

    assertThat(problem(text.replaceFirst("a.json", "b.json").getBytes(ISO_8859_1)))
        .hasValue("file 'a.json' in it has another name at its own place");
  }

  @Test
  void filesWithinEachOtherAreFound() throws IOException {
    byte[] zip = zip("a.json", "b.json");

    assertThat(problem(changed(zip, list -> list.putInt(46 + 6 + 42, 0))).orElseThrow())
        .endsWith(".json' in it lies within another");
    assertThat(problem(changed(zip, list -> list.putInt(20, 1_000_000))))
        .hasValue("file 'a.json' in it lies within another");
    assertThat(problem(changed(zip, list -> list.putInt(46 + 6 + 42, 1_000_000))))
        .hasValue("file 'b.json' in it lies within another");
  }

  @Test
  void whatIsEncryptedOrOfTheLargeKindIsFound() throws IOException {
    byte[] zip = zip("a.json");

    assertThat(problem(changed(zip, list -> list.put(8, (byte) 1))))
        .hasValue("file 'a.json' in it is encrypted");
    assertThat(problem(changed(zip, list -> list.putInt(24, -1))))
        .hasValue("file 'a.json' in it is of the kind zip64, which is not read");
    assertThat(problem(end(zip, end -> end.putShort(10, (short) -1))))
        .hasValue("it is of the kind for more than 4 GB or 65,534 files, zip64, which is not read");
    assertThat(problem(end(zip, end -> end.putShort(4, (short) 1))))
        .hasValue("it is a part of several");
  }

  @Test
  void aListThatIsNoneIsFound() throws IOException {
    byte[] zip = zip("a.json");

    assertThat(problem(changed(zip, list -> list.putShort(28, (short) 60_000))))
        .hasValue("its list of files is damaged");
    assertThat(problem(end(zip, end -> end.putShort(8, (short) 2).putShort(10, (short) 2))))
        .hasValue("its list of files is damaged");
    assertThat(problem(end(zip, end -> end.putInt(12, 0x7fffffff))))
        .hasValue("its list of files has 2147483647 bytes, which is too many");
    assertThat(
            problem(end(zip, end -> end.putShort(8, (short) 30_000).putShort(10, (short) 30_000))))
        .hasValue("it has 30000 files, and 20000 are read at most");
  }

  @Test
  void aZooInSuchAZipIsRefusedWithAdvice() throws IOException {
    Path zip = Files.write(folder.resolve("zoo.zip"), zip("../espalier-zoo.json"));

    assertThatThrownBy(() -> Zoo.open(zip).load("model"))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            """
            zoo %s has a problem:
              zip: it has a file '../espalier-zoo.json', which leads out of it. \
            Try unpacking it where nothing can be harmed, and Zoo.open(folder).\
            """
                .formatted(zip));
  }

  private Optional<String> problem(byte[] zip) throws IOException {
    try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("a.zip"), zip))) {
      return ZipDirectory.problem(channel);
    }
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write("{}".getBytes(UTF_8));
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Gives a zip with its end changed. */
  private static byte[] end(byte[] zip, Consumer<ByteBuffer> change) {
    byte[] copy = zip.clone();
    change.accept(
        ByteBuffer.wrap(copy, copy.length - 22, 22).slice().order(ByteOrder.LITTLE_ENDIAN));
    return copy;
  }

  /** Gives a zip with its list of files changed. */
  private static byte[] changed(byte[] zip, Consumer<ByteBuffer> change) {
    byte[] copy = zip.clone();
    ByteBuffer all = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    int start = all.getInt(copy.length - 22 + 16);
    change.accept(
        ByteBuffer.wrap(copy, start, copy.length - start).slice().order(ByteOrder.LITTLE_ENDIAN));
    return copy;
  }
}
