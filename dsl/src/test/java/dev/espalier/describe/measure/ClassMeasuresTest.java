package dev.espalier.describe.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.measure.label.Average;
import dev.espalier.describe.measure.label.AveragePrecision;
import dev.espalier.describe.measure.label.BalancedAccuracy;
import dev.espalier.describe.measure.label.CalibrationError;
import dev.espalier.describe.measure.label.CohenKappa;
import dev.espalier.describe.measure.label.F1;
import dev.espalier.describe.measure.label.LogLoss;
import dev.espalier.describe.measure.label.Precision;
import dev.espalier.describe.measure.label.Recall;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures of classes against values that a program in Python gave, which follows the words of
 * scikit-learn's documentation: each threshold, class and bin on its own.
 */
final class ClassMeasuresTest {
  private static final double[] SCORES = {
    -1.77, -1.72, 1.8, -2.64, -0.22, -3.38, 2.45, 0.3, 2.03, 0.04, 0.6, -0.43, -0.31, 0.22, -1.89,
    0.27, 1.04, 0.09, 0.18, 3.28, 0.09, 0.04, 0.6, -0.43, 0.22, -0.53, 3.04, 0.03, 1.06, 1.01, 3.83,
    -0.34, -0.94, 4.51, -2.19, -0.55, 1.8, 3.43, -1.42, -3.64, 0.99, 0.02, -0.58, 0.69, 1.14, 0.44,
    0.15, 1.93, 3.06, 0.05, -0.68, 1.9, 0.72, -1.56, -0.69, 1.57, 0.66, 0.31, 0.32, -0.05, 0.8,
    -2.9, 2.62, 0.3, -0.51, 1.47, 0.46, 0.83, 1.57, 4.19, 0.83, 2.38, 4.04, -1.53, -0.78, 1.96,
    -2.56, -0.4, 1.94, 2.36, 0.87, -2.04, 3.53, 0.83, 1.95, 0.74, -2.57, -1.35, -1.82, 2.88
  };
  private static final double[] LABELS = {
    2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 2, 1, 0, 0, 2, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0
  };

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(new Precision(), 0.4679487179487179),
        Arguments.of(new Precision(Average.WEIGHTED), 0.7589743589743588),
        Arguments.of(new Recall(), 0.44285714285714284),
        Arguments.of(new Recall(Average.WEIGHTED), 0.4333333333333335),
        Arguments.of(new Precision(Average.MICRO), 0.43333333333333335),
        Arguments.of(new F1(Average.WEIGHTED), 0.5014814814814812),
        Arguments.of(new F1(), 0.38518518518518513),
        Arguments.of(new BalancedAccuracy(), 0.44285714285714284),
        Arguments.of(new CohenKappa(), 0.1693811074918567),
        Arguments.of(new AveragePrecision(), 0.4773198043163718),
        Arguments.of(new LogLoss(), 1.341850452515639),
        Arguments.of(new CalibrationError(), 0.3826230000095124));
  }

  @ParameterizedTest
  @MethodSource("values")
  void hasTheValueOfAnIndependentProgram(Measure measure, double value) {
    Accumulator all = measure.over(Outputs.ofClasses(3));
    int half = LABELS.length / 2;

    all.add(SCORES, LABELS, half);
    all.add(
        Arrays.copyOfRange(SCORES, 3 * half, SCORES.length),
        Arrays.copyOfRange(LABELS, half, LABELS.length),
        LABELS.length - half);

    assertThat(all.value().orElseThrow()).isCloseTo(value, within(1e-12));
  }
}
