package dev.espalier.describe.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Values as scikit-learn's {@code roc_auc_score} gives them, checked by counting pairs. */
final class AucTest {
  private static final Outputs SCORES_OF_TWO = new Outputs(true, 2, false);
  private static final Outputs SCORES_OF_THREE = new Outputs(true, 3, false);

  @Test
  void isTheShareOfPairsThatStandInTheRightOrder() {
    // The example in scikit-learn's documentation: 3 of 4 pairs.
    OptionalDouble area = two(new double[] {.1, .4, .35, .8}, 0, 0, 1, 1);

    assertThat(area).hasValue(0.75);
  }

  @Test
  void countsATieAsHalf() {
    // Pairs: .5 > .2, .5 = .5, .9 > .2, .9 > .5: 3.5 of 4.
    OptionalDouble area = two(new double[] {.2, .5, .5, .9}, 0, 0, 1, 1);

    assertThat(area).hasValue(3.5 / 4);
  }

  @Test
  void isAHalfWhereAllScoresAreOne() {
    assertThat(two(new double[] {.3, .3, .3, .3, .3}, 0, 1, 0, 1, 1)).hasValue(0.5);
  }

  @Test
  void isOneAndZeroWhereTheClassesStandApart() {
    assertThat(two(new double[] {.1, .2, .8, .9}, 0, 0, 1, 1)).hasValue(1);
    assertThat(two(new double[] {.1, .2, .8, .9}, 1, 1, 0, 0)).hasValue(0);
  }

  @Test
  void isNotDefinedWhereAllSamplesAreOfOneClass() {
    assertThat(two(new double[] {.1, .9}, 1, 1)).isEmpty();
  }

  @Test
  void ofSeveralClassesIsTheMeanOfEachAgainstTheRest() {
    double[] scores = {
      .7, .2, .1, // 0
      .3, .5, .2, // 1
      .5, .3, .2, // 1
      .2, .2, .6, // 2
      .4, .4, .2, // 2
    };

    OptionalDouble area = three(scores, 0, 1, 1, 2, 2);

    // 0: above all 4. 1: .5 above 3, .3 above .2 and .2: 5 of 6. 2: .6 above 3, .2 above .1 and
    // level with two: 5 of 6.
    assertThat(area.orElseThrow()).isCloseTo((1 + 5 / 6.0 + 5 / 6.0) / 3, within(1e-15));
  }

  @Test
  void leavesOutAClassThatIsNotThere() {
    OptionalDouble area = three(new double[] {.7, .2, .1, .3, .5, .2, .4, .4, .2}, 0, 1, 1);

    assertThat(area).hasValue(1);
  }

  @Test
  void ranksProbabilitiesAndNotLogits() {
    Outputs logits = Outputs.ofClasses(2);
    // By the second logit alone the order would be wrong; by its share it is right.
    double[] predictions = {5, 4, 0, 1};

    OptionalDouble area =
        MeasuresContractTest.over(new Auc(), logits, predictions, new double[] {0, 1}, 2);

    assertThat(area).hasValue(1);
  }

  private static OptionalDouble two(double[] second, double... labels) {
    double[] scores = new double[2 * second.length];
    for (int i = 0; i < second.length; i++) {
      scores[2 * i] = 1 - second[i];
      scores[2 * i + 1] = second[i];
    }
    return MeasuresContractTest.over(new Auc(), SCORES_OF_TWO, scores, labels, labels.length);
  }

  private static OptionalDouble three(double[] scores, double... labels) {
    return MeasuresContractTest.over(new Auc(), SCORES_OF_THREE, scores, labels, labels.length);
  }
}
