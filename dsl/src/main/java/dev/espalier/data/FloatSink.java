package dev.espalier.data;

import dev.espalier.describe.Dims;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Takes blocks of rows, one after the other, and gives them all. */
interface FloatSink extends Closeable {

  /** Takes whole rows. */
  void write(float[] rows) throws IOException;

  /** Gives all rows that were taken. */
  Rows rows(Dims dims);

  @Override
  default void close() throws IOException {}

  /** Gives a sink in memory for as many rows as will come. */
  static FloatSink memory(int values) {
    float[] all = new float[values];
    return new FloatSink() {
      private int place;

      @Override
      public void write(float[] rows) {
        System.arraycopy(rows, 0, all, place, rows.length);
        place += rows.length;
      }

      @Override
      public Rows rows(Dims dims) {
        return Rows.of(all, dims);
      }
    };
  }

  /** Gives a sink into a file, which is replaced. */
  static FloatSink file(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return new FloatSink() {
      @Override
      public void write(float[] rows) throws IOException {
        ByteBuffer bytes =
            ByteBuffer.allocate(Math.multiplyExact(rows.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rows);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }

      @Override
      public Rows rows(Dims dims) {
        return Rows.ofFile(file, dims);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
