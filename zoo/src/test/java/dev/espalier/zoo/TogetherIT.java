package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several publishers of one zoo. */
final class TogetherIT {
  private static final int PROCESSES = 10;

  @Test
  void tenProcessesPublishAHundredVersions(@TempDir Path folder) throws Exception {
    Path root = folder.resolve("zoo");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      List<String> command =
          Programs.java(PublishesTenTimes.class, List.of("-Xmx256m"), root.toString());
      processes.add(Programs.start(command, folder.resolve("log" + i)));
    }
    int looks = 0;
    int last = 0;
    // Looks again and again, but leaves the processors to the publishers.
    while (!processes.get(looks % PROCESSES).waitFor(5, TimeUnit.MILLISECONDS)
        || processes.stream().anyMatch(Process::isAlive)) {
      if (!Zoo.at(root).names().isEmpty()) {
        // What an index names is whole, at every moment.
        List<String> versions = Zoo.at(root).versions("model");
        assertThat(versions).hasSizeGreaterThanOrEqualTo(last).doesNotHaveDuplicates();
        assertThat(Zoo.at(root).load("model", versions.get(0)).values()).isNotEmpty();
        last = versions.size();
        looks++;
      }
    }
    for (int i = 0; i < PROCESSES; i++) {
      Programs.finish(processes.get(i), folder.resolve("log" + i));
    }

    Zoo zoo = Zoo.open(root);
    assertThat(looks).isPositive();
    assertThat(zoo.versions("model")).hasSize(100).startsWith("1.0.99").endsWith("1.0.0");
    for (String version : zoo.versions("model")) {
      assertThat(zoo.load("model", version).version()).isEqualTo(version);
    }
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "espalier-zoo.json", "model");
    }
  }

  @Test
  void twoThreadsPublishVersionsOfTheirOwn(@TempDir Path root) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Models one = Models.lstm();
        Models two = Models.multigrade()) {
      List<Future<String>> versions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Models model = i % 2 == 0 ? one : two;
        String name = i % 2 == 0 ? "one" : "two";
        versions.add(
            threads.submit(
                () ->
                    Zoo.at(root)
                        .publish(model.trained(), model.witness(), name, card -> card)
                        .toString()));
      }
      List<String> said = new ArrayList<>();
      for (Future<String> version : versions) {
        said.add(version.get());
      }

      assertThat(new HashSet<>(said)).hasSize(8);
      assertThat(Zoo.open(root).names()).containsExactly("one", "two");
    } finally {
      threads.shutdown();
    }
  }
}
