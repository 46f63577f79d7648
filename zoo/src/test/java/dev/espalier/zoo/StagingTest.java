package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.zoo.store.Staging;
import dev.espalier.zoo.store.ZooLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagingTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  @Test
  void closingDeletesAll() throws IOException {
    try (Staging staging = open()) {
      Files.writeString(staging.folder().resolve("model.pt"), "half");
      assertThat(names()).hasSize(2);
    }

    assertThat(names()).isEmpty();
  }

  @Test
  void twoPublishersLeaveEachOther() throws IOException {
    try (Staging first = open();
        Staging second = open()) {
      assertThat(first.folder()).isDirectory();
      assertThat(second.folder()).isDirectory().isNotEqualTo(first.folder());
    }
  }

  @Test
  void thoseOfTheDeadAreDeleted() throws IOException {
    Path old = Files.createDirectories(root.resolve(".staging-old/deep"));
    Files.writeString(old.resolve("model.pt"), "half");
    Files.createDirectory(root.resolve(".staging-dead"));
    Files.createFile(root.resolve(".staging-dead.owner"));
    Files.createFile(root.resolve(".staging-early.owner"));

    try (Staging staging = open()) {
      String own = staging.folder().getFileName().toString();

      assertThat(names()).containsExactly(own, own + ".owner");
    }
  }

  @Test
  void publishingDeletesWhatAKilledPublisherLeft() throws Exception {
    Path killed = Files.createDirectory(root.resolve(".staging-killed"));
    Files.writeString(killed.resolve("model.pt"), "half");
    Path living = Files.createDirectory(root.resolve(".staging-living"));
    Path owner = root.resolve(".staging-living.owner");

    try (FileChannel channel =
            FileChannel.open(owner, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Models model = Models.lstm()) {
      channel.lock();
      Zoo.at(root).publish(model.trained(), model.witness(), "lstm", card -> card);
    }

    assertThat(killed).doesNotExist();
    assertThat(living).exists();
    assertThat(names()).containsExactly(".staging-living", ".staging-living.owner");
  }

  private Staging open() throws IOException {
    try (ZooLock right = ZooLock.acquire(root)) {
      return Staging.open(root, right);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(".staging-"))
          .sorted()
          .toList();
    }
  }
}
