package dev.espalier.describe.stopping;

import dev.espalier.describe.measure.Better;
import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * The values of a stage's measure on the validation data, one for each epoch that is done.
 *
 * @param values the values, the first epoch's first
 * @param better which values are better
 */
public record History(List<Double> values, Better better) {
  /** Copies the values, and refuses an empty list. */
  public History {
    Given.all("values", values, "better", better);
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "history: there is no epoch, needed one at least. Try it after an epoch.");
    }
  }

  /** Gives how many epochs are done. */
  public int epochs() {
    return values.size();
  }

  /** Gives the last epoch's value. */
  public double last() {
    return values.get(values.size() - 1);
  }

  /** Gives the place of the best epoch, from 0 on; the first of equals. */
  public int best() {
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      best = better.isBetter(values.get(i), values.get(best)) ? i : best;
    }
    return best;
  }

  /** Gives how many epochs have passed since the best one. */
  public int sinceBest() {
    return epochs() - 1 - best();
  }

  /**
   * Gives how many epochs have passed since one that was better, by more than a difference, than
   * the last one that was; the first counts.
   */
  public int sinceBetterBy(double least) {
    int counted = 0;
    for (int i = 1; i < values.size(); i++) {
      boolean better = better().cost(values.get(i)) < better().cost(values.get(counted)) - least;
      counted = better ? i : counted;
    }
    return epochs() - 1 - counted;
  }

  /** Gives the mean of the last values, so many of them, as it was some epochs ago. */
  public double mean(int count, int ago) {
    return values.subList(values.size() - ago - count, values.size() - ago).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
