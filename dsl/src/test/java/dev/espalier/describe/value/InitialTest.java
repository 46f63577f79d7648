package dev.espalier.describe.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws of 20,000 values: with fans 100 and 200 the deviations below are known. */
class InitialTest {
  private static final Dims DIMS = Dims.of(200, 100);

  static Stream<Arguments> deviations() {
    return Stream.of(
        Arguments.of(Initial.fanIn(), 0.1 / Math.sqrt(3), 0.1),
        Arguments.of(Initial.heUniform(), Math.sqrt(2.0 / 100), Math.sqrt(6.0 / 100)),
        Arguments.of(Initial.heNormal(), Math.sqrt(2.0 / 100), Double.POSITIVE_INFINITY),
        Arguments.of(Initial.xavierUniform(), Math.sqrt(2.0 / 300), Math.sqrt(6.0 / 300)),
        Arguments.of(Initial.xavierNormal(), Math.sqrt(2.0 / 300), Double.POSITIVE_INFINITY),
        Arguments.of(Initial.uniform(3), Math.sqrt(3), 3.0),
        Arguments.of(Initial.normal(0.5), 0.5, Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("deviations")
  void drawsTheMeanDeviationAndRangeOfItsFormula(Initial initial, double deviation, double limit) {
    double[] drawn = draw(initial, 7);

    double mean = Arrays.stream(drawn).average().orElseThrow();
    double square = Arrays.stream(drawn).map(value -> value * value).average().orElseThrow();
    double largest = Arrays.stream(drawn).map(Math::abs).max().orElseThrow();
    // Four standard errors of a mean of 20,000 values are 0.028 deviations.
    assertThat(mean).isCloseTo(0, within(0.03 * deviation));
    assertThat(Math.sqrt(square)).isCloseTo(deviation, within(0.03 * deviation));
    assertThat(largest).isGreaterThan(1.7 * deviation).isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @MethodSource("deviations")
  void drawsTheSameValuesForTheSameSeedOnly(Initial initial) {
    assertThat(draw(initial, 7)).isEqualTo(draw(initial, 7)).isNotEqualTo(draw(initial, 8));
  }

  @Test
  void fillsWithOneValue() {
    assertThat(draw(Initial.zeros(), 7)).containsOnly(0).hasSize(20_000);
    assertThat(draw(Initial.ones(), 7)).containsOnly(1);
    assertThat(draw(Initial.constant(-2.5), 7)).containsOnly(-2.5);
  }

  @Test
  void keepsItsOwnCopyOfExplicitValues() {
    double[] given = {1, 2, 3};
    Initial.Values values = (Initial.Values) Initial.values(given);

    given[0] = 9;
    values.values()[1] = 9;

    assertThat(values.values()).containsExactly(1, 2, 3);
    assertThat(values).isEqualTo(Initial.values(1, 2, 3)).isNotEqualTo(Initial.values(1, 2));
  }

  @Test
  void refusesWhatGivesNoNumbers() {
    assertThatThrownBy(() -> Initial.normal(-1))
        .hasMessage("normal(-1.0): the width must be finite and at least 0. Try normal(0.1).");
    assertThatThrownBy(() -> Initial.values(1, Double.NaN))
        .hasMessage("values(NaN): a parameter starts finite, in 32 bits too. Try 0.");
    assertThatThrownBy(() -> Initial.constant(Double.POSITIVE_INFINITY))
        .hasMessage("constant(Infinity): a parameter starts finite, in 32 bits too. Try 0.");
  }

  private static double[] draw(Initial initial, long seed) {
    ParameterSpec spec = ParameterSpec.trained("weight", DIMS, 100, 200, initial);
    return initial.draw(spec, Seeds.random(seed, "weight"));
  }
}
