package dev.espalier.describe.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.layer.sequence.Recurrent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
        Arguments.of(
            Initial.scaledNormal(Initial.Fan.OUT, Math.sqrt(2)),
            Math.sqrt(2.0 / 200),
            Double.POSITIVE_INFINITY),
        Arguments.of(
            Initial.scaledUniform(Initial.Fan.MEAN, 1), Math.sqrt(2.0 / 300), Math.sqrt(6.0 / 300)),
        Arguments.of(Initial.scaledUniform(Initial.Fan.IN, 3), 0.3, 0.3 * Math.sqrt(3)),
        Arguments.of(Initial.truncatedNormal(0.5), 0.5 * 0.87963, 1.0),
        Arguments.of(Initial.truncatedNormal(0, 4, -1, 1), 0.57, 1.0),
        Arguments.of(Initial.sparse(0.75, 2), 1.0, Double.POSITIVE_INFINITY),
        Arguments.of(Initial.orthogonal(2), 2 / Math.sqrt(200), Double.POSITIVE_INFINITY),
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

  @ParameterizedTest
  @CsvSource({"5, 3", "3, 5", "4, 4"})
  void drawsOrthonormalRowsOrColumnsWhicheverAreFewer(int rows, int columns) {
    ParameterSpec spec =
        ParameterSpec.trained("weight", Dims.of(rows, columns), 1, 1, Initial.orthogonal());
    double[] drawn = spec.initial().draw(spec, Seeds.random(7, "weight"));

    for (int i = 0; i < Math.min(rows, columns); i++) {
      for (int j = 0; j < Math.min(rows, columns); j++) {
        double product = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          product +=
              rows <= columns
                  ? drawn[i * columns + k] * drawn[j * columns + k]
                  : drawn[k * columns + i] * drawn[k * columns + j];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
  }

  @Test
  void movesValuesToAnotherMean() {
    double[] drawn = draw(Initial.uniform(2, 3), 7);

    assertThat(Arrays.stream(drawn).min().orElseThrow()).isBetween(2.0, 2.01);
    assertThat(Arrays.stream(drawn).max().orElseThrow()).isBetween(2.99, 3.0);
    assertThat(Arrays.stream(draw(Initial.normal(5, 0.1), 7)).average().orElseThrow())
        .isCloseTo(5, within(0.003));
  }

  @Test
  void startsAsTheIdentityOfAMatrixAndOfAKernel() {
    ParameterSpec matrix = ParameterSpec.trained("w", Dims.of(2, 3), 1, 1, Initial.identity());
    ParameterSpec kernel = ParameterSpec.trained("w", Dims.of(2, 1, 3), 1, 1, Initial.identity());

    assertThat(matrix.initial().draw(matrix, Seeds.random(7, "w")))
        .containsExactly(1, 0, 0, 0, 1, 0);
    assertThat(kernel.initial().draw(kernel, Seeds.random(7, "w")))
        .containsExactly(0, 1, 0, 0, 0, 0);
  }

  @Test
  void leavesThePartOfEachColumnAtZero() {
    double[] drawn = draw(Initial.sparse(0.9, 1), 7);

    for (int column = 0; column < 100; column++) {
      int zeros = 0;
      for (int row = 0; row < 200; row++) {
        zeros += drawn[row * 100 + column] == 0 ? 1 : 0;
      }
      assertThat(zeros).isEqualTo(180);
    }
  }

  @Test
  void recurrentLayersStartTheStateOtherwiseThanTheRest() {
    Recurrent layer =
        Recurrent.of(
            Recurrent.Cell.LSTM,
            4,
            r -> r.initial(Initial.heNormal(), Initial.orthogonal(), Initial.zeros()));

    assertThat(layer.parametersFor(Dims.of(3, 2)))
        .extracting(ParameterSpec::initial)
        .containsExactly(
            Initial.heNormal(), Initial.orthogonal(), Initial.zeros(), Initial.zeros());
  }

  @Test
  void refusesWeightsOfMapsForWhatIsNone() {
    assertThatThrownBy(() -> ParameterSpec.trained("bias", Dims.of(4), 1, 1, Initial.orthogonal()))
        .hasMessageContaining(
            "parameter 'bias' has shape (4), and cannot start as Orthogonal[gain=1.0], which needs at least 2 axes");
    assertThatThrownBy(() -> Initial.truncatedNormal(3, 1, -2, 2))
        .hasMessage(
            "truncatedNormal(3.0, 1.0, -2.0, 2.0): needed a finite range around the mean and a deviation of at least 0. Try truncatedNormal(0.02).");
    assertThatThrownBy(() -> Initial.uniform(2, 1))
        .hasMessage("uniform(2.0, 1.0): the first is the lower one. Try uniform(-0.1, 0.1).");
    assertThatThrownBy(() -> Initial.sparse(1.5, 1))
        .hasMessage(
            "sparse(1.5, 1.0): needed a part from 0 to 1 and a deviation of at least 0. Try sparse(0.9, 0.01).");
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
