package dev.espalier.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Collects numbers by what they belong to, one a seed, and gives mean and spread as a table. */
final class Accuracies {
  private final Map<String, List<Double>> bySubject = new LinkedHashMap<>();

  void add(String subject, double accuracy) {
    bySubject.computeIfAbsent(subject, ignored -> new ArrayList<>()).add(accuracy);
  }

  /** Gives a row a subject: the mean, the standard deviation over seeds, and each seed's number. */
  Table table(String title) {
    StringColumn subjects = StringColumn.create("network");
    DoubleColumn means = DoubleColumn.create("mean");
    DoubleColumn deviations = DoubleColumn.create("deviation");
    Table table = Table.create(title, subjects, means, deviations);
    int seeds = bySubject.values().stream().mapToInt(List::size).max().orElse(0);
    for (int seed = 0; seed < seeds; seed++) {
      table.addColumns(DoubleColumn.create("seed " + (seed + 1)));
    }
    bySubject.forEach(
        (subject, numbers) -> {
          SummaryStatistics summary = new SummaryStatistics();
          numbers.forEach(summary::addValue);
          subjects.append(subject);
          means.append(rounded(summary.getMean()));
          deviations.append(rounded(summary.getStandardDeviation()));
          for (int seed = 0; seed < seeds; seed++) {
            table.doubleColumn(3 + seed).append(rounded(numbers.get(seed)));
          }
        });
    return table;
  }

  private static double rounded(double number) {
    return Math.round(number * 1e4) / 1e4;
  }
}
