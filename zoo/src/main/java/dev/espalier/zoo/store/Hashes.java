package dev.espalier.zoo.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes as lower-case hexadecimal text. */
public final class Hashes {
  private Hashes() {}

  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(algorithm("SHA-256").digest(bytes));
  }

  /** Gives the hash that DJL compares; it guards against accidents, not against people. */
  public static String sha1(byte[] bytes) {
    return HexFormat.of().formatHex(algorithm("SHA-1").digest(bytes));
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + name, e);
    }
  }

  /** Size and SHA-256 of bytes that come piece by piece. */
  public static final class Sha256 implements Sink {
    private final MessageDigest digest = algorithm("SHA-256");
    private long count;

    @Override
    public void accept(byte[] piece, int from, int length) {
      digest.update(piece, from, length);
      count += length;
    }

    /** Says whether the bytes are as many as they were, with the hash that they had. */
    public boolean is(long size, String sha256) {
      return count == size && HexFormat.of().formatHex(digest.digest()).equals(sha256);
    }
  }
}
