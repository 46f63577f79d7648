package dev.espalier.train.log;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds predictions that tell nothing about the input, see {@link Evaluation#guessing}. */
final class Guessing {
  private static final int LEAST_SAMPLES = 20;
  private static final double LEAST_R2 = 0.01;

  private Guessing() {}

  /** Says that an evaluation's predictions tell nothing, if so. */
  static Optional<String> remark(Evaluation evaluation, List<String> classes) {
    if (!evaluation.confusion().isEmpty()) {
      return ofClasses(evaluation.confusion(), classes);
    }
    Double r2 = evaluation.metrics().get("r2");
    return r2 != null && r2 <= LEAST_R2
        ? Optional.of(
            String.format(
                Locale.ROOT, "is no better than the targets' mean: r2 %.3g, needed above 0.01", r2))
        : Optional.empty();
  }

  private static Optional<String> ofClasses(List<List<Long>> confusion, List<String> names) {
    int classes = confusion.size();
    long[] actual = new long[classes];
    long[] predicted = new long[classes];
    long right = 0;
    for (int row = 0; row < classes; row++) {
      for (int column = 0; column < classes; column++) {
        long count = confusion.get(row).get(column);
        actual[row] += count;
        predicted[column] += count;
        right += row == column ? count : 0;
      }
    }
    double samples = IntStream.range(0, classes).mapToLong(c -> actual[c]).sum();
    if (samples < LEAST_SAMPLES
        || IntStream.range(0, classes).filter(c -> actual[c] > 0).count() < 2) {
      return Optional.empty();
    }
    double accuracy = right / samples;
    int frequent = 0;
    for (int c = 1; c < classes; c++) {
      frequent = actual[c] > actual[frequent] ? c : frequent;
    }
    long most = actual[frequent];
    for (int c = 0; c < classes; c++) {
      if (predicted[c] == samples) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "predicts class %s for all %.0f rows: its accuracy %.3g is that class's share",
                name(names, classes, c),
                samples,
                accuracy));
      }
    }
    double chance =
        IntStream.range(0, classes)
            .mapToDouble(c -> actual[c] / samples * (predicted[c] / samples))
            .sum();
    double limit = chance + 2 * Math.sqrt(chance * (1 - chance) / samples);
    if (accuracy <= limit) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "is no better than chance: accuracy %.3g over %.0f rows, needed above %.3g",
              accuracy,
              samples,
              limit));
    }
    return right <= most
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "is right for %s of %.0f rows, no more than always saying class %s would be: %s",
                right,
                samples,
                name(names, classes, frequent),
                most))
        : Optional.empty();
  }

  private static String name(List<String> names, int classes, int c) {
    return names.size() == classes ? "'" + names.get(c) + "'" : String.valueOf(c);
  }
}
