package dev.espalier.methods;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in a process of its own that is killed at random moments, and whose checkpoints are
 * copied after each kill, for another to go on from.
 */
final class Killed {
  /** Quick to start: compiles little, and takes no second thread for garbage. */
  private static final List<String> QUICK =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "-Dai.djl.offline=true");

  private static final long LONGEST_WAIT_MILLIS = 25;

  private final Path folder;
  private final SplittableRandom random;

  Killed(Path folder, SplittableRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /**
   * Starts the program, and kills it a moment after a new checkpoint has appeared.
   *
   * @return whether it was still at work
   */
  boolean kill(Class<?> program, String name) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<String> before = checkpoints(folder);
    Process process = start(program, name);
    try {
      while (process.isAlive() && checkpoints(folder).equals(before)) {
        process.waitFor(2, TimeUnit.MILLISECONDS);
      }
      boolean ended = process.waitFor(random.nextLong(LONGEST_WAIT_MILLIS), TimeUnit.MILLISECONDS);
      if (ended && process.exitValue() != 0) {
        throw new AssertionError(Files.readString(folder.resolve("output.txt")));
      }
      return !ended;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Cuts the newest checkpoint off at a random place, as a failing disk would. */
  void damageNewest() throws IOException {
    List<String> files = checkpoints(folder);
    Path newest = folder.resolve(files.get(files.size() - 1));
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  /** Copies all that the killed process left. */
  void copyTo(Path other) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path place = other.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Process start(Class<?> program, String name) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                QUICK.stream(),
                Stream.of("-cp", path.replace(";", File.pathSeparator)),
                Stream.of(program.getName(), name, folder.toString()))
            .flatMap(words -> words)
            .toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private static List<String> checkpoints(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(file -> file.endsWith(".espalier"))
          .sorted()
          .toList();
    } catch (java.io.UncheckedIOException e) {
      // A file went away while the folder was read.
      return List.of("changing");
    }
  }
}
