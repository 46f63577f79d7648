package dev.espalier.data.augment;

import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/** What augmentations say of settings and shapes that do not fit. */
final class Images {
  private static final int MOST = 10_000;

  private Images() {}

  static void requireImage(Augmentation augmentation, Dims dims) {
    if (dims.rank() != 3) {
      throw misfit(augmentation, dims, "(channels x height x width)");
    }
  }

  /** Refuses images that are smaller than so many pixels. */
  static void requireSides(Augmentation augmentation, Dims dims, int least) {
    requireImage(augmentation, dims);
    if (Math.min(dims.size(1), dims.size(2)) < least) {
      throw misfit(augmentation, dims, "images of at least %s x %s".formatted(least, least));
    }
  }

  /** Refuses what is no sequence and no spectrogram, and fewer places along an axis than masked. */
  static void requireMask(Augmentation augmentation, Dims dims, int most, int axis, String places) {
    if (dims.rank() != 2 && dims.rank() != 3) {
      throw misfit(augmentation, dims, "(steps x features) or (channels x frequencies x steps)");
    }
    if (most > dims.size(axis)) {
      throw misfit(augmentation, dims, "at least %s %s".formatted(most, places));
    }
  }

  static MisfitException misfit(Augmentation augmentation, Dims dims, String needed) {
    return new MisfitException(
        "%s: found inputs of shape %s, needed %s".formatted(augmentation, dims, needed),
        "noise(0.1)");
  }

  /** Refuses a whole number below 1 or above what images have. */
  static void requireCount(String word, int count, int advice) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          "%s(%s): needed 1 to %s. Try %s(%s).".formatted(word, count, MOST, word, advice));
    }
  }

  /** Refuses a number that is not above 0 and at most another. */
  static void requireUpTo(String word, double number, double most, double advice) {
    if (!(number > 0 && number <= most)) {
      throw new IllegalArgumentException(
          "%s(%s): needed a number above 0 and at most %s. Try %s(%s)."
              .formatted(word, number, most, word, advice));
    }
  }
}
