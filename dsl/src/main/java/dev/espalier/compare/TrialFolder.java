package dev.espalier.compare;

import dev.espalier.train.recipe.Checkpoints;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Gives each training of a comparison checkpoints in a folder of its own, {@code
 * guided-1f0c.../seed-3}: readable, safe on every file system, and never that of another name.
 */
final class TrialFolder {
  private static final int LONGEST = 40;
  private static final int HASH_BYTES = 8;

  private TrialFolder() {}

  static Checkpoints of(Checkpoints comparison, String contender, String training) {
    Path folder = comparison.folder().resolve(nameOf(contender)).resolve(training);
    return comparison.in(folder, comparison.found());
  }

  /** Gives a folder's name: what is safe of a contender's, then a hash of all of it. */
  private static String nameOf(String contender) {
    String safe = contender.replaceAll("[^A-Za-z0-9]+", "-");
    return safe.substring(0, Math.min(safe.length(), LONGEST)) + "-" + hash(contender);
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      // All 16 bits of each character: an encoding would make one of all halves of a pair.
      ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
      bytes.asCharBuffer().put(text);
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
