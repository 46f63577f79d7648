package dev.espalier.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, or that somebody has made by intent: refused clearly, and bounded. */
final class HostileWeightsIT {
  private static final int SEEDED = Integer.getInteger("hostile.weights", 500);
  private static final long MOST_BYTES = 32L << 20;
  private static final List<String> NAMES = List.of("w.safetensors", "w.npz", "w.pt", "w.npy");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private int refused;
  private int read;

  @Test
  void damagedFilesAreRefusedClearlyOrReadWithinBounds() throws IOException {
    StateDict made = made();
    SplittableRandom random = new SplittableRandom(14);
    Map<String, byte[]> whole = new LinkedHashMap<>();
    for (String name : NAMES) {
      StateDict some = name.endsWith("npy") ? made.under("one") : made;
      whole.put(name, Files.readAllBytes(some.writeTo(folder.resolve(name))));
    }

    for (int i = 0; i < SEEDED; i++) {
      String name = NAMES.get(i % NAMES.size());
      attempt(damaged(Objects.requireNonNull(whole.get(name)), random), name);
    }

    assertThat(refused + read).isEqualTo(SEEDED);
    assertThat(refused).isGreaterThan(SEEDED / 2);
  }

  @Test
  void picklesChangedInsideASoundZipAreRefusedClearlyOrReadWithinBounds() throws IOException {
    byte[] pickle = PickleWriter.stateDict(made().tensors());
    SplittableRandom random = new SplittableRandom(15);

    for (int i = 0; i < SEEDED; i++) {
      byte[] forged = damaged(pickle, random);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StoredZip zip = new StoredZip(out).add("archive/data.pkl", ByteBuffer.wrap(forged));
      int storage = 0;
      for (TensorData data : made().tensors().values()) {
        zip.add("archive/data/" + storage++, data.bytes());
      }
      zip.finish();
      attempt(out.toByteArray(), "w.pt");
    }

    assertThat(refused).isGreaterThan(SEEDED / 2);
  }

  @Test
  void picklesThatGrowWithoutEndAreRefused() throws IOException {
    String tooMany = "it has more than 2000000 values, needed a state dict of PyTorch's";
    assertThat(attempt(pickled("}" + "0}".repeat(2_000_001) + "."), "w.pt")).isEqualTo(tooMany);
    assertThat(attempt(pickled("]" + "2".repeat(2_000_001) + "."), "w.pt")).isEqualTo(tooMany);
    assertThat(attempt(pickled("(".repeat(2_000_001)), "w.pt")).isEqualTo(tooMany);
    assertThat(attempt(pickled("X\377\377\377\177"), "w.pt"))
        .isEqualTo("it ends in the middle, needed a state dict of PyTorch's");
  }

  @Test
  void manyTensorsOfTheSameValuesAreRefusedWhereTheyWouldFillTheMemory() throws IOException {
    StringBuilder pickle = new StringBuilder("}(");
    String storage =
        "((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuJ\0\0\4\0tQ";
    for (int i = 0; i < 2_000; i++) {
      String name = String.valueOf(10_000 + i);
      pickle.append("X\5\0\0\0").append(name).append("ctorch._utils\n_rebuild_tensor_v2\n");
      // A square whose columns come first, each from another place on.
      pickle.append(storage).append("M").append((char) (i & 0xff)).append((char) (i >> 8));
      pickle.append("(M\0\1M\0\1tM\1\0M\0\1\206\211}tR");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoredZip zip = new StoredZip(out);
    zip.add("archive/data.pkl", ByteBuffer.wrap(latin(pickle.append("u.").toString())));
    zip.add("archive/data/0", ByteBuffer.allocate(4 << 18));
    zip.finish();

    assertThat(attempt(out.toByteArray(), "w.pt"))
        .isEqualTo("its tensors share so many values that they take more than 16 times the file");
  }

  @Test
  void zipsThatUnpackToTooMuchAreRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      byte[] zeros = new byte[1 << 16];
      for (int i = 0; i < 1024; i++) {
        zip.write(zeros);
      }
    }

    assertThat(attempt(out.toByteArray(), "w.npz"))
        .startsWith("its parts unpack to more than ")
        .endsWith(" bytes, 64 times the file");
  }

  /** Reads a file; it is refused in Espalier's words, and takes memory in measure. */
  private String attempt(byte[] file, String name) throws IOException {
    Path path = Files.write(folder.resolve(name), file);
    long before = allocated();
    String said = "read";
    try {
      StateDict.read(path).tensors().values().forEach(TensorData::firstNotFinite);
      read++;
    } catch (WeightsException clear) {
      refused++;
      said = clear.problems().get(0).what();
      assertThat(clear.problems()).hasSize(1);
      assertThat(clear.getMessage())
          .startsWith("file '" + path + "' has a problem:")
          .contains(". Try ")
          .hasSizeLessThan(3000)
          .doesNotContain("java.", "Exception", "jackson", "null");
    } catch (Throwable unclear) {
      throw new AssertionError("refused by an accident", unclear);
    }
    assertThat(allocated() - before).isLessThan(MOST_BYTES + 100L * file.length);
    return said;
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] file = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(file, random.nextInt(file.length));
      }
      case 1 -> {
        int from = random.nextInt(file.length);
        Arrays.fill(file, from, Math.min(file.length, from + 8), (byte) random.nextInt(256));
      }
      case 2 -> {
        int at = random.nextInt(file.length);
        byte[] longer = new byte[file.length + 4];
        System.arraycopy(file, 0, longer, 0, at);
        System.arraycopy(file, at, longer, at + 4, file.length - at);
        return longer;
      }
      default -> {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          file[random.nextInt(file.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return file;
  }

  private static byte[] pickled(String pickle) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StoredZip(out).add("archive/data.pkl", ByteBuffer.wrap(latin(pickle))).finish();
    return out.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static StateDict made() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("h1.weight", TensorData.of(new float[6], 2, 3));
    tensors.put("h1.bias", TensorData.of(new double[2], 2));
    tensors.put("one.steps", TensorData.of(new long[4], 2, 2));
    return StateDict.of(tensors);
  }
}
