package dev.espalier.describe.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.value.Registry;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every measure that is found on the class path; each has a case by hand. */
final class MeasuresContractTest {
  private static final Outputs FOUR = Outputs.ofClasses(4);
  private static final Outputs ONE = Outputs.ofValues(1);

  /**
   * Predictions and targets, and the value they must have.
   *
   * @param worse predictions of a worse value
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Case(
      Outputs outputs, double[] predictions, double[] worse, double[] targets, double value) {}

  private static final double[] SCORES = {
    4, 3, 2, 1, // 0, right
    4, 3, 2, 1, // 3, last
    1, 3, 4, 2, // 2, right
    1, 4, 2, 3, // 3, second
  };
  private static final double[] WRONG = {
    1, 2, 3, 4, 4, 3, 2, 1, 4, 3, 1, 2, 4, 3, 2, 1,
  };
  private static final double[] LABELS = {0, 3, 2, 3};

  private static final Map<String, Case> CASES = cases();

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new TreeMap<>();
    // The four logits are a permutation of 1 to 4, so each row's loss is 4.4402 less its own.
    double all = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3) + Math.exp(4));
    cases.put("loss", classes(all - (4 + 1 + 4 + 3) / 4.0));
    cases.put("accuracy", classes(2 / 4.0));
    cases.put("top3", classes(3 / 4.0));
    // 0: 2 * 1 / (1 + 2), 1: predicted once, 2: 1, 3: never predicted.
    cases.put("macroF1", classes((2 / 3.0 + 0 + 1 + 0) / 4));
    // Against the rest: 0 wins 2 of 3 pairs and ties in 1; 2 wins all; 3 wins 2 of 4, ties in 1.
    cases.put("auc", classes((2.5 / 3 + 1 + 2.5 / 4) / 3));
    // Taken for 0 twice and 1 once wrongly: of 0 one of two, of 1 none, of 2 all, of 3 none.
    cases.put("meanIou", classes((1 / 2.0 + 0 + 1 + 0) / 4));
    cases.put("precision", classes((1 / 2.0 + 0 + 1 + 0) / 4));
    cases.put("recall", classes((1 + 0 + 1 + 0) / 4.0));
    cases.put("balancedAccuracy", classes((1 + 1 + 0) / 3.0));
    // Right half of the time; by chance (1 * 2 + 0 * 1 + 1 * 1 + 2 * 0) / 16.
    cases.put("kappa", classes((2 / 4.0 - 3 / 16.0) / (1 - 3 / 16.0)));
    // 0: one of the first two; 2: the first; 3: the first, and then the third and fourth alike.
    cases.put("averagePrecision", classes((1 / 2.0 + 1 + 3 / 4.0) / 3));
    cases.put("logLoss", classes(all - (4 + 1 + 4 + 3) / 4.0));
    // All are as sure, exp(4 - all), and half of them right.
    cases.put("calibrationError", classes(Math.exp(4 - all) - 2 / 4.0));
    cases.put("rmse", values(Math.sqrt(5 / 4.0)));
    cases.put("mse", values(5 / 4.0));
    cases.put("rse", values(5 / 30.0));
    cases.put("r2", values(1 - 5 / 5.0));
    cases.put("mae", values(3 / 4.0));
    cases.put("poissonDeviance", values((2 - Math.log(3) + 4 * Math.log(4 / 3.0) - 1) / 2));
    // Of eight labels one is missed, the first of the last row: of the first label two of three.
    cases.put("hammingLoss", labels(1 / 8.0));
    cases.put("subsetAccuracy", labels(3 / 4.0));
    cases.put("labelF1", labels((4 / 5.0 + 1) / 2));
    cases.put("psnr", values(-10 * Math.log10(5 / 4.0)));
    return cases;
  }

  private static Case classes(double value) {
    return new Case(FOUR, SCORES, WRONG, LABELS, value);
  }

  /** Targets 1, 2, 3, 4, of which one is missed by 2 and one by 1. */
  private static Case values(double value) {
    return new Case(
        ONE,
        new double[] {3, 2, 3, 3},
        new double[] {9, 2, 3, 3},
        new double[] {1, 2, 3, 4},
        value);
  }

  /** Two labels, of which each sample has none, one or both. */
  private static Case labels(double value) {
    return new Case(
        Outputs.ofValues(2),
        new double[] {0.9, 0.2, 0.6, 0.7, 0.1, 0.8, 0.4, 0.3},
        new double[] {0.1, 0.8, 0.4, 0.3, 0.9, 0.2, 0.4, 0.6},
        new double[] {1, 0, 1, 1, 0, 1, 1, 0},
        value);
  }

  private static Iterable<Measure> registered() {
    return Registry.all(Measure.class).values();
  }

  @Test
  void everyRegisteredMeasureHasACaseAndTheOtherWayRound() {
    assertThat(CASES.keySet()).isEqualTo(Registry.all(Measure.class).keySet());
  }

  @ParameterizedTest
  @MethodSource("registered")
  void givesTheValueByHand(Measure measure) {
    Case one = Objects.requireNonNull(CASES.get(measure.name()));

    OptionalDouble value = over(measure, one.outputs(), one.predictions(), one.targets(), 4);

    assertThat(value.orElseThrow()).isCloseTo(one.value(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("registered")
  void givesTheSameBitsInBatchesOfAnySize(Measure measure) {
    Case one = Objects.requireNonNull(CASES.get(measure.name()));

    OptionalDouble whole = over(measure, one.outputs(), one.predictions(), one.targets(), 4);
    OptionalDouble apart = over(measure, one.outputs(), one.predictions(), one.targets(), 1);

    assertThat(apart).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("registered")
  void callsWorsePredictionsWorse(Measure measure) {
    Case one = Objects.requireNonNull(CASES.get(measure.name()));

    double good = over(measure, one.outputs(), one.predictions(), one.targets(), 4).orElseThrow();
    double bad = over(measure, one.outputs(), one.worse(), one.targets(), 4).orElseThrow();

    assertThat(measure.better().isBetter(good, bad)).isTrue();
    assertThat(measure.better().cost(good)).isLessThan(measure.better().cost(bad));
  }

  @ParameterizedTest
  @MethodSource("registered")
  void isEqualToAnotherOfItsKindAndFoundByItsName(Measure measure) {
    assertThat(Registry.named(Measure.class, measure.name()))
        .isEqualTo(measure)
        .hasSameHashCodeAs(measure);
  }

  static OptionalDouble over(
      Measure measure, Outputs outputs, double[] predictions, double[] targets, int batch) {
    Accumulator sum = measure.over(outputs);
    int rows = targets.length / outputs.targetWidth();
    for (int from = 0; from < rows; from += batch) {
      int to = from + batch;
      sum.add(
          Arrays.copyOfRange(predictions, from * outputs.width(), to * outputs.width()),
          Arrays.copyOfRange(targets, from * outputs.targetWidth(), to * outputs.targetWidth()),
          batch);
    }
    return sum.value();
  }
}
