package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Term;
import java.util.List;

/**
 * The numbers that schedules give, refused where they mean nothing: those that a schedule says it
 * reaches when it is set, others at the moment that it gives one.
 */
public final class Rates {
  private Rates() {}

  /** Refuses a learning rate that goes up the loss. */
  public static void require(Schedule rate) {
    for (double value : rate.reaches()) {
      if (!isRate(value)) {
        throw new IllegalArgumentException(
            "recipe: the rate (%s) reaches %s, needed a finite number of at least 0. Try 1e-3."
                .formatted(rate, value));
      }
    }
  }

  /** Gives the learning rate at a moment of a stage. */
  public static double rate(Schedule rate, Moment moment, String stage) {
    double value;
    try {
      value = rate.at(moment);
    } catch (RuntimeException failure) {
      throw failed("stage '" + stage + "'", moment, "the rate (" + rate + ")", failure);
    }
    if (!isRate(value)) {
      throw refused(
          "stage '" + stage + "'", moment, "the rate (%s) is %s".formatted(rate, value), "1e-3");
    }
    return value;
  }

  /** Gives a term's weight at a moment of its stage. */
  public static double weight(Schedule weight, Moment moment, Term term, String stage) {
    double value;
    try {
      value = weight.at(moment);
    } catch (RuntimeException failure) {
      throw failed(subject(term, stage), moment, "the weight (" + weight + ")", failure);
    }
    if (!Double.isFinite(value) || (value < 0 && term.objective() instanceof Objective.Alike)) {
      String what = "the weight (%s) is %s".formatted(weight, value);
      throw refused(subject(term, stage), moment, what, "1");
    }
    return value;
  }

  private static String subject(Term term, String stage) {
    return "stage '%s', term '%s'".formatted(stage, term.name());
  }

  private static boolean isRate(double value) {
    return value >= 0 && value <= Float.MAX_VALUE;
  }

  private static TrainException refused(String subject, Moment moment, String what, String advice) {
    return problem(
        subject,
        moment,
        what + ", needed a finite number of at least 0",
        "a schedule that stays between 0 and " + advice);
  }

  private static TrainException failed(
      String subject, Moment moment, String what, RuntimeException failure) {
    TrainException named =
        problem(
            subject,
            moment,
            what + " fails at step " + (moment.step() + 1) + ": " + failure,
            "a schedule that gives a number at every step");
    named.initCause(failure);
    return named;
  }

  private static TrainException problem(String subject, Moment moment, String what, String advice) {
    return new TrainException(
        subject, List.of(new Problem("epoch " + (moment.epoch() + 1), what, advice)));
  }
}
