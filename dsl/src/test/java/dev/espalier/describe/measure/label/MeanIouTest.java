package dev.espalier.describe.measure.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Outputs;
import org.junit.jupiter.api.Test;

final class MeanIouTest {
  @Test
  void isTheMeanOverClassesThatOccurOrArePredicted() {
    Accumulator iou = new MeanIou().over(Outputs.ofClasses(4));

    // Taken for 0, 0, 1, 2, 1; class 3 is nowhere.
    iou.add(
        new double[] {9, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0},
        new double[] {0, 1, 1, 2, 0},
        5);

    assertThat(iou.value()).hasValue((1.0 / 3 + 1.0 / 3 + 1.0) / 3);
  }
}
