package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Processes of their own, for what must hold between processes. */
final class Programs {
  private Programs() {}

  /** Gives the command that runs a program on this test's class path. */
  static List<String> java(Class<?> program, List<String> options, String... arguments) {
    return javaOn(System.getProperty("java.class.path"), program, options, arguments);
  }

  /** Gives the command that runs a program on a class path. */
  static List<String> javaOn(
      String classPath, Class<?> program, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dai.djl.offline=true");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Gives DJL's own jars, those that they need, and one class of a test in a folder of its own. */
  static String classPathOfDjl(Class<?> only, Path folder) throws IOException {
    String program = only.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("program").resolve(program);
    Files.createDirectories(copy.getParent());
    try (var in = only.getClassLoader().getResourceAsStream(program)) {
      Files.write(copy, in.readAllBytes());
    }
    List<String> needed =
        List.of(
            "api-0",
            "pytorch-",
            "gson-",
            "jna-",
            "commons-compress-",
            "slf4j-",
            "commons-io-",
            "commons-codec-",
            "commons-lang3-");
    return folder.resolve("program")
        + File.pathSeparator
        + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                jar -> needed.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith))
            .collect(Collectors.joining(File.pathSeparator));
  }

  static Process start(List<String> command, Path log) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.start();
  }

  /** Waits for a process, and gives what it has said. */
  static String finish(Process process, Path log) throws Exception {
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return Files.readString(log);
  }

  static String run(List<String> command, Path log) throws Exception {
    return finish(start(command, log), log);
  }

  /** Runs a Python program of this package's resources; its first argument is the folder. */
  static void script(String python, String program, Path folder, String... arguments)
      throws Exception {
    Path copy = folder.resolve(program);
    try (var in = Programs.class.getResourceAsStream(program)) {
      Files.write(copy, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(python, copy.toString(), folder.toString()));
    command.addAll(List.of(arguments));
    run(command, folder.resolve("log"));
  }

  /** Gives the name of a Python that has a module such as torch, if there is one. */
  static Optional<String> pythonWith(String module) throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        if (new ProcessBuilder(python, "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0) {
          return Optional.of(python);
        }
      } catch (IOException absent) {
        // The next one may be there.
      }
    }
    return Optional.empty();
  }
}
