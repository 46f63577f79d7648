package dev.espalier.identity;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.espalier.data.rows.Rows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * Gives the XXH3 hash, of 128 bits, of all values of rows as doubles, in their order.
 *
 * <p>It does not depend on where or how the rows are kept.
 */
public final class RowsHash {
  private static final int VALUES_AT_ONCE = 1 << 13;

  private RowsHash() {}

  /** Gives the hash as 32 hexadecimal digits. */
  public static String of(Rows rows) {
    int width = Math.max(1, rows.width());
    int rowsAtOnce = Math.max(1, VALUES_AT_ONCE / width);
    double[] values = new double[Math.multiplyExact(rowsAtOnce, width)];
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    DoubleBuffer doubles = bytes.asDoubleBuffer();
    HashStream128 hash = Hashing.xxh3_128().hashStream();
    for (int from = 0; from < rows.size(); from += rowsAtOnce) {
      int to = Math.min(rows.size(), from + rowsAtOnce);
      int count = (to - from) * width;
      rows.copy(from, to, values, 0);
      doubles.put(0, values, 0, count);
      hash.putBytes(bytes.array(), 0, count * Double.BYTES);
    }
    return hash.get().toString();
  }
}
