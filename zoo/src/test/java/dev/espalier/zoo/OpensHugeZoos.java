package dev.espalier.zoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Directory;
import dev.espalier.zoo.store.Hashes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program that opens zips whose files fit their hashes and are far too large; {@link
 * DamagedZooIT} runs it with little memory.
 *
 * <p>It prints a line for each: the time, and the first problem.
 */
final class OpensHugeZoos {
  private static final String PLACE = "model/tabular/softmax_regression/dev/espalier/m1/model";
  private static final int MEGABYTE = 1 << 20;

  private final Path zip;
  private final String document;
  private final byte[] tensors;

  private OpensHugeZoos(Path folder, Models model) {
    this.zip = folder.resolve("huge.zip");
    this.document =
        new String(
            Json.write(ModelDocument.of("model", model.trained(), Export.whole(model.trained()))),
            UTF_8);
    ByteBuffer file = TensorFile.write(model.trained().parameters());
    this.tensors = new byte[file.remaining()];
    file.get(tensors);
  }

  /** Takes a folder to work in. */
  public static void main(String[] args) throws IOException {
    try (Models model = Models.selfAbstraction()) {
      new OpensHugeZoos(Path.of(args[0]), model).open();
    }
  }

  private void open() throws IOException {
    write(document, tensors.length, 0, 0);
    Zoo.open(zip).load("model");

    write(document, 2_000_000_000L, 300, 0);
    refuse("tensors of 2 GB");
    write(document.replace("\"units\" : 64", "\"units\" : 1500000"), 486_600_000L, 300, 0);
    refuse("described tensors of 486 MB");
    write(document, tensors.length, 0, 30);
    refuse("index of 30 MB");
    write(document + " ".repeat(30 * MEGABYTE), tensors.length, 0, 0);
    refuse("description of 30 MB");
    write(with("augmentations", "\"" + "x".repeat(15 * MEGABYTE) + "\""), tensors.length, 0, 0);
    refuse("text of 15 MB");
    write(with("augmentations", "[],".repeat(5_000_000) + "[]"), tensors.length, 0, 0);
    refuse("5,000,000 lists");
    write(with("augmentations", "[".repeat(MEGABYTE)), tensors.length, 0, 0);
    refuse("1,000,000 lists within each other");
    write(with("augmentations", "1".repeat(MEGABYTE)), tensors.length, 0, 0);
    refuse("number of 1,000,000 digits");
    String guide = "{\"guide\":\"simple\",\"learner\":\"complex\",\"links\":[]}";
    write(with("guides", (guide + ",").repeat(50_000) + guide), tensors.length, 0, 0);
    refuse("50,000 guides");
    String guides =
        IntStream.range(0, 50_000)
            .mapToObj(i -> guide.replace("simple", "n" + i))
            .collect(Collectors.joining(","));
    write(with("guides", guides), tensors.length, 0, 0);
    refuse("50,000 guides of no network");
    write(document, tensors.length + 8 * MEGABYTE, 0, 0);
    refuse("80,000 tensor names");
  }

  /** Gives the description with another content of a list. */
  private String with(String list, String content) {
    int start = document.indexOf("\"" + list + "\" : [");
    int open = document.indexOf('[', start);
    int depth = 0;
    int end = open;
    do {
      char c = document.charAt(end++);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    } while (depth > 0);
    return document.substring(0, open + 1) + content + document.substring(end - 1);
  }

  private void write(String text, long size, int zeros, int indexMegabytes) throws IOException {
    byte[] described = text.getBytes(UTF_8);
    Map<String, Index.Item> items = new LinkedHashMap<>();
    items.put(
        ModelDocument.FILE, item(ModelDocument.FILE, described.length, Hashes.sha256(described)));
    items.put(Publisher.TENSORS, item(Publisher.TENSORS, size, Hashes.sha256(tensors)));
    Index.Release release = new Index.Release("1.0.0", false, "model", Map.of(), items);
    Card card = Card.blank().description(" ".repeat(indexMegabytes * MEGABYTE));
    Index index =
        Index.of("model", PLACE, "tabular/softmax_regression", card, "", List.of(release));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(Deflater.BEST_SPEED);
      put(out, Directory.FILE, Directory.empty().with("model", PLACE).bytes());
      put(out, PLACE + "/" + Index.FILE, index.bytes());
      put(out, PLACE + "/1.0.0/" + ModelDocument.FILE, described);
      out.putNextEntry(new ZipEntry(PLACE + "/1.0.0/" + Publisher.TENSORS));
      out.write(tensors);
      putZeros(out, zeros);
      out.closeEntry();
    }
  }

  private static Index.Item item(String file, long size, String hash) {
    return new Index.Item("1.0.0/" + file, file, size, "", hash);
  }

  private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private static void putZeros(OutputStream out, int megabytes) throws IOException {
    byte[] zeros = new byte[MEGABYTE];
    for (int i = 0; i < megabytes; i++) {
      out.write(zeros);
    }
  }

  private void refuse(String what) {
    long start = cpuTime();
    try {
      Zoo.open(zip).load("model");
      throw new AssertionError("opened: " + what);
    } catch (ZooException clear) {
      long millis = (cpuTime() - start) / 1_000_000;
      if (millis > 2000) {
        throw new AssertionError(what + " took " + millis + " ms", clear);
      }
      System.out.println(what + ": " + millis + " ms, " + clear.problems().get(0));
    }
  }

  /** Gives this thread's own time, which other work on the machine does not lengthen. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
