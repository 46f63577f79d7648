package dev.espalier.train;

import dev.espalier.describe.Dims;
import java.util.Arrays;
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
public record Prediction(Dims dims, double[] values, List<String> classes) {

  /** Copies both. */
  public Prediction {
    values = values.clone();
    classes = List.copyOf(classes);
  }

  @Override
  public double[] values() {
    return values.clone();
  }

  /** Gives the probability of a class, or one value, by its index. */
  public double value(int index) {
    return values[index];
  }

  /** Gives the index of the largest value, the first on a tie. */
  public int best() {
    return IntStream.range(0, values.length)
        .reduce((best, next) -> values[next] > values[best] ? next : best)
        .orElseThrow();
  }

  /** Gives the name of the most probable class. */
  public String bestClass() {
    return classes.get(best());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction that
        && dims.equals(that.dims)
        && Arrays.equals(values, that.values)
        && classes.equals(that.classes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + classes.hashCode();
  }

  @Override
  public String toString() {
    if (classes.isEmpty()) {
      return Arrays.stream(values)
          .limit(8)
          .mapToObj(value -> String.format(Locale.ROOT, "%.4g", value))
          .collect(Collectors.joining(", ", "[", values.length > 8 ? ", ...]" : "]"));
    }
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Double.compare(values[b], values[a]))
        .limit(3)
        .map(i -> String.format(Locale.ROOT, "%s %.3f", classes.get(i), values[i]))
        .collect(Collectors.joining(", "));
  }
}
