package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Registry;
import dev.espalier.identity.Keys;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What holds for every schedule that is registered. An author runs it on his own:
 *
 * <pre>{@code
 * @Test
 * void keepsTheContractOfSchedules() {
 *   ScheduleContract.check(new Sawtooth());
 * }
 * }</pre>
 */
public final class ScheduleContract {
  private static final int STEPS = 30;
  private static final int EPOCHS = 10;

  private ScheduleContract() {}

  /** Checks all that holds for a schedule. */
  public static void check(Schedule schedule) {
    givesFiniteValues(schedule);
    givesTheSameWheneverItIsAsked(schedule);
    isKnownToCheckpoints(schedule);
    isFoundByItsName(schedule);
  }

  /** Checks that each of its values is a number, and that it reaches those that it says it does. */
  public static void givesFiniteValues(Schedule schedule) {
    double[] values = values(schedule);
    double least = DoubleStream.of(values).min().orElseThrow();
    double most = DoubleStream.of(values).max().orElseThrow();
    double near = 0.1 * (most - least) + 1e-9;

    assertThat(DoubleStream.of(values).allMatch(Double::isFinite))
        .as("%s gives finite values", schedule.name())
        .isTrue();
    for (double reached : schedule.reaches()) {
      assertThat(reached).as("%s reaches", schedule).isBetween(least - near, most + near);
    }
  }

  /** Checks that it keeps no state: backwards it gives what it gave forwards. */
  public static void givesTheSameWheneverItIsAsked(Schedule schedule) {
    double[] values = values(schedule);
    for (int step = STEPS - 1; step >= 0; step--) {
      assertThat(schedule.at(at(step))).as("%s at step %s", schedule, step).isEqualTo(values[step]);
    }
  }

  /** Checks that a training with it is resumed. */
  public static void isKnownToCheckpoints(Schedule schedule) {
    assertThat(new Keys().add("rate", schedule).unnamed()).as(schedule.name()).isEmpty();
  }

  /** Checks that what is found under its name equals it. */
  public static void isFoundByItsName(Schedule schedule) {
    Schedule found = Registry.named(Schedule.class, schedule.name());

    assertThat(List.of(found, found.hashCode()))
        .as(schedule.name())
        .isEqualTo(List.of(schedule, schedule.hashCode()));
  }

  private static double[] values(Schedule schedule) {
    return IntStream.range(0, STEPS).mapToDouble(step -> schedule.at(at(step))).toArray();
  }

  private static Moment at(int step) {
    return new Moment(step, STEPS, step * EPOCHS / STEPS, EPOCHS);
  }
}
