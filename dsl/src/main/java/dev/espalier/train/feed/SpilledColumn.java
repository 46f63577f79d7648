package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.rows.Uninterrupted;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.TrainException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A column in a memory-mapped temporary file, for values that do not fit on the device. */
final class SpilledColumn implements FeedColumn {
  private static final long PART = 1L << 30;

  private final Dims dims;
  private final DataType type;
  private final int rowBytes;
  private final int rowsOfPart;
  private final Path file;
  private final List<MappedByteBuffer> parts;

  /**
   * Makes a column of zeros in a new file.
   *
   * @throws TrainException if the disk has no room for it
   */
  SpilledColumn(Dims dims, int rows, DataType type) {
    this.dims = dims;
    this.type = type;
    this.rowBytes = Math.toIntExact(dims.count() * type.getNumOfBytes());
    this.rowsOfPart = (int) Math.max(1, PART / rowBytes);
    try {
      file = Files.createTempFile("espalier-", ".column");
      file.toFile().deleteOnExit();
      if (Files.getFileStore(file).getUsableSpace() < (long) rows * rowBytes) {
        throw new IOException("no room for " + (long) rows * rowBytes + " bytes");
      }
      parts = Uninterrupted.get(() -> map(rows));
    } catch (IOException e) {
      TrainException failure =
          new TrainException(
              "cached values",
              List.of(
                  new Problem(
                      "temporary folder",
                      "cannot keep %s rows of %s: %s".formatted(rows, dims, e.getMessage()),
                      "more room, another -Djava.io.tmpdir, or a larger memory(...)")));
      failure.initCause(e);
      throw failure;
    }
  }

  private List<MappedByteBuffer> map(int rows) throws IOException {
    List<MappedByteBuffer> mapped = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int from = 0; from < rows; from += rowsOfPart) {
        long bytes = (long) Math.min(rowsOfPart, rows - from) * rowBytes;
        MappedByteBuffer part =
            channel.map(FileChannel.MapMode.READ_WRITE, (long) from * rowBytes, bytes);
        part.order(ByteOrder.nativeOrder());
        mapped.add(part);
      }
    }
    return mapped;
  }

  @Override
  public long rowBytes() {
    return rowBytes;
  }

  @Override
  public Object prepare(int[] rows) {
    ByteBuffer gathered =
        ByteBuffer.allocateDirect(Math.multiplyExact(rows.length, rowBytes))
            .order(ByteOrder.nativeOrder());
    for (int row : rows) {
      gathered.put(parts.get(row / rowsOfPart).slice(row % rowsOfPart * rowBytes, rowBytes));
    }
    return gathered.flip();
  }

  @Override
  public NDArray fetch(NDManager manager, Object prepared) {
    ByteBuffer gathered = (ByteBuffer) prepared;
    return manager.create(
        gathered, new Shape(dims.withBatch(gathered.remaining() / rowBytes)), type);
  }

  @Override
  public NDArray range(NDManager manager, int from, int to) {
    return fetch(manager, prepare(IntStream.range(from, to).toArray()));
  }

  @Override
  public void write(int from, NDArray rows) {
    ByteBuffer bytes = rows.toByteBuffer();
    for (int row = from; bytes.remaining() >= rowBytes; row++) {
      ByteBuffer one = bytes.slice(bytes.position(), rowBytes);
      parts.get(row / rowsOfPart).slice(row % rowsOfPart * rowBytes, rowBytes).put(one);
      bytes.position(bytes.position() + rowBytes);
    }
  }

  @Override
  public void close() {
    parts.clear();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is deleted when the process ends; a mapped file cannot go earlier on some systems.
      file.toFile().deleteOnExit();
    }
  }
}
