package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end or close while they compute, in which LibTorch would crash. */
final class LifeIT {
  /** How often each; {@code -Dends=30} for the long form. */
  private static final int ENDS = Integer.getInteger("ends", 2);

  private final SplittableRandom random = new SplittableRandom(5);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aTrainingThatIsTerminatedEndsBetweenTwoStepsAndKeepsItsState() throws Exception {
    for (int i = 0; i < ENDS; i++) {
      Path saved = Files.createDirectories(folder.resolve("train" + i));

      // The even ones by SIGTERM, the odd ones by SIGINT, as of Ctrl-C.
      boolean byTerm = i % 2 == 0 || ignoresInterrupts();
      String said = end(byTerm ? "TERM" : "INT", byTerm ? 143 : 130, "train", "" + saved);

      assertThat(said)
          .contains(
              """
              training of 'digits' has a problem:
                process: it is ending; the training is saved where it stopped. Try the same call again, which goes on.
              """);
      assertThat(checkpoints(saved)).isNotEmpty();
    }
  }

  @Test
  void aProcessThatPredictsIsTerminatedOnceTheCallsInProgressHaveEnded() throws Exception {
    for (int i = 0; i < ENDS; i++) {
      assertThat(end("TERM", 143, "predict"))
          .contains(
              """
              run 'digits by supervised' has a problem:
                evaluate: the process is ending, needed one that goes on. Try ending such work before System.exit.
              """);
    }
  }

  @Test
  void aListenerMayExit() throws Exception {
    Path log = folder.resolve("exit.log");
    Process process = start(log, "exit", folder.resolve("exit").toString());

    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(7);
  }

  @Test
  void closingWhileOthersUseARunOrAModelWaitsForThemAndRefusesTheRest() throws Exception {
    Path log = folder.resolve("close.log");
    Process process = start(log, "close", "" + ENDS, folder.resolve("close").toString());

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    List<String> said = Files.readAllLines(log);
    assertThat(process.exitValue()).as(said.toString()).isZero();
    List<String> needed = new ArrayList<>();
    for (int i = 0; i < ENDS; i++) {
      for (int use = 0; use < 7; use++) {
        needed.add("run 'digits by supervised' has a problem:");
      }
      needed.add("model 'digits 1.0.0' has a problem:");
    }
    // LibTorch may warn of itself between them.
    assertThat(said).filteredOn(line -> line.endsWith(":")).containsExactlyElementsOf(needed);
  }

  /** Says whether SIGINT is ignored here, as in a shell's background, which children inherit. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(mask -> (mask & 2) != 0);
    }
  }

  /** Starts a program, signals it at a random moment of its work, and gives what it has said. */
  private String end(String signal, int exit, String... arguments) throws Exception {
    Path log = folder.resolve(String.join("-", arguments).replaceAll("\\W", "") + signal + ".log");
    Process process = start(log, arguments);
    while (process.isAlive() && !Files.readString(log).contains("at work")) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();

    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(exit);
    return Files.readString(log);
  }

  private Process start(Path log, String... arguments) throws Exception {
    Files.writeString(log, "");
    List<String> options = List.of("-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"));
    return Programs.start(Programs.java(UsesAndEnds.class, options, arguments), log);
  }

  private static List<Path> checkpoints(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".espalier")).toList();
    }
  }
}
