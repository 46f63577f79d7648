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
final class MappedRows extends LaidRows {
  /** A mapping takes at most 2 GiB; half of it leaves room for any size of row. */
  private static final long LARGEST_PIECE = 1L << 30;

  private final List<FloatBuffer> pieces;
  private final int valuesInPiece;

  private MappedRows(List<FloatBuffer> pieces, Dims dims, int size, int valuesInPiece) {
    super("mapped", dims, size);
    this.pieces = List.copyOf(pieces);
    this.valuesInPiece = valuesInPiece;
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
      return new MappedRows(pieces, dims, size, Math.toIntExact(rowsInPiece * dims.count()));
    }
  }

  @Override
  void values(long from, int count, float[] into, int offset) {
    for (int done = 0; done < count; ) {
      FloatBuffer piece = pieces.get((int) ((from + done) / valuesInPiece));
      int start = (int) ((from + done) % valuesInPiece);
      int length = Math.min(count - done, piece.limit() - start);
      piece.get(start, into, offset + done, length);
      done += length;
    }
  }

  @Override
  void values(long from, int count, double[] into, int offset) {
    float[] row = new float[width()];
    for (int done = 0; done < count; done += row.length) {
      values(from + done, row.length, row, 0);
      for (int i = 0; i < row.length; i++) {
        into[offset + done + i] = row[i];
      }
    }
  }
}
