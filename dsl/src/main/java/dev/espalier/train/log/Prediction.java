package dev.espalier.train.log;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.plan.Readout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a trained hierarchy says of one sample.
 *
 * @param dims the shape of the values
 * @param values class probabilities, or predicted values
 * @param classes the classes' names; empty for values
 * @param parts the outputs that lie side by side in the values, if there are several
 */
public record Prediction(
    Dims dims, List<Double> values, List<String> classes, Optional<Parts> parts) {

  /** Copies both. */
  public Prediction {
    Given.all("dims", dims, "values", values, "classes", classes, "parts", parts);
    values = List.copyOf(values);
    classes = List.copyOf(classes);
  }

  /** Gives one output. */
  public Prediction(Dims dims, List<Double> values, List<String> classes) {
    this(dims, values, classes, Optional.empty());
  }

  /**
   * Gives what one of several outputs says: probabilities of its classes, or its values.
   *
   * @throws IllegalArgumentException if there is none of the name
   */
  public Prediction part(String name) {
    Given.all("name", name);
    Parts.Part part =
        parts
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "part '%s': there is one output. Try the prediction itself."
                            .formatted(name)))
            .part(name);
    return new Prediction(part.dims(), values.subList(part.from(), part.to()), part.classes());
  }

  /**
   * Gives the predictions of a batch, row by row.
   *
   * @param readout what gave the values
   * @param rows how messages call each row, such as {@code row 3 of 'digits'}
   * @param values the values of one row after another
   * @param parts the outputs that lie side by side in a row, if there are several
   * @throws TrainException if a value is not finite, as by inputs that a network cannot compute
   */
  public static List<Prediction> ofRows(
      Readout readout,
      List<String> rows,
      Dims dims,
      double[] values,
      List<String> classes,
      Optional<Parts> parts) {
    Given.all("readout", readout, "rows", rows, "dims", dims, "values", values);
    Given.all("classes", classes, "parts", parts);
    int width = Math.toIntExact(dims.count());
    List<Prediction> predictions = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      List<Double> own = Arrays.stream(values, row * width, (row + 1) * width).boxed().toList();
      for (double value : own) {
        if (!Double.isFinite(value)) {
          throw new TrainException(
              "predicting",
              List.of(
                  new Problem(
                      (readout.single() ? "network " : "networks ") + readout,
                      "the output for %s is %s, needed a finite number"
                          .formatted(rows.get(row), value),
                      "inputs as small as those it was trained on")));
        }
      }
      predictions.add(new Prediction(dims, own, classes, parts));
    }
    return predictions;
  }

  /** Gives the probability of a class, or one value, by its index. */
  public double value(int index) {
    return values.get(index);
  }

  /**
   * Gives the index of the largest value, the first on a tie.
   *
   * @throws IllegalArgumentException if each step or pixel has a class of its own
   */
  public int best() {
    requireOne("best()");
    return IntStream.range(0, values.size())
        .reduce((best, next) -> values.get(next) > values.get(best) ? next : best)
        .orElseThrow();
  }

  /**
   * Gives the index of the most probable class of each step or pixel, row by row, the first on a
   * tie; of one prediction a sample {@link #best} alone.
   */
  public List<Integer> bestOfEach() {
    int count = classes.isEmpty() ? values.size() : classes.size();
    int cells = values.size() / count;
    // Classes are the last axis of steps, and the first of pictures.
    boolean first = dims.rank() > 2;
    return IntStream.range(0, cells)
        .map(
            cell ->
                IntStream.range(0, count)
                    .reduce(
                        (best, next) ->
                            at(first, cell, next, cells, count)
                                    > at(first, cell, best, cells, count)
                                ? next
                                : best)
                    .orElseThrow())
        .boxed()
        .toList();
  }

  /** Gives the name of the most probable class of each step or pixel, row by row. */
  public List<String> bestClasses() {
    return bestOfEach().stream().map(classes::get).toList();
  }

  private double at(boolean first, int cell, int label, int cells, int count) {
    return values.get(first ? label * cells + cell : cell * count + label);
  }

  private void requireOne(String asked) {
    if (parts.isPresent()) {
      throw new IllegalArgumentException(
          "%s: found several outputs, %s, needed one. Try part(\"%s\")."
              .formatted(asked, parts.get(), parts.get().names().get(0)));
    }
    if (!classes.isEmpty() && dims.rank() > 1) {
      throw new IllegalArgumentException(
          "%s: found a class for each step or pixel, values %s, needed one for the sample. Try bestOfEach() or bestClasses()."
              .formatted(asked, dims));
    }
  }

  /** Gives the name of the most probable class. */
  public String bestClass() {
    requireOne("bestClass()");
    return classes.get(best());
  }

  @Override
  public String toString() {
    if (parts.isPresent()) {
      return parts.get().names().stream()
          .map(name -> name + ": " + part(name))
          .collect(Collectors.joining("; "));
    }
    if (classes.isEmpty()) {
      return values.stream()
          .limit(8)
          .map(value -> String.format(Locale.ROOT, "%.4g", value))
          .collect(Collectors.joining(", ", "[", values.size() > 8 ? ", ...]" : "]"));
    }
    if (dims.rank() > 1) {
      List<String> each = bestClasses();
      return each.subList(0, Math.min(8, each.size())) + (each.size() > 8 ? " and more" : "");
    }
    return IntStream.range(0, values.size())
        .boxed()
        .sorted((a, b) -> Double.compare(values.get(b), values.get(a)))
        .limit(3)
        .map(i -> String.format(Locale.ROOT, "%s %.3f", classes.get(i), values.get(i)))
        .collect(Collectors.joining(", "));
  }
}
