package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NormalizationTest {
  private static final DataSet DATA =
      Data.fromArrays(
          "d", new double[][] {{1, 10, 0.1}, {3, 30, 0.1}, {100, -100, 7}}, new int[] {0, 1, 1});
  private static final Split SPLIT = new Split(DATA.take(2), DATA.select(2));

  @Test
  void learnsOnTheTrainingPartOnly() {
    Split standard = SPLIT.standardized();

    assertThat(standard.train().input(0).doubles()).containsExactly(-1, -1, 0);
    assertThat(standard.train().input(1).doubles()).containsExactly(1, 1, 0);
    assertThat(standard.test().input(0).doubles())
        .containsExactly(new double[] {98, -12, 6.9}, within(1e-12));
  }

  @Test
  void scalesTheTrainingPartToZeroAndOne() {
    Split scaled = SPLIT.scaledToUnit();

    assertThat(scaled.train().input(0).doubles()).containsExactly(0, 0, 0);
    assertThat(scaled.train().input(1).doubles()).containsExactly(1, 1, 0);
    assertThat(scaled.test().input(0).doubles()[0]).isEqualTo(49.5);
  }

  @Test
  void isKeptInTheDataAndGivesTheSameSample() {
    Split standard = SPLIT.standardized();
    Normalization normalization = standard.train().normalization().orElseThrow();

    assertThat(standard.test().normalization()).contains(normalization);
    assertThat(standard.test().take(1).normalization()).contains(normalization);
    assertThat(normalization.apply(SPLIT.test().input(0))).isEqualTo(standard.test().input(0));
    assertThat(DATA.normalization()).isEmpty();
  }

  @Test
  void twoNormalisationsAreKeptAsOne() {
    Split twice = SPLIT.scaledToUnit().standardized();

    Normalization both = twice.train().normalization().orElseThrow();

    assertThat(both.apply(SPLIT.test().input(0)).doubles())
        .containsExactly(twice.test().input(0).doubles(), within(1e-12));
  }

  @Test
  void imagesAreNormalisedByChannel() {
    Rows images = Rows.of(new double[] {1, 3, 10, 10, 1, 3, 30, 30}, Dims.of(2, 1, 2));

    Normalization normalization = Normalization.standardizing(images);

    assertThat(normalization.offsets()).containsExactly(2.0, 20.0);
    assertThat(normalization.scales()).containsExactly(1.0, 10.0);
    assertThat(normalization.apply(images).row(1)).containsExactly(-1, 1, 1, 1);
  }

  @Test
  void sequencesAreNormalisedByFeature() {
    Rows sequences = Rows.of(new double[] {1, 10, 3, 30}, Dims.of(2, 2));

    Normalization normalization = Normalization.standardizing(sequences);

    assertThat(normalization.offsets()).containsExactly(2.0, 20.0);
    assertThat(normalization.apply(sequences).row(0)).containsExactly(-1, -1, 1, 1);
  }

  @Test
  void floatsOfALargeOffsetKeepTheirDifferences() {
    Rows times = Rows.of(new double[] {1_700_000_000, 1_700_000_001}, Dims.of(1));

    Rows normalised = Normalization.scalingToUnit(times).apply(times);

    assertThat(normalised.floats(0, 2)).containsExactly(0f, 1f);
  }

  @Test
  void refusesRowsOfAnotherShape() {
    Normalization normalization = Normalization.standardizing(DATA.inputs());

    assertThatThrownBy(() -> normalization.apply(Sample.of(1, 2)))
        .hasMessage(
            "normalization: found 3 scales, needed 2 for rows of shape (2). "
                + "Try one learned on them.");
  }

  @Test
  void refusesToGoOnFromANormalisationOfAnotherLength() {
    Normalization three = Normalization.standardizing(DATA.inputs());
    Normalization one = new Normalization(List.of(0.0), List.of(2.0));

    assertThatThrownBy(() -> three.then(one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "normalization: found 1 scales after one of 3, needed as many."
                + " Try one learned on the same data.");
  }

  @Test
  void refusesTwoNormalisationsWhoseScaleInOneIsBeyondADouble() {
    Normalization tiny = new Normalization(List.of(0.0), List.of(1e-200));
    Normalization huge = new Normalization(List.of(0.0), List.of(1e200));

    assertThatThrownBy(() -> tiny.then(tiny))
        .hasMessage(
            "normalization: found 1 offsets and scales [0.0], needed as many scales, none of them"
                + " 0. Try a scale of 1 for a constant feature.");
    assertThatThrownBy(() -> huge.then(huge))
        .hasMessage(
            "normalization: the scale at 0 is Infinity, needed a finite number."
                + " Try one learned on data.");
  }
}
