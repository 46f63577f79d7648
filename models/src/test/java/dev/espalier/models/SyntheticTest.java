package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;

final class SyntheticTest {
  @Test
  void waveFollowsItsFormula() {
    DataSet wave = Synthetic.wave(2000, 7);

    double x = wave.input(5).doubles()[0];
    double y =
        Math.sin(4 * Math.PI * x)
            + 0.5 * Math.sin(10 * Math.PI * x + 1)
            + 0.25 * Math.sin(26 * Math.PI * x + 2);

    assertThat(wave).hasToString("wave: 2000 rows (1), values (1)");
    assertThat(x).isBetween(0.0, 1.0);
    assertThat(wave.target(5)[0]).isCloseTo(y, within(1e-15));
  }

  @Test
  void sameSeedGivesTheSamePoints() {
    double[] points = Synthetic.wave(50, 7).inputs().doubles(0, 50);

    assertThat(Synthetic.wave(50, 7).inputs().doubles(0, 50)).isEqualTo(points);
    assertThat(Synthetic.wave(50, 8).inputs().doubles(0, 50)).isNotEqualTo(points);
    assertThat(Synthetic.spirals(50, 7).input(3)).isEqualTo(Synthetic.spirals(50, 7).input(3));
  }

  @Test
  void spiralsAreTwoClassesOfEqualSize() {
    DataSet spirals = Synthetic.spirals(100, 7);

    assertThat(spirals.inputDims()).isEqualTo(Dims.of(2));
    assertThat(spirals.classCounts()).containsEntry("first", 50).containsEntry("second", 50);
  }

  @Test
  void armsOfTheSpiralAreOppositeEachOther() {
    DataSet spirals = Synthetic.spirals(400, 7);

    // Undoes the turn of the radius: what is left is the angle at which the arm starts.
    for (int row = 0; row < spirals.size(); row++) {
      double[] at = spirals.input(row).doubles();
      double turn = 3 * Math.PI * (Math.hypot(at[0], at[1]) - 0.1) / 0.9;
      double start = Math.atan2(at[1], at[0]) - turn - Math.PI * spirals.label(row);

      assertThat(Math.cos(start)).isGreaterThan(0);
    }
  }

  @Test
  void highFrequencyIsEvenlySpaced() {
    DataSet data = Synthetic.highFrequency(1000);

    assertThat(data.input(250).doubles()).containsExactly(0.25);
    assertThat(data.target(250)).containsExactly(Math.sin(25));
    assertThat(data.kind()).isEqualTo(Targets.values(1));
  }

  @Test
  void threeSinesAddUp() {
    DataSet data = Synthetic.threeSines(1024);

    double atZero = Math.sin(6.0652933) + Math.sin(1.9772031) + Math.sin(3.9774444);

    assertThat(data.size()).isEqualTo(1024);
    assertThat(data.target(0)[0]).isCloseTo(atZero, within(1e-15));
  }

  @Test
  void refusesToMakeNoPoint() {
    assertThatThrownBy(() -> Synthetic.spirals(1, 7))
        .hasMessage("spirals: found 1 points, needed 2 to 10000000. Try 1000.");
  }
}
