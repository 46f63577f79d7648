package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was published says the same in processes that do not have Espalier: DJL's and Python's. */
final class ElsewhereIT {
  private static final String PYTHON =
      """
      import sys, struct, torch
      for name in sys.argv[3].split(','):
          shape = [int(size) for size in open(sys.argv[2] + '/' + name + '.shape').read().split(',')]
          raw = open(sys.argv[2] + '/' + name + '.in', 'rb').read()
          x = torch.tensor(struct.unpack('<%df' % (len(raw) // 4), raw)).reshape(shape)
          said = torch.jit.load(sys.argv[1] + '/' + name + '.pt')(x).flatten().tolist()
          open(sys.argv[2] + '/' + name + '.out', 'wb').write(struct.pack('<%df' % len(said), *said))
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  private static final Map<String, float[]> NEEDED = new LinkedHashMap<>();

  @BeforeAll
  static void publishModels() throws IOException {
    Map<String, Supplier<Models>> made = new LinkedHashMap<>();
    made.put("mlp", Models::mlp);
    made.put("cnn", Models::cnn);
    made.put("resnet", Models::resnet);
    made.put("lstm", Models::lstm);
    made.put("tagger", Models::tagger);
    made.put("segmenter", Models::segmenter);
    made.put("multigrade", Models::multigrade);
    made.put("multigrade-classes", Models::multigradeClassifier);
    made.put("sal", Models::selfAbstraction);
    for (Map.Entry<String, Supplier<Models>> each : made.entrySet()) {
      try (Models model = each.getValue().get()) {
        String name = each.getKey();
        Published published =
            Zoo.at(folder.resolve("zoo"))
                .publish(model.trained(), model.witness(), name, card -> card);
        Files.copy(published.archive(), folder.resolve(name + ".pt"));
        long[] shape = model.trained().checked().input().withBatch(Models.BATCH);
        Files.writeString(
            folder.resolve(name + ".shape"),
            LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(",")));
        float[] inputs = model.inputs();
        ByteBuffer bytes =
            ByteBuffer.allocate(inputs.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(inputs);
        Files.write(folder.resolve(name + ".in"), bytes.array());
        NEEDED.put(name, model.predictions(inputs));
      }
    }
  }

  @AfterAll
  static void forget() {
    NEEDED.clear();
  }

  @Test
  void aProcessWithDjlOnlyPredictsTheSame() throws Exception {
    List<String> command =
        Programs.javaOn(
            Programs.classPathOfDjl(LoadsWithDjlOnly.class, folder),
            LoadsWithDjlOnly.class,
            List.of(),
            folder.resolve("zoo").toUri().toString(),
            folder.toString(),
            String.join(",", NEEDED.keySet()));
    Programs.run(command, folder.resolve("log"));

    assertSame();
  }

  @Test
  void pythonPredictsTheSame() throws Exception {
    Optional<String> python = Programs.pythonWith("torch");
    assumeTrue(python.isPresent(), "no python3 with torch; Debian has it as python3-torch");

    List<String> command =
        List.of(
            python.get(),
            "-c",
            PYTHON,
            folder.toString(),
            folder.toString(),
            String.join(",", NEEDED.keySet()));
    Programs.run(command, folder.resolve("log"));

    assertSame();
  }

  private static void assertSame() throws IOException {
    for (Map.Entry<String, float[]> each : NEEDED.entrySet()) {
      Path file = folder.resolve(each.getKey() + ".out");
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      float[] said = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(said);
      Files.delete(file);

      assertThat(said).as(each.getKey()).containsExactly(each.getValue(), within(1e-5f));
    }
  }
}
