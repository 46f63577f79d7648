package dev.espalier.methods.mgdl;

import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import java.util.List;

/**
 * The total variation of a whole prediction over a picture, as a term of every grade's loss.
 *
 * @param weight how strongly it counts, at least 0
 * @param objective the variation, over the whole picture
 */
public record TotalVariation(double weight, Objective.TotalVariation objective) {

  /** Refuses a weight below 0. */
  public TotalVariation {
    Given.all("objective", objective);
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "multigrade: totalVariation(%s, %s, %s), needed a finite weight of at least 0. Try 0.01."
              .formatted(weight, objective.height(), objective.width()));
    }
  }

  /** Gives the term of a grade, whose output adds up with those of the grades before it. */
  Term of(Tap output, List<String> earlier) {
    return new Term(
        "total variation",
        output,
        new Target.Opposite(earlier),
        objective,
        Weight.of(Schedule.constant(weight)));
  }
}
