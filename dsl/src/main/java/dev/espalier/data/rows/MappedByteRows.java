package dev.espalier.data.rows;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of unsigned bytes, each times a scale, in a file that is mapped into memory in pieces. */
final class MappedByteRows extends LaidRows {
  private static final int PIECE = 1 << 30;

  private final List<MappedByteBuffer> pieces;
  private final double[] scaled = new double[256];

  private MappedByteRows(List<MappedByteBuffer> pieces, double scale, Dims dims, int size) {
    super("mapped byte", dims, size);
    this.pieces = List.copyOf(pieces);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = i * scale;
    }
  }

  static MappedByteRows open(Path file, int size, double scale, Dims dims) {
    try {
      long bytes = Math.multiplyExact(size, dims.count());
      List<MappedByteBuffer> pieces =
          Uninterrupted.get(
              () -> {
                List<MappedByteBuffer> all = new ArrayList<>();
                try (FileChannel channel = FileChannel.open(file)) {
                  for (long from = 0; from < bytes; from += PIECE) {
                    long length = Math.min(PIECE, bytes - from);
                    all.add(channel.map(MapMode.READ_ONLY, from, length));
                  }
                }
                return all;
              });
      return new MappedByteRows(pieces, scale, dims, size);
    } catch (IOException unreadable) {
      throw DataException.unreadable(file, unreadable);
    }
  }

  @Override
  public boolean finite() {
    return Float.isFinite((float) scaled[scaled.length - 1]);
  }

  @Override
  void values(long from, int count, float[] into, int offset) {
    byte[] bytes = bytes(from, count);
    for (int i = 0; i < count; i++) {
      into[offset + i] = (float) scaled[bytes[i] & 0xFF];
    }
  }

  @Override
  void values(long from, int count, double[] into, int offset) {
    byte[] bytes = bytes(from, count);
    for (int i = 0; i < count; i++) {
      into[offset + i] = scaled[bytes[i] & 0xFF];
    }
  }

  private byte[] bytes(long from, int count) {
    byte[] bytes = new byte[count];
    for (int done = 0; done < count; ) {
      MappedByteBuffer piece = pieces.get((int) ((from + done) / PIECE));
      int start = (int) ((from + done) % PIECE);
      int length = Math.min(count - done, piece.limit() - start);
      piece.get(start, bytes, done, length);
      done += length;
    }
    return bytes;
  }
}
