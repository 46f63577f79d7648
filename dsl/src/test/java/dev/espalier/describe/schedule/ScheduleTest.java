package dev.espalier.describe.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.ScheduleContract;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schedule against numbers worked out by hand, over a stage of 4 epochs of 2 steps. */
class ScheduleTest {

  private static Iterable<Schedule> registered() {
    return Registry.all(Schedule.class).values();
  }

  @ParameterizedTest
  @MethodSource("registered")
  void everyRegisteredOneKeepsTheContract(Schedule schedule) {
    ScheduleContract.check(schedule);
  }

  @Test
  void isFoundByItsNameAndScaled() {
    assertThat(Registry.all(Schedule.class).keySet())
        .contains("constant", "cosine", "exponential", "linear", "steps", "warm-up");
    assertThat(values(Registry.named(Schedule.class, "linear").times(4)))
        .containsExactly(4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5);
    assertThat(Schedule.linear(1, 0).times(4)).hasToString("4 times linear 1 to 0");
    assertThat(Schedule.linear(1, -1).times(2).reaches()).containsExactly(2.0, -2.0);
  }

  @Test
  void staysConstant() {
    assertThat(values(Schedule.constant(0.5))).containsOnly(0.5).hasSize(8);
  }

  @Test
  void fallsOnAStraightLine() {
    assertThat(values(Schedule.linear(1, 0)))
        .containsExactly(1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125);
  }

  @Test
  void reachesTheEndOfALineAfterTheLastStep() {
    assertThat(Schedule.linear(1, 0).at(new Moment(8, 8, 3, 4))).isZero();
    assertThat(Schedule.linear(1, 0).at(new Moment(9, 8, 3, 4))).isZero();
  }

  @Test
  void fallsAlongHalfACosineWave() {
    double[] values = values(Schedule.cosine(2, 0));

    assertThat(values[0]).isEqualTo(2);
    assertThat(values[2]).isCloseTo(1 + Math.sqrt(0.5), within(1e-12));
    assertThat(values[4]).isCloseTo(1, within(1e-12));
    assertThat(values[6]).isCloseTo(1 - Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void keepsTheRatioOfAnExponential() {
    double[] values = values(Schedule.exponential(16, 1));

    assertThat(values[0]).isEqualTo(16);
    assertThat(values[2]).isCloseTo(8, within(1e-12));
    assertThat(values[4]).isCloseTo(4, within(1e-12));
    assertThat(values[6]).isCloseTo(2, within(1e-12));
  }

  @Test
  void descendsStairsByTheEpoch() {
    assertThat(values(Schedule.steps(1, 0.5, 1)))
        .containsExactly(1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125);
    assertThat(values(Schedule.steps(1, 0.5, 2))).containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5);
  }

  @Test
  void warmsUpOverAPartOfTheStage() {
    assertThat(values(Schedule.warmUp(0.5, Schedule.constant(2))))
        .containsExactly(0.5, 1, 1.5, 2, 2, 2, 2, 2);
  }

  @Test
  void startsTheScheduleWhenTheWarmUpIsOver() {
    assertThat(values(Schedule.warmUp(0.5, Schedule.linear(4, 0))))
        .containsExactly(1, 2, 3, 4, 4, 3, 2, 1);
    assertThat(values(Schedule.warmUp(0.5, Schedule.cosine(4, 0))))
        .containsExactly(
            new double[] {1, 2, 3, 4, 4, 2 + Math.sqrt(2), 2, 2 - Math.sqrt(2)}, within(1e-12));
    assertThat(values(Schedule.warmUp(0.5, Schedule.steps(4, 0.5, 1))))
        .containsExactly(1, 2, 3, 4, 4, 4, 2, 2);
    assertThat(values(Schedule.warmUp(0.5, Schedule.linear(4, 0).byEpoch())))
        .containsExactly(1, 2, 3, 4, 4, 4, 2, 2);
    assertThat(values(Schedule.warmUp(0.5, Schedule.warmUp(0.5, Schedule.constant(4)))))
        .containsExactly(0.5, 1, 1.5, 2, 2, 4, 4, 4);
    assertThat(values(Schedule.warmUp(1, Schedule.linear(8, 0))))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(values(Schedule.warmUp(0.01, Schedule.linear(7, 0))))
        .containsExactly(7, 7, 6, 5, 4, 3, 2, 1);
  }

  @Test
  void holdsTheFirstValueOfEachEpoch() {
    assertThat(values(Schedule.linear(1, 0).byEpoch()))
        .containsExactly(1, 1, 0.75, 0.75, 0.5, 0.5, 0.25, 0.25);
  }

  @Test
  void saysWhatItDoes() {
    assertThat(Schedule.constant(0.5)).hasToString("0.5");
    assertThat(Schedule.linear(1, 0).byEpoch()).hasToString("linear 1 to 0 by epoch");
    assertThat(Schedule.steps(0.1, 0.5, 10)).hasToString("0.1 times 0.5 every 10 epochs");
    assertThat(Schedule.warmUp(0.1, Schedule.cosine(1, 0)))
        .hasToString("warm-up over 0.1 of the stage, then cosine 1 to 0");
  }

  @Test
  void aStageOfVeryManyStepsKeepsItsEpochs() {
    Moment late =
        new Moment(150_000_000_000L, 200L * Integer.MAX_VALUE, 750_000_000, Integer.MAX_VALUE);

    assertThat(late.epochStart().step()).isEqualTo(150_000_000_000L);
    assertThat(late.since(100_000_000_000L).epoch()).isEqualTo(250_000_000);
    assertThat(late.since(100_000_000_000L).epochs()).isEqualTo(Integer.MAX_VALUE - 500_000_000);
  }

  @Test
  void refusesSettingsThatGiveNoNumber() {
    assertThatThrownBy(() -> Schedule.constant(Double.NaN))
        .hasMessage("constant(NaN): a schedule's values must be finite. Try 1.");
    assertThatThrownBy(() -> Schedule.exponential(1, 0))
        .hasMessage("exponential(1.0, 0.0): both ends must be above 0. Try linear(1.0, 0.0).");
    assertThatThrownBy(() -> Schedule.steps(1, 0.5, 0))
        .hasMessage("steps(1.0, 0.5, 0): a step lasts at least 1 epoch. Try 10.");
    assertThatThrownBy(() -> Schedule.warmUp(0, Schedule.constant(1)))
        .hasMessage("warmUp(0.0, ...): the part lies above 0 and at most at 1. Try 0.1.");
    assertThatThrownBy(() -> new Moment(0, 0, 0, 1)).hasMessageContaining("0 steps and 1 epochs");
  }

  private static double[] values(Schedule schedule) {
    return IntStream.range(0, 8)
        .mapToDouble(step -> schedule.at(new Moment(step, 8, step / 2, 4)))
        .toArray();
  }
}
