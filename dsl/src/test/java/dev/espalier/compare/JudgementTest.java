package dev.espalier.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JudgementTest {
  @Test
  void anIntervalThatHolds0TellsNothingApart() {
    // Student's t of 2 degrees is 4.303, so the half width is 4.303 * 0.01 / sqrt(3).
    assertThat(judgement(true, 0.01, 0.02, 0.03).sentence())
        .isEqualTo(
            "The seeds do not tell sal and alone apart: score differs by +0.02,"
                + " 95 % interval -0.004841 to +0.04484 over 3 seeds.");
    assertThat(judgement(true, 0.0, 0.0).sentence()).startsWith("The seeds do not tell");
  }

  @Test
  void anIntervalBeside0SaysWhichIsBetter() {
    assertThat(judgement(true, 0.02, 0.021, 0.022).sentence())
        .isEqualTo(
            "sal is better than alone: score differs by +0.021,"
                + " 95 % interval +0.01852 to +0.02348 over 3 seeds.");
    assertThat(judgement(true, -0.02, -0.021, -0.022).sentence()).startsWith("sal is worse than");
  }

  @Test
  void whereLowerIsBetterTheSignsTurn() {
    assertThat(judgement(false, 0.02, 0.021, 0.022).sentence()).startsWith("sal is worse than");
    assertThat(judgement(false, -0.02, -0.021, -0.022).sentence()).startsWith("sal is better than");
  }

  @Test
  void oneSeedTellsNothingApart() {
    Judgement judgement = judgement(true, 0.5);

    assertThat(judgement.sentence())
        .isEqualTo(
            "sal and alone have one seed in common, which cannot tell them apart:"
                + " score differs by +0.5.");
    assertThat(judgement.interval()).isEqualTo("no interval from 1 seed");
  }

  @Test
  void foldsThatShareTrainingRowsHaveAWiderInterval() {
    // Four folds of a quarter each: the variance is (1/4 + 1/3) s^2 in place of s^2 / 4.
    Judgement folds =
        new Judgement(
            "sal", "alone", "score", true, List.of(0.01, 0.02, 0.03, 0.02), "fold", 1 / 3.0);

    assertThat(folds.halfWidth())
        .isCloseTo(3.182446 * Math.sqrt(0.0002 / 3 * (1 / 4.0 + 1 / 3.0)), within(1e-8));
    assertThat(folds.sentence())
        .startsWith("sal is better than alone: score differs by +0.02, 95 % interval +0.00015")
        .endsWith(" over 4 folds.");
  }

  @Test
  void withoutASeedThereIsNothingToSay() {
    assertThat(judgement(true).sentence())
        .isEqualTo("sal cannot be compared with alone: no seed brought both to their end.");
    assertThat(judgement(true).difference()).isEqualTo("-");
  }

  private static Judgement judgement(boolean higher, Double... differences) {
    return new Judgement("sal", "alone", "score", higher, List.of(differences));
  }
}
