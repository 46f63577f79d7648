package dev.espalier.methods.icp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.value.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskShareTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "25, 1", "26, .99978068", "50, .86602540", "75, .5", "99, .02094242"})
  void fallsAlongACosineAfterTheWarmUp(int epoch, double expected) {
    Moment moment = new Moment(epoch * 10L, 1000, epoch, 100);

    assertThat(new TaskShare.Part(.25).at(moment)).isCloseTo(expected, within(1e-8));
    assertThat(new TaskShare.Epochs(25).at(moment)).isCloseTo(expected, within(1e-8));
  }

  @Test
  void isOneThroughoutWhereTheWarmUpIsAsLongAsTheStage() {
    TaskShare all = new TaskShare.Epochs(10);

    assertThat(all.at(new Moment(99, 100, 9, 10))).isEqualTo(1);
    assertThat(all.at(new Moment(19, 20, 1, 2))).isEqualTo(1);
  }

  @Test
  void roundsAPartDown() {
    TaskShare quarter = new TaskShare.Part(.25);

    assertThat(quarter.warmUp(10)).isEqualTo(2);
    assertThat(quarter.warmUp(3)).isZero();
  }

  @Test
  void keepsTheTaskAboveItsFloorAndLeavesTheFeaturesTheRest() {
    Moment late = new Moment(75, 100, 75, 100);
    TaskShare share = new TaskShare.Epochs(25);

    assertThat(new TaskWeight(share, .8).at(late)).isEqualTo(.8);
    assertThat(new TaskWeight(share, 0).at(late)).isCloseTo(.5, within(1e-12));
    assertThat(new FeatureWeight(share, .9).at(late)).isCloseTo(.45, within(1e-12));
  }

  @Test
  void refusesAPartAboveOneAndACountBelowZero() {
    assertThatThrownBy(() -> new TaskShare.Part(1.5)).hasMessageContaining("warmUp(1.5)");
    assertThatThrownBy(() -> new TaskShare.Epochs(-1)).hasMessageContaining("warmUpEpochs(-1)");
  }
}
