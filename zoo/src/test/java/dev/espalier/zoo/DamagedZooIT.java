package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Directory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamagedZooIT {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @BeforeEach
  void publish() {
    try (Models model = Models.lstm()) {
      Zoo.at(folder.resolve("zoo"))
          .publish(model.trained(), model.witness(), "model", card -> card);
    }
  }

  @Test
  void aThousandDamagedZoosAreRefusedInLittleTimeAndMemory() throws Exception {
    List<String> command =
        Programs.java(OpensDamagedZoos.class, List.of("-Xmx128m"), folder.toString());

    String said = Programs.run(command, folder.resolve("log"));

    assertThat(said).containsPattern("refused (9[0-9][0-9]|1000), unharmed [0-9]+, slowest");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("zoo", "damaged", "damaged.zip", "log");
    }
  }

  @Test
  void hugeZoosAreRefusedInLittleTimeAndMemory() throws Exception {
    List<String> command =
        Programs.java(OpensHugeZoos.class, List.of("-Xmx256m"), folder.toString());

    String said = Programs.run(command, folder.resolve("log"));

    assertThat(said)
        .contains("tensors of 2 GB: ", "80,000 tensor names: ", "50,000 guides: ")
        .contains("index of 30 MB: ", "it has more than the 4194304 bytes that are read");
  }

  @Test
  void aLinkOutOfTheZooIsRefused() throws Exception {
    Path version;
    try (Stream<Path> files = Files.walk(folder.resolve("zoo"))) {
      version = files.filter(file -> file.endsWith("model/1.0.0")).findFirst().orElseThrow();
    }
    Path outside = Files.move(version.resolve(ModelDocument.FILE), folder.resolve("outside.json"));
    Files.createSymbolicLink(version.resolve(ModelDocument.FILE), outside);

    assertThatThrownBy(() -> Zoo.open(folder.resolve("zoo")).load("model"))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("it is a link that leads out of the zoo");
  }

  @Test
  void aSmallZipThatUnpacksToMuchIsRefused() throws Exception {
    Path zip = folder.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(Directory.FILE));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        out.write(zeros);
      }
      out.closeEntry();
    }

    assertThatThrownBy(() -> Zoo.open(zip).load("model"))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("it has more than the 4194304 bytes that are read");
  }
}
