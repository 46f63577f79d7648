package dev.espalier.compare;

import dev.espalier.describe.problem.Given;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.Evaluation;
import java.util.Map;

/**
 * One contender's training with one seed.
 *
 * @param contender the contender's name
 * @param seed the seed
 * @param metrics the final metrics, on the validation data where there is some; empty if it failed
 * @param epochs the epochs of all stages
 * @param steps the gradient steps of all stages
 * @param seconds the time of all stages
 * @param failure what went wrong; empty if nothing did
 * @param guessing how its predictions are no better than a guess, see {@link Evaluation#guessing};
 *     empty if they are better
 */
public record Trial(
    String contender,
    long seed,
    Map<String, Double> metrics,
    long epochs,
    long steps,
    double seconds,
    String failure,
    String guessing) {
  /** Refuses null. */
  public Trial {
    Given.all("contender", contender, "metrics", metrics, "failure", failure, "guessing", guessing);
  }

  /** Makes a trial whose predictions are better than a guess. */
  Trial(
      String contender,
      long seed,
      Map<String, Double> metrics,
      long epochs,
      long steps,
      double seconds,
      String failure) {
    this(contender, seed, metrics, epochs, steps, seconds, failure, "");
  }

  static Trial of(String contender, long seed, Outcome outcome) {
    Evaluation result = outcome.result();
    return new Trial(
        contender,
        seed,
        result.metrics(),
        outcome.log().epochs().size(),
        outcome.log().steps(),
        outcome.log().seconds(),
        "",
        result.guessing(outcome.classes()).orElse(""));
  }

  static Trial failed(String contender, long seed, Throwable failure) {
    return new Trial(contender, seed, Map.of(), 0, 0, 0, String.valueOf(failure.getMessage()));
  }

  /** Says whether its predictions are no better than a guess. */
  public boolean guesses() {
    return !guessing.isEmpty();
  }

  /** Says whether it came to its end. */
  public boolean succeeded() {
    return failure.isEmpty();
  }
}
