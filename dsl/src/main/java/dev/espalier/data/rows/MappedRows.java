package dev.espalier.data.rows;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows in a file of little-endian floats, mapped into memory in pieces of whole rows. */
final class MappedRows implements Rows {
  /** A mapping takes at most 2 GiB; half of it leaves room for any size of row. */
  private static final long LARGEST_PIECE = 1L << 30;

  private final List<FloatBuffer> pieces;
  private final Dims dims;
  private final int size;
  private final int rowsInPiece;

  private MappedRows(List<FloatBuffer> pieces, Dims dims, int size, int rowsInPiece) {
    this.pieces = List.copyOf(pieces);
    this.dims = dims;
    this.size = size;
    this.rowsInPiece = rowsInPiece;
  }

  static MappedRows open(Path file, Dims dims) {
    try {
      return Uninterrupted.get(() -> map(file, dims));
    } catch (IOException unreadable) {
      throw DataException.unreadable(file, unreadable);
    }
  }

  private static MappedRows map(Path file, Dims dims) throws IOException {
    long rowBytes = Math.multiplyExact(dims.count(), Float.BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      long bytes = channel.size();
      if (bytes % rowBytes != 0) {
        throw new DataException(
            "file '" + file.getFileName() + "'",
            List.of(
                new Problem(
                    "size",
                    "found %s bytes, needed a multiple of %s, the bytes of a row %s of floats"
                        .formatted(bytes, rowBytes, dims),
                    "another shape, or write the file again")));
      }
      int size = Math.toIntExact(bytes / rowBytes);
      int rowsInPiece = Math.toIntExact(Math.max(1, LARGEST_PIECE / rowBytes));
      List<FloatBuffer> pieces = new ArrayList<>();
      for (long place = 0; place < bytes; place += rowsInPiece * rowBytes) {
        long length = Math.min(bytes - place, rowsInPiece * rowBytes);
        pieces.add(
            channel
                .map(MapMode.READ_ONLY, place, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer());
      }
      return new MappedRows(pieces, dims, size, rowsInPiece);
    }
  }

  @Override
  public Dims dims() {
    return dims;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    int width = width();
    int place = offset;
    for (int row = from; row < to; ) {
      int piece = row / rowsInPiece;
      int end = (int) Math.min(to, (piece + 1L) * rowsInPiece);
      int count = (end - row) * width;
      pieces.get(piece).get((row - piece * rowsInPiece) * width, into, place, count);
      place += count;
      row = end;
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    float[] row = new float[width()];
    for (int i = from, place = offset; i < to; i++) {
      copy(i, i + 1, row, 0);
      for (float value : row) {
        into[place++] = value;
      }
    }
  }

  @Override
  public String toString() {
    return size + " mapped rows " + dims;
  }
}
