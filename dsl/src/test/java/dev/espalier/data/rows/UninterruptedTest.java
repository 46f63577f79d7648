package dev.espalier.data.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UninterruptedTest {

  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void worksOnAThreadThatIsInterruptedAlreadyAndKeepsItSo(@TempDir Path folder) throws IOException {
    Thread.currentThread().interrupt();

    int written = Uninterrupted.get(() -> write(folder.resolve("file")));

    assertThat(written).isEqualTo(3);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void doesItAnewWhenTheInterruptComesInTheMiddle(@TempDir Path folder) throws IOException {
    AtomicInteger tries = new AtomicInteger();

    int written =
        Uninterrupted.get(
            () -> {
              if (tries.incrementAndGet() == 1) {
                Thread.currentThread().interrupt();
              }
              return write(folder.resolve("file"));
            });

    assertThat(written).isEqualTo(3);
    assertThat(tries).hasValue(2);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void leavesAnUninterruptedThreadSo() throws IOException {
    assertThat(Uninterrupted.get(() -> 7)).isEqualTo(7);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aFileOfRowsIsReadOnAnInterruptedThread(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("rows"), new byte[16]);
    Thread.currentThread().interrupt();

    assertThat(Rows.ofFile(file, Dims.of(2)).size()).isEqualTo(2);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  private static int write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      return channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
  }
}
