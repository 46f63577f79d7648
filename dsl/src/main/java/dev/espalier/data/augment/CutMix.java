package dev.espalier.data.augment;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A rectangle of another image pasted into each image (arXiv 1905.04899), in one place for a batch:
 * its sides are {@code sqrt(1 - l)} of the image's, with {@code l} of Beta(alpha, alpha), its
 * middle is anywhere, and the loss is taken at both labels by the area that each has in the end.
 *
 * @param alpha above 0 and at most 100; 1 draws areas evenly
 */
@AutoService(Augmentation.class)
public record CutMix(double alpha) implements SampleMixing {
  /** Refuses what is out of range. */
  public CutMix {
    Images.requireUpTo("cutMix", alpha, 100, 1);
  }

  /** Takes an alpha of 1. */
  public CutMix() {
    this(1);
  }

  @Override
  public String name() {
    return "cutmix";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireImage(this, dims);
  }

  @Override
  public boolean moves() {
    return true;
  }

  @Override
  public Mix draw(Dims dims, int rows, SplittableRandom random) {
    double half = Math.sqrt(1 - Mixup.share(alpha, random)) / 2;
    long[] down = side(half, dims.size(1), random);
    long[] across = side(half, dims.size(2), random);
    double area = (double) (down[1] - down[0]) * (across[1] - across[0]);
    return new Mix(
        1 + random.nextInt(rows - 1),
        1 - area / (dims.size(1) * dims.size(2)),
        Optional.of(new Mix.Box(down[0], down[1], across[0], across[1])));
  }

  private static long[] side(double half, long size, SplittableRandom random) {
    long middle = random.nextLong(size);
    long reach = (long) (half * size);
    return new long[] {Math.max(0, middle - reach), Math.min(size, middle + reach)};
  }

  @Override
  public String toString() {
    return "cutmix by Beta(%s, %s)".formatted(alpha, alpha);
  }
}
