package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX files that are damaged, or that somebody has made by intent: refused clearly, and bounded.
 */
final class HostileOnnxIT {
  private static final int SEEDED = Integer.getInteger("hostile.onnx", 500);
  private static final long MOST_BYTES = 64L << 20;
  private static final List<String> WORDS =
      List.of(
          "perm", "axis", "epsilon", "group", "pads", "strides", "Conv", "Relu", "Gather", "MatMul",
          "v1", "v2", "v3", "batch", "input");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private int refused;
  private int read;

  @Test
  void damagedFilesAreRefusedClearlyOrReadWithinBounds() throws IOException {
    List<byte[]> whole = new ArrayList<>();
    for (Supplier<Models> each :
        List.<Supplier<Models>>of(
            Models::cnn, Models::resnet, Models::lstm, HostileOnnxIT::transformer)) {
      try (Models model = each.get()) {
        whole.add(OnnxGraph.bytes(model.trained(), Export.whole(model.trained())));
      }
    }
    SplittableRandom random = new SplittableRandom(14);

    for (int i = 0; i < SEEDED; i++) {
      attempt(damaged(whole.get(i % whole.size()), random));
    }

    assertThat(refused + read).isEqualTo(SEEDED);
    assertThat(refused).isGreaterThan(SEEDED / 3);
  }

  private static Models transformer() {
    return Models.network(
        "text",
        n ->
            n.input(6)
                .embedding("words", 9, 8)
                .positions(p -> p.learned())
                .transformer("t", 1, t -> t.heads(2).feedForward(12))
                .first()
                .output(2));
  }

  @Test
  void constantsThatGrowWithoutEndAreRefused() throws IOException {
    try (Models model = Models.mlp()) {
      byte[] file = OnnxGraph.bytes(model.trained(), Export.whole(model.trained()));
      var builder = ModelProto.parseFrom(file).toBuilder();
      var graph = builder.getGraphBuilder();
      String name = graph.getInitializer(0).getName();
      for (int i = 0; i < 40; i++) {
        graph.addNode(
            i,
            NodeProto.newBuilder()
                .setOpType("Concat")
                .addInput(i == 0 ? name : "twice" + (i - 1))
                .addInput(i == 0 ? name : "twice" + (i - 1))
                .addOutput("twice" + i));
      }
      // The first product takes what has grown.
      for (int i = 40; i < graph.getNodeCount(); i++) {
        if (graph.getNode(i).getOpType().equals("Transpose")) {
          graph.getNodeBuilder(i).setInput(0, "twice39");
          break;
        }
      }

      assertThat(attempt(builder.build().toByteArray()))
          .isEqualTo("what is made of its constants takes more than 16 times the file");
    }
  }

  /** Reads a file; it is refused in Espalier's words, and takes memory in measure. */
  private String attempt(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("model.onnx"), file);
    long before = allocated();
    String said = "read";
    try {
      Onnx.read(path);
      read++;
    } catch (ZooException clear) {
      refused++;
      said = clear.problems().get(0).what();
      assertThat(clear.getMessage())
          .startsWith("file '" + path + "' has ")
          .contains(". Try ")
          .hasSizeLessThan(8000)
          .doesNotContain("java.", "Exception", "protobuf", "Proto");
    } catch (Throwable unclear) {
      throw new AssertionError("refused by an accident", unclear);
    }
    assertThat(allocated() - before).isLessThan(MOST_BYTES + 100L * file.length);
    return said;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] file = whole.clone();
    // Names, shapes and attributes stand in a small part of the file, which is hit as often.
    boolean isText = random.nextBoolean();
    switch (random.nextInt(isText ? 2 : 4)) {
      case 0 -> {
        int at = find(file, random);
        file[at] = (byte) random.nextInt(256);
      }
      case 1 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          file[random.nextInt(Math.min(file.length, 4000))] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        return Arrays.copyOf(file, random.nextInt(file.length));
      }
      default -> {
        int from = random.nextInt(file.length);
        Arrays.fill(file, from, Math.min(file.length, from + 8), (byte) random.nextInt(256));
      }
    }
    return file;
  }

  /** Gives a place just before, in or after one of the words of a file. */
  private static int find(byte[] file, SplittableRandom random) {
    byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    int start = random.nextInt(file.length);
    for (int i = 0; i < file.length - word.length; i++) {
      int at = (start + i) % (file.length - word.length);
      if (Arrays.equals(file, at, at + word.length, word, 0, word.length)) {
        return Math.min(file.length - 1, Math.max(0, at - 4 + random.nextInt(word.length + 12)));
      }
    }
    return start;
  }
}
