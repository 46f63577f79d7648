package dev.espalier.train;

import dev.espalier.describe.Dims;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a trained hierarchy says of one sample.
 *
 * @param dims the shape of the values
 * @param values class probabilities, or predicted values
 * @param classes the classes' names; empty for values
 */
public record Prediction(Dims dims, List<Double> values, List<String> classes) {

  /** Copies both. */
  public Prediction {
    values = List.copyOf(values);
    classes = List.copyOf(classes);
  }

  /** Gives the probability of a class, or one value, by its index. */
  public double value(int index) {
    return values.get(index);
  }

  /** Gives the index of the largest value, the first on a tie. */
  public int best() {
    return IntStream.range(0, values.size())
        .reduce((best, next) -> values.get(next) > values.get(best) ? next : best)
        .orElseThrow();
  }

  /** Gives the name of the most probable class. */
  public String bestClass() {
    return classes.get(best());
  }

  @Override
  public String toString() {
    if (classes.isEmpty()) {
      return values.stream()
          .limit(8)
          .map(value -> String.format(Locale.ROOT, "%.4g", value))
          .collect(Collectors.joining(", ", "[", values.size() > 8 ? ", ...]" : "]"));
    }
    return IntStream.range(0, values.size())
        .boxed()
        .sorted((a, b) -> Double.compare(values.get(b), values.get(a)))
        .limit(3)
        .map(i -> String.format(Locale.ROOT, "%s %.3f", classes.get(i), values.get(i)))
        .collect(Collectors.joining(", "));
  }
}
