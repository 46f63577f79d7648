package dev.espalier.data.augment;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Each batch mixed in itself (arXiv 1710.09412): {@code l x + (1 - l) x'} of each sample and
 * another one, by one {@code l} of Beta(alpha, alpha), and the loss {@code l loss(y) + (1 - l)
 * loss(y')} at both labels; for cross-entropy that is the loss at labels mixed by {@code l}.
 *
 * @param alpha above 0 and at most 100; the smaller, the less most samples are mixed
 */
@AutoService(Augmentation.class)
public record Mixup(double alpha) implements SampleMixing {
  /** Refuses what is out of range. */
  public Mixup {
    Images.requireUpTo("mixup", alpha, 100, 0.2);
  }

  /** Takes an alpha of 0.2. */
  public Mixup() {
    this(0.2);
  }

  @Override
  public String name() {
    return "mixup";
  }

  @Override
  public Mix draw(Dims dims, int rows, SplittableRandom random) {
    double share = share(alpha, random);
    return new Mix(1 + random.nextInt(rows - 1), share, Optional.empty());
  }

  /** Draws a sample's own share. */
  static double share(double alpha, SplittableRandom random) {
    return new BetaDistribution(null, alpha, alpha)
        .inverseCumulativeProbability(random.nextDouble());
  }

  @Override
  public String toString() {
    return "mixup by Beta(%s, %s)".formatted(alpha, alpha);
  }
}
