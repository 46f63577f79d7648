package dev.espalier.zoo;

import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Hashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program that damages a zoo in 1,000 ways and opens it after each; {@link DamagedZooIT} runs it
 * with little memory.
 *
 * <p>It prints a line of counts, and fails at the first zoo that is opened wrongly, is refused
 * without a clear error, or takes a second.
 */
final class OpensDamagedZoos {
  private static final String MODEL = "model";
  private static final long SECOND = 1_000_000_000L;

  private final Path folder;
  private final Path zip;
  private final Map<String, byte[]> files;
  private final Loaded original;
  private final SplittableRandom random = new SplittableRandom(5);
  private long slowest;
  private int refused;
  private int unharmed;

  private OpensDamagedZoos(Path folder, Map<String, byte[]> files) {
    this.folder = folder.resolve("damaged");
    this.zip = folder.resolve("damaged.zip");
    this.files = files;
    this.original = Zoo.open(folder.resolve("zoo")).load(MODEL);
  }

  /** Takes the folder that the zoo is in. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    OpensDamagedZoos program = new OpensDamagedZoos(folder, read(folder.resolve("zoo")));
    for (int i = 0; i < 650; i++) {
      program.openFolder(program.damagedBytes());
    }
    for (int i = 0; i < 250; i++) {
      program.openZip();
    }
    for (int i = 0; i < 100; i++) {
      program.openFolder(program.forged(i));
    }
    System.out.printf(
        Locale.ROOT,
        "refused %d, unharmed %d, slowest %d ms, memory %d MB%n",
        program.refused,
        program.unharmed,
        program.slowest / 1_000_000,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Damages one file by accident: nothing fits it any more. */
  private Map<String, byte[]> damagedBytes() {
    List<String> names = files.keySet().stream().filter(OpensDamagedZoos::isOpened).toList();
    String name = names.get(random.nextInt(names.size()));
    Map<String, byte[]> damaged = new LinkedHashMap<>(files);
    damaged.put(name, damage(at(files, name)));
    return damaged;
  }

  private byte[] damage(byte[] bytes) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(copy, random.nextInt(copy.length));
      }
      case 1 -> {
        return Arrays.copyOf(copy, copy.length + 1 + random.nextInt(1000));
      }
      case 2 -> {
        byte[] text =
            new String(copy, StandardCharsets.ISO_8859_1)
                .replaceFirst("[0-9]+", "99999999999999999999")
                .getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(text, copy) ? new byte[0] : text;
      }
      default -> {
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) {
          copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        // Two flips may be at the same place.
        return Arrays.equals(copy, bytes) ? new byte[0] : copy;
      }
    }
  }

  /** Changes one file by intent: hashes and seals are made to fit again. */
  private Map<String, byte[]> forged(int number) {
    String index = only("metadata.json");
    String document = only("espalier.json");
    String tensors = only("tensors.safetensors");
    String directory = "espalier-zoo.json";
    Map<String, byte[]> forged = new LinkedHashMap<>(files);
    switch (number % 10) {
      case 0 -> edit(forged, index, t -> t.replace("1.0.0/espalier.json", path(number)));
      case 1 ->
          edit(forged, index, t -> t.replaceAll("\"size\" : [0-9]+", "\"size\" : " + huge(number)));
      case 2 -> edit(forged, directory, t -> t.replace("model/tabular", path(number)));
      case 3 ->
          edit(
              forged,
              document,
              t -> t.replaceFirst("\"units\" : [0-9]+", "\"units\" : 2147483647"));
      case 4 ->
          edit(
              forged,
              document,
              t ->
                  t.replace(
                      "\"layers\" : 1,",
                      "\"layers\" : " + (1500 + number * 20_000_000L % 2_000_000_000) + ","));
      case 5 -> edit(forged, document, t -> "[".repeat(1000 + number * 1000) + t);
      case 6 ->
          edit(
              forged,
              document,
              t -> t.replaceFirst("\"kind\" : \"[A-Za-z]+\"", "\"kind\" : \"java.lang.Runtime\""));
      case 7 -> forged.put(tensors, header(at(files, tensors), Long.MAX_VALUE - number));
      case 8 ->
          edit(forged, tensors, t -> t.replaceFirst("data_offsets\":\\[0,", "data_offsets\":[8,"));
      default ->
          edit(forged, document, t -> t.replace("\"format\" : 1", "\"format\" : " + (number + 2)));
    }
    Map<String, byte[]> changed = forged;
    if (number % 10 > 2) {
      rehash(changed, index, document);
      rehash(changed, index, tensors);
    }
    reseal(changed, index);
    reseal(changed, directory);
    return changed;
  }

  private static String path(int number) {
    return List.of(
            "../../up",
            "/etc/passwd",
            "1.0.0/../../up",
            "C:\\up",
            "1.0.0//etc",
            "..%2f..",
            "~/up",
            "a\u0000b",
            "1.0.0/./x",
            "file:/etc/passwd")
        .get(number / 10 % 10)
        .replace("\\", "\\\\")
        .replace("\u0000", "\\u0000");
  }

  private static long huge(int number) {
    return number % 20 == 1 ? Long.MAX_VALUE : (1L << (31 + number / 10 % 20));
  }

  private static byte[] header(byte[] bytes, long length) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    return copy;
  }

  private String only(String name) {
    return files.keySet().stream()
        .filter(path -> path.endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOpened(String name) {
    return List.of("metadata.json", "espalier.json", "tensors.safetensors", "espalier-zoo.json")
        .stream()
        .anyMatch(name::endsWith);
  }

  private static void edit(Map<String, byte[]> forged, String file, UnaryOperator<String> change) {
    String before = new String(at(forged, file), StandardCharsets.ISO_8859_1);
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new AssertionError(file + " has nothing to change");
    }
    forged.put(file, after.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void rehash(Map<String, byte[]> forged, String index, String file) {
    String before = Hashes.sha256(at(files, file));
    String text = new String(forged.get(index), StandardCharsets.UTF_8);
    text = text.replace(before, Hashes.sha256(at(forged, file)));
    text =
        text.replace(
            "\"size\" : " + at(files, file).length + ",",
            "\"size\" : " + at(forged, file).length + ",");
    forged.put(index, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void reseal(Map<String, byte[]> forged, String file) {
    String text =
        new String(at(forged, file), StandardCharsets.UTF_8)
            .replaceFirst("\"sha256\" : \"[0-9a-f]{64}", "\"sha256\" : \"" + "0".repeat(64));
    String hash = Hashes.sha256(text.getBytes(StandardCharsets.UTF_8));
    forged.put(
        file,
        text.replaceFirst("\"sha256\" : \"0{64}", "\"sha256\" : \"" + hash)
            .getBytes(StandardCharsets.UTF_8));
  }

  private void openFolder(Map<String, byte[]> damaged) throws IOException {
    for (Map.Entry<String, byte[]> each : damaged.entrySet()) {
      Path file = folder.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
    open(folder, true);
  }

  private void openZip() throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        if (isOpened(each.getKey())) {
          out.putNextEntry(new ZipEntry(each.getKey()));
          out.write(each.getValue());
          out.closeEntry();
        }
      }
    }
    Files.write(zip, damage(Files.readAllBytes(zip)));
    // Much of a zip says nothing of its files' contents, such as their times.
    open(zip, false);
  }

  private void open(Path place, boolean mustRefuse) {
    long start = System.nanoTime();
    try {
      Loaded loaded = Zoo.open(place).load(MODEL);
      if (mustRefuse || !loaded.equals(original)) {
        throw new AssertionError("opened wrongly: " + place);
      }
      unharmed++;
    } catch (ZooException clear) {
      refused++;
    }
    long taken = System.nanoTime() - start;
    slowest = Math.max(slowest, taken);
    if (taken > SECOND) {
      throw new AssertionError("took " + taken + " ns");
    }
  }

  private static byte[] at(Map<String, byte[]> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private static Map<String, byte[]> read(Path zoo) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (var paths = Files.walk(zoo)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        files.put(zoo.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    }
    return files;
  }
}
