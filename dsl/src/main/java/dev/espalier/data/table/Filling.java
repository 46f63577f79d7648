package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What stands in for a missing cell; a statistic is that of the training rows' other cells. */
public sealed interface Filling {

  /** The middle number; of two, their mean. For numbers and dates. */
  record Median() implements Filling {
    @Override
    public String toString() {
      return "median()";
    }
  }

  /** The mean. For numbers and dates. */
  record Mean() implements Filling {
    @Override
    public String toString() {
      return "mean()";
    }
  }

  /** What occurs most often; of several, the smallest, or the first by name. For all columns. */
  record MostFrequent() implements Filling {
    @Override
    public String toString() {
      return "mostFrequent()";
    }
  }

  /**
   * Always the same.
   *
   * @param text what would have stood in the cell
   */
  record Value(String text) implements Filling {
    /** Refuses null and blanks. */
    public Value {
      Given.all("text", text);
      if (text.isBlank()) {
        throw new IllegalArgumentException(
            "value(''): found blanks, needed what stands in for a missing cell. Try value(\"none\").");
      }
    }

    @Override
    public String toString() {
      return "value(\"" + text + "\")";
    }
  }

  /** Gives the statistic of numbers, of which there is at least one. */
  default double of(double[] numbers) {
    Given.all("numbers", numbers);
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (this instanceof Median) {
      return sorted.length % 2 == 1
          ? sorted[middle]
          : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
    }
    if (this instanceof Mean) {
      return sorted[0] + Arrays.stream(sorted).map(each -> each - sorted[0]).average().orElse(0);
    }
    Map<Double, Integer> counts = new HashMap<>();
    double best = sorted[0];
    for (double each : sorted) {
      int count = counts.merge(each, 1, Integer::sum);
      if (count > counts.getOrDefault(best, 0)) {
        best = each;
      }
    }
    return best;
  }
}
