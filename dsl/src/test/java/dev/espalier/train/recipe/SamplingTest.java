package dev.espalier.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SamplingTest {
  /** Nine hundred rows of class 0, ninety of class 4 and ten of class 2. */
  private static final int[] LABELS = new int[1000];

  static {
    Arrays.fill(LABELS, 900, 990, 4);
    Arrays.fill(LABELS, 990, 1000, 2);
  }

  @Test
  void balancedRowsAreOfEachClassThatOccursAsOften() {
    int[] order = Sampling.BALANCED.order(LABELS, new SplittableRandom(3));

    assertThat(order).hasSize(1000);
    for (int label : new int[] {0, 2, 4}) {
      long drawn = Arrays.stream(order).filter(row -> LABELS[row] == label).count();
      // Five standard deviations of a third of a thousand.
      assertThat((double) drawn).isCloseTo(1000 / 3.0, within(75.0));
    }
    assertThat(Arrays.stream(order).filter(row -> row >= 990).distinct()).hasSize(10);
    assertThat(Sampling.BALANCED.order(LABELS, new SplittableRandom(3))).isEqualTo(order);
    assertThat(Sampling.BALANCED.order(LABELS, new SplittableRandom(4))).isNotEqualTo(order);
  }

  @Test
  void shuffledRowsAreEachThereOnce() {
    int[] order = Sampling.SHUFFLED.order(LABELS, new SplittableRandom(3));

    assertThat(Arrays.stream(order).sorted().distinct()).hasSize(1000);
    assertThat(order).isNotEqualTo(Arrays.stream(order).sorted().toArray());
  }
}
