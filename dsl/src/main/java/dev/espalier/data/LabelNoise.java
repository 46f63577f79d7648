package dev.espalier.data;

import dev.espalier.describe.value.Seeds;
import java.util.SplittableRandom;

/** Wrong labels, for experiments on what a method makes of them. */
final class LabelNoise {
  private LabelNoise() {}

  static double[] added(int[] labels, int classes, double fraction, long seed) {
    SplittableRandom random = Seeds.random(seed, "label noise");
    int[] order = Splitting.shuffled(labels.length, Seeds.derive(seed, "noisy rows"));
    double[] noisy = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      noisy[row] = labels[row];
    }
    long wrong = Math.round(fraction * labels.length);
    for (int i = 0; i < wrong; i++) {
      int row = order[i];
      noisy[row] = (labels[row] + 1 + random.nextInt(classes - 1)) % classes;
    }
    return noisy;
  }
}
