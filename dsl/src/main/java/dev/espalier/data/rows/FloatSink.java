package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes blocks of rows, one after the other, and gives them all. */
public interface FloatSink extends Closeable {

  /** Takes whole rows. */
  void write(float[] rows) throws IOException;

  /** Gives all rows that were taken; no more can come. */
  Rows rows(Dims dims) throws IOException;

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

  /**
   * Gives a sink into a file, which is replaced once all rows are there; until then they lie in one
   * beside it, which goes if they never come.
   */
  static FloatSink file(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    // Not a channel, which an interrupt would close.
    OutputStream out = Files.newOutputStream(part);
    return new FloatSink() {
      @Override
      public void write(float[] rows) throws IOException {
        ByteBuffer bytes =
            ByteBuffer.allocate(Math.multiplyExact(rows.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rows);
        out.write(bytes.array());
      }

      @Override
      public Rows rows(Dims dims) throws IOException {
        out.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return Rows.ofFile(file, dims);
      }

      @Override
      public void close() throws IOException {
        out.close();
        Files.deleteIfExists(part);
      }
    };
  }
}
