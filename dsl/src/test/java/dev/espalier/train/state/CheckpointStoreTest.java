package dev.espalier.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.train.log.TrainException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreTest {
  private final Path folder;

  CheckpointStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void keepsTheLastTwo() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder)) {
      for (int i = 1; i <= 4; i++) {
        store.save(numbered(i));
      }

      assertThat(numbers(store)).containsExactly(4L, 3L);
      assertThat(names())
          .containsExactly("checkpoint-000003.espalier", "checkpoint-000004.espalier", "lock");
    }
  }

  @Test
  void goesOnCountingInAnotherProcess() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder)) {
      store.save(numbered(1));
    }
    try (CheckpointStore store = CheckpointStore.open(folder)) {
      store.save(numbered(2));

      assertThat(numbers(store)).containsExactly(2L, 1L);
    }
  }

  @Test
  void refusesAFolderThatIsInUse() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder.resolve("deep/new"))) {
      assertThatThrownBy(() -> CheckpointStore.open(folder.resolve("deep/new")))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("another training is using it. Try a folder of its own for each.");
    }
    CheckpointStore.open(folder.resolve("deep/new")).close();
  }

  @Test
  void aDiskThatFillsUpAnywhereLeavesTheLastGoodCheckpoint() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder)) {
      store.save(numbered(1));
    }
    for (int room = 0; room < 60; room += 7) {
      int bytes = room;
      try (CheckpointStore store = CheckpointStore.open(folder, out -> new Full(out, bytes))) {
        assertThatThrownBy(() -> store.save(numbered(2)))
            .isInstanceOf(IOException.class)
            .hasMessage("No space left on device");

        assertThat(numbers(store)).containsExactly(1L);
        assertThat(names()).containsExactly("checkpoint-000001.espalier", "lock");
      }
    }
  }

  @Test
  void anInterruptInTheMiddleOfWritingLosesNothingAndStays() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder)) {
      store.save(
          out -> {
            Thread.currentThread().interrupt();
            out.number("number", 1);
          });

      assertThat(Thread.interrupted()).isTrue();
      assertThat(numbers(store)).containsExactly(1L);
    }
  }

  @Test
  void isOpenedAndReadByAnInterruptedThread() throws IOException {
    Thread.currentThread().interrupt();

    try (CheckpointStore store = CheckpointStore.open(folder)) {
      store.save(numbered(5));

      assertThat(numbers(store)).containsExactly(5L);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whatAKilledProcessLeftUnfinishedIsCleanedUp() throws IOException {
    Files.writeString(folder.resolve("checkpoint-000001.espalier.tmp"), "half");

    try (CheckpointStore store = CheckpointStore.open(folder)) {
      assertThat(store.newestFirst()).isEmpty();
      assertThat(names()).containsExactly("lock");
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static CheckpointStore.Content numbered(int number) {
    return out -> out.number("number", number);
  }

  private static List<Long> numbers(CheckpointStore store) throws IOException {
    List<Long> numbers = new java.util.ArrayList<>();
    for (Path file : store.newestFirst()) {
      numbers.add(StateReader.of(file).number("number"));
    }
    return numbers;
  }

  /** A disk with room for so many bytes. */
  private static final class Full extends FilterOutputStream {
    private int room;

    Full(OutputStream out, int room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (count > room) {
        out.write(bytes, from, room);
        room = 0;
        throw new IOException("No space left on device");
      }
      room -= count;
      out.write(bytes, from, count);
    }
  }
}
