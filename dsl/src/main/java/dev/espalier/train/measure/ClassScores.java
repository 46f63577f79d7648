package dev.espalier.train.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The metrics of scores for classes, added up sample by sample. */
final class ClassScores {
  private static final int TOP = 3;

  private final int classes;
  private final boolean logits;
  private final long[][] confusion;
  private long samples;
  private long inTop;
  private double loss;

  /**
   * Starts at nothing.
   *
   * @param logits whether scores are logits, rather than sums of probabilities and corrections
   */
  ClassScores(int classes, boolean logits) {
    this.classes = classes;
    this.logits = logits;
    this.confusion = new long[classes][classes];
  }

  /** Adds the scores of one sample, which begin at a place; gives its loss. */
  double add(double[] scores, int from, int label) {
    int best = 0;
    int notBelow = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double score = scores[from + c];
      if (score > scores[from + best]) {
        best = c;
      }
      // A tie with the label, or a score that is not a number, counts as a larger one.
      if (c != label && !(score < scores[from + label])) {
        notBelow++;
      }
      largest = Math.max(largest, score);
    }
    confusion[label][best]++;
    samples++;
    if (notBelow < TOP) {
      inTop++;
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double score = scores[from + c];
      double away = score - (c == label ? 1 : 0);
      sum += logits ? Math.exp(score - largest) : away * away / 2;
    }
    double own = logits ? largest + Math.log(sum) - scores[from + label] : sum;
    loss += own;
    return own;
  }

  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    long right = IntStream.range(0, classes).mapToLong(c -> confusion[c][c]).sum();
    metrics.put("loss", loss / samples);
    metrics.put("accuracy", (double) right / samples);
    if (classes > TOP) {
      metrics.put("top3", (double) inTop / samples);
    }
    metrics.put("macroF1", macroF1());
    return metrics;
  }

  List<List<Long>> confusion() {
    return IntStream.range(0, classes)
        .mapToObj(row -> LongStream.of(confusion[row]).boxed().toList())
        .toList();
  }

  /**
   * Gives the mean, over the classes that are there or were predicted, of the harmonic mean of
   * precision and recall; 0 for one that is never right.
   */
  private double macroF1() {
    double sum = 0;
    int counted = 0;
    for (int c = 0; c < classes; c++) {
      int label = c;
      long actual = LongStream.of(confusion[label]).sum();
      long predicted = IntStream.range(0, classes).mapToLong(row -> confusion[row][label]).sum();
      if (actual + predicted > 0) {
        sum += 2.0 * confusion[label][label] / (actual + predicted);
        counted++;
      }
    }
    return sum / counted;
  }
}
