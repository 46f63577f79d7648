package dev.espalier.train.state;

import ai.djl.ndarray.types.DataType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The format of checkpoints: {@code ESPALIER}, a version, entries, and the SHA-256 of all that.
 *
 * <p>An entry is a kind (1 byte), a name and a value. A text is its length in bytes (4 bytes) and
 * UTF-8; a list and a map begin with their count (4 bytes). An array is a type (1 byte), the number
 * of axes (1 byte), each axis (8 bytes), and the values, little-endian. All other numbers are
 * big-endian. A kind of 0 ends the entries.
 */
final class StateFormat {
  static final byte[] MAGIC = {'E', 'S', 'P', 'A', 'L', 'I', 'E', 'R'};
  static final int VERSION = 3;
  static final int HASH_BYTES = 32;

  static final byte END = 0;
  static final byte TEXT = 1;
  static final byte NUMBER = 2;
  static final byte REAL = 3;
  static final byte TEXTS = 4;
  static final byte REALS = 5;
  static final byte ARRAY = 6;

  /** The types of arrays; their places in this list are what a file holds. */
  static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64, DataType.INT64);

  private StateFormat() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
