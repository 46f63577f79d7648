package dev.espalier.data.augment;

import dev.espalier.describe.value.Dims;

/** What augmentations of images need. */
final class Images {
  private Images() {}

  static void requireImage(Augmentation augmentation, Dims dims) {
    if (dims.rank() != 3) {
      throw new IllegalArgumentException(
          "%s: found inputs of shape %s, needed (channels x height x width). Try noise(0.1)."
              .formatted(augmentation, dims));
    }
  }
}
