package dev.espalier.methods;

import static dev.espalier.methods.Methods.selfAbstraction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.Run;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a training's process at random moments, and runs the same program again until it ends. */
final class KillIT {
  /** How often; {@code -Dkills=20} for the long form. */
  private static final int KILLS = Integer.getInteger("kills", 5);

  /** Enough that the last process to be killed is still at work. */
  private static final int EPOCHS = 30 * KILLS;

  @Test
  void aKilledProcessThatIsRunAgainEndsWithTheSameBits(@TempDir Path folder) throws Exception {
    String whole = resultOf(folder.resolve("whole"));
    SplittableRandom random = new SplittableRandom(11);
    Path saved = folder.resolve("killed");
    int truncated = KILLS / 2;

    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start(saved);
      waitForNewCheckpoint(saved, process, newest(saved));
      boolean ended = process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      assertThat(ended).as("kill %d came too late", kill).isFalse();
      if (kill == truncated) {
        Path file = newest(saved);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
    }

    assertThat(resultOf(saved)).isEqualTo(whole);
  }

  /** The program that is killed. */
  static final class Program {
    private Program() {}

    public static void main(String... args) throws IOException {
      Path folder = Path.of(args[0]);
      try (Run run =
          Espalier.train(
              Cases.CHAIN,
              selfAbstraction(),
              r ->
                  r.classify(Cases.BLOBS)
                      .validate(Cases.MORE_BLOBS)
                      .batch(10)
                      .epochs(Integer.parseInt(args[1]))
                      .quiet()
                      .checkpoint(folder, 2))) {
        Files.writeString(folder.resolve("result"), run.outcome().parameterHash());
      }
    }
  }

  private static Process start(Path folder) throws IOException {
    Files.createDirectories(folder);
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                path.replace(";", File.pathSeparator),
                Program.class.getName(),
                folder.toString(),
                "" + EPOCHS))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private static String resultOf(Path folder) throws Exception {
    Process process = start(folder);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output.txt"))).isZero();
    return Files.readString(folder.resolve("result"));
  }

  private static void waitForNewCheckpoint(Path folder, Process process, Path before)
      throws IOException, InterruptedException {
    while (process.isAlive() && newest(folder).equals(before)) {
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
  }

  private static Path newest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".espalier"))
          .max(Comparator.naturalOrder())
          .orElse(folder);
    }
  }
}
