package dev.espalier.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Tap;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Term;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RatesTest {
  private static final Moment SECOND_EPOCH = new Moment(5, 20, 1, 4);

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of(
            Schedule.constant(-1),
            "the rate (-1) reaches -1.0, needed a finite number of at least 0"),
        Arguments.of(
            Schedule.constant(1e300),
            "the rate (1.0E300) reaches 1.0E300, needed a finite number of at least 0"),
        Arguments.of(
            Schedule.linear(1, -1).byEpoch(),
            "the rate (linear 1 to -1 by epoch) reaches -1.0, needed a finite number of at least 0"),
        Arguments.of(
            Schedule.warmUp(0.1, Schedule.cosine(-0.5, 0)),
            "the rate (warm-up over 0.1 of the stage, then cosine -0.5 to 0) reaches -0.5, needed a"
                + " finite number of at least 0"),
        Arguments.of(
            Schedule.steps(-1, 0.5, 2),
            "the rate (-1 times 0.5 every 2 epochs) reaches -1.0, needed a finite number of at"
                + " least 0"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void refusesARateThatGoesUpTheLossOrNowhere(Schedule rate, String message) {
    assertThatThrownBy(() -> RecipeBuilder.empty().optimizer(Optimizer.adam(), rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe: " + message + ". Try 1e-3.");
  }

  @Test
  void refusesThreadsThatCannotBeStarted() {
    assertThatThrownBy(() -> RecipeBuilder.empty().threads(100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads(100000): needed a number from 1 to 1024. Try threads(1).");
  }

  @Test
  void namesStageEpochAndValueOfAUsersRate() {
    Schedule rate =
        new Schedule() {
          @Override
          public double at(Moment moment) {
            return moment.epoch() == 0 ? 1e-3 : Double.NaN;
          }

          @Override
          public String toString() {
            return "mine";
          }
        };

    assertThat(Rates.rate(rate, new Moment(0, 20, 0, 4), "fit")).isEqualTo(1e-3);
    assertThatThrownBy(() -> Rates.rate(rate, SECOND_EPOCH, "fit"))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "stage 'fit' has a problem:\n  epoch 2: the rate (mine) is NaN, needed a finite number"
                + " of at least 0. Try a schedule that stays between 0 and 1e-3.");
  }

  @Test
  void namesStageEpochAndStepOfAUsersScheduleThatFails() {
    Schedule failing =
        Schedule.named(
            "mine",
            moment -> {
              throw new IllegalStateException("no table");
            });
    Term term = Term.task(Tap.of("net", "output"));

    assertThatThrownBy(() -> Rates.rate(failing, SECOND_EPOCH, "fit"))
        .isInstanceOf(TrainException.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessage(
            "stage 'fit' has a problem:\n  epoch 2: the rate (mine) fails at step 6:"
                + " java.lang.IllegalStateException: no table. Try a schedule that gives a number"
                + " at every step.");
    assertThatThrownBy(() -> Rates.weight(failing, SECOND_EPOCH, term, "fit"))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "stage 'fit', term 'task' has a problem:\n  epoch 2: the weight (mine) fails at step 6:"
                + " java.lang.IllegalStateException: no table. Try a schedule that gives a number"
                + " at every step.");
  }

  @Test
  void namesStageTermAndEpochOfAUsersWeight() {
    Schedule weight = Schedule.named("mine", moment -> Double.NaN);
    Term term = Term.task(Tap.of("net", "output"));

    assertThatThrownBy(() -> Rates.weight(weight, SECOND_EPOCH, term, "fit"))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "stage 'fit', term 'task' has a problem:\n  epoch 2: the weight (mine) is NaN, needed"
                + " a finite number of at least 0. Try a schedule that stays between 0 and 1.");
  }
}
