package dev.espalier.zoo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes as lower-case hexadecimal text. */
final class Hashes {
  private Hashes() {}

  static String sha256(byte[] bytes) {
    return hash("SHA-256", bytes);
  }

  /** Gives the hash that DJL compares; it guards against accidents, not against people. */
  static String sha1(byte[] bytes) {
    return hash("SHA-1", bytes);
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
