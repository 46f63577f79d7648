package dev.espalier.describe.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.measure.Accuracy;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.value.Registry;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class StoppingTest {
  @Test
  void isFoundByItsName() {
    assertThat(Registry.all(Stopping.class))
        .containsEntry("patience", Stopping.patience(10))
        .containsEntry("best epoch", Stopping.bestEpoch())
        .containsEntry("never", Stopping.never())
        .containsEntry("settled", Stopping.settled(20, 1e-3));
  }

  @Test
  void patienceCountsEpochsSinceTheFirstBestLoss() {
    Stopping rule = Stopping.patience(2);

    assertThat(rule.stopsAfter(losses(3, 2, 2))).isFalse();
    assertThat(rule.stopsAfter(losses(3, 2, 2, 2.5))).isTrue();
    assertThat(rule.stopsAfter(losses(3, 2, 2, 1.9))).isFalse();
    assertThat(rule.keepsBest()).isTrue();
  }

  @Test
  void patienceFollowsItsMeasureInTheMeasuresDirection() {
    Stopping rule = Stopping.patience(1, new Accuracy());
    History rising = new History(List.of(0.5, 0.6), Better.LARGER);
    History falling = new History(List.of(0.6, 0.5), Better.LARGER);

    assertThat(rule.measure()).isEqualTo(new Accuracy());
    assertThat(rule.stopsAfter(rising)).isFalse();
    assertThat(rule.stopsAfter(falling)).isTrue();
    assertThat(rule).hasToString("stops after 1 epoch without a better validation accuracy");
  }

  @Test
  void patienceCountsOnlyWhatIsBetterByMoreThanADifference() {
    Stopping rule = new Patience(2, new MeanLoss(), 0.5);

    // 2.6 and 2.5 are no better than 3 by more than a half, 2.4 is.
    assertThat(rule.stopsAfter(losses(3, 2.6, 2.5))).isTrue();
    assertThat(rule.stopsAfter(losses(3, 2.6, 2.4))).isFalse();
    assertThat(rule.stopsAfter(losses(3, 2.4, 2.2, 1.95))).isTrue();
    assertThat(rule)
        .hasToString("stops after 2 epochs without a better validation loss, by more than 0.5");
    assertThatThrownBy(() -> new Patience(2, new MeanLoss(), -1))
        .hasMessage("stopEarly(..., -1.0): needed a finite difference from 0 on. Try 1e-3.");
  }

  @Test
  void settlesWhenTheMeanOfAWindowHardlyMoves() {
    Stopping rule = Stopping.settled(2, 0.1);

    assertThat(rule.stopsAfter(losses(4, 2))).isFalse();
    // Means 3 and 2, then 2 and 2.
    assertThat(rule.stopsAfter(losses(4, 2, 2))).isFalse();
    assertThat(rule.stopsAfter(losses(4, 2, 2, 2))).isTrue();
    assertThat(rule.keepsBest()).isFalse();
  }

  @Test
  void neverDecidesNothing() {
    assertThat(Stopping.never().decides()).isFalse();
    assertThat(Stopping.bestEpoch().decides()).isTrue();
    assertThat(Stopping.bestEpoch().stopsAfter(losses(1, 2, 3, 4))).isFalse();
  }

  @Test
  void aFunctionIsARuleUnderAName() {
    Stopping rule = Stopping.named("loss below a tenth", history -> history.last() < 0.1);

    assertThat(rule.stopsAfter(losses(1, 0.2))).isFalse();
    assertThat(rule.stopsAfter(losses(1, 0.05))).isTrue();
    assertThat(rule).hasToString("loss below a tenth");
  }

  @Test
  void aHistoryHasAnEpoch() {
    assertThatThrownBy(() -> losses())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("history: there is no epoch, needed one at least. Try it after an epoch.");
  }

  private static History losses(double... values) {
    return new History(DoubleStream.of(values).boxed().toList(), Better.SMALLER);
  }
}
