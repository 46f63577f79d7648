package dev.espalier.train.log;

import dev.espalier.describe.problem.Given;
import dev.espalier.train.plan.Readout;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Metrics of one prediction over one data set; all of them are finite.
 *
 * <p>Classes: {@code loss} (mean cross-entropy), {@code accuracy}, {@code top3} (fewer than three
 * other classes score as high as the label or higher, so that a tie is a miss; from four classes
 * on), {@code macroF1} (the mean over the classes that are in the data or were predicted; one that
 * is never right counts 0).
 *
 * <p>Values: {@code mse}, {@code rse = sum (y - p)^2 / sum y^2}, {@code r2 = 1 - sum (y - p)^2 /
 * sum (y - mean)^2} (each place's own mean over the samples), {@code mae}, {@code psnr = -10 log10
 * mse} (peak 1, decibels), and {@code loss}, which is the mse. What is not defined is left out: rse
 * and psnr where all targets are one number or all of several samples have the same, psnr where
 * every prediction is exact, r2 where all samples have the same target.
 *
 * @param readout what predicted
 * @param data the data set's name
 * @param metrics the metrics by name, in a fixed order
 * @param confusion the number of samples by true class (row) and predicted class; empty for values
 */
public record Evaluation(
    Readout readout, String data, Map<String, Double> metrics, List<List<Long>> confusion) {
  private static final List<String> OF_VALUES = List.of("rse", "r2", "psnr");

  /** Copies the collections. */
  public Evaluation {
    Given.all("readout", readout, "data", data, "metrics", metrics, "confusion", confusion);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /**
   * Gives a metric.
   *
   * @throws IllegalArgumentException if there is none of that name; lists those there are
   */
  public double metric(String name) {
    Given.all("name", name);
    Double value = metrics.get(name);
    if (value == null) {
      boolean undefined = confusion.isEmpty() && OF_VALUES.contains(name);
      throw new IllegalArgumentException(
          "metric '%s': not %s. Try one of %s."
              .formatted(
                  name, undefined ? "defined on '" + data + "'" : "measured", metrics.keySet()));
    }
    return value;
  }

  /** Gives what a higher value of is better: accuracy, the negative mse, or the negative loss. */
  public double score() {
    return confusion.isEmpty()
        ? -metric(metrics.containsKey("mse") ? "mse" : "loss")
        : metric("accuracy");
  }

  /**
   * Says that predictions tell nothing about the input, if so.
   *
   * <p>Classes: over 20 samples or more, of two classes at least, either all samples are predicted
   * to be of one class, or the accuracy is at most two standard errors above what naming each class
   * as often, whatever the input, would give: {@code c + 2 sqrt(c (1 - c) / n)} with {@code c = sum
   * over classes of actual share * predicted share}, Cohen's chance agreement. So a high accuracy
   * is above it only if rare classes are found too. A third case is an accuracy above that, and not
   * above the share of the most frequent class.
   *
   * <p>Values: {@code r2} is at most .01, no better than the targets' own mean.
   *
   * @param classes the classes' names; none to number them
   * @return a sentence that goes on from "network on 'data'"
   */
  public Optional<String> guessing(List<String> classes) {
    Given.all("classes", classes);
    return Guessing.remark(this, classes);
  }

  /**
   * Says what the metrics alone do not: that predictions are no better than {@link #guessing}, and
   * which metrics are not defined, and why.
   *
   * @param classes the classes' names; none to number them
   * @return sentences that go on from "network on 'data'"; mostly none
   */
  public List<String> remarks(List<String> classes) {
    Given.all("classes", classes);
    List<String> remarks = new ArrayList<>();
    guessing(classes).ifPresent(remarks::add);
    if (confusion.isEmpty() && metrics.containsKey("mse")) {
      List<String> absent = absent();
      if (absent.contains("rse")) {
        remarks.add("has no " + String.join(", ", absent) + ": the targets do not vary");
      } else {
        if (absent.contains("r2")) {
          remarks.add("has no r2: there is one row");
        }
        if (absent.contains("psnr")) {
          remarks.add("has no psnr: every prediction is exact");
        }
      }
    }
    return remarks;
  }

  /** Prints the metrics, one a line with four digits, and what they do not say. */
  public Evaluation print() {
    return print(System.out);
  }

  /** Prints the metrics, one a line with four digits, and what they do not say. */
  public Evaluation print(PrintStream out) {
    Given.all("out", out);
    int width = metrics.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder("%s on %s%n".formatted(readout, data));
    metrics.forEach(
        (name, value) ->
            text.append(String.format(Locale.ROOT, "  %-" + width + "s  %.4g%n", name, value)));
    remarks(List.of()).forEach(remark -> text.append("  it %s%n".formatted(remark)));
    out.print(text);
    out.flush();
    return this;
  }

  private List<String> absent() {
    return OF_VALUES.stream().filter(name -> !metrics.containsKey(name)).toList();
  }

  @Override
  public String toString() {
    String text = "%s on %s: %s".formatted(readout, data, metrics);
    return Stream.concat(Stream.of(text), remarks(List.of()).stream())
        .reduce((first, next) -> first + "; " + next)
        .orElseThrow();
  }
}
