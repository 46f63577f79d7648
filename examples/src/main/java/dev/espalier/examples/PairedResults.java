package dev.espalier.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * Accuracies by setting, method and seed, kept in a file as they come.
 *
 * @param lines the results in the order in which they came
 */
record PairedResults(List<Line> lines) {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT;
  private static final Object[] HEADER = {
    "setting", "method", "seed", "accuracy", "epochs", "seconds"
  };

  /** Copies the lines. */
  PairedResults {
    lines = List.copyOf(lines);
  }

  /**
   * One training.
   *
   * @param accuracy the part of the test images that were told right
   * @param epochs the number of epochs
   * @param seconds the time of training and testing, on a machine that did other work too
   */
  record Line(
      String setting, String method, int seed, double accuracy, int epochs, double seconds) {
    static Line of(CSVRecord cells) {
      return new Line(
          cells.get(0),
          cells.get(1),
          Integer.parseInt(cells.get(2)),
          Double.parseDouble(cells.get(3)),
          Integer.parseInt(cells.get(4)),
          Double.parseDouble(cells.get(5)));
    }

    Object[] cells() {
      return new Object[] {
        setting,
        method,
        seed,
        String.format(Locale.ROOT, "%.5f", accuracy),
        epochs,
        String.format(Locale.ROOT, "%.1f", seconds)
      };
    }
  }

  /** Gives what a file holds; nothing if there is none. */
  private static PairedResults read(Path file) {
    if (!Files.exists(file)) {
      return new PairedResults(List.of());
    }
    try (CSVParser cells = CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT)) {
      return new PairedResults(cells.stream().skip(1).map(Line::of).toList());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * What there shall be, every setting by every method with every seed.
   *
   * @param seeds how many, from 1 on
   */
  record Wanted(List<String> settings, List<String> methods, int seeds) {
    /** Copies the lists. */
    Wanted {
      settings = List.copyOf(settings);
      methods = List.copyOf(methods);
    }
  }

  /** Trains and tests once. */
  interface Measurement {
    Line of(String setting, String method, int seed);
  }

  /**
   * Does what a file lacks, and adds it there as it comes.
   *
   * @param file made when the first result is there
   */
  static PairedResults completed(Path file, Wanted wanted, Measurement measurement) {
    PairedResults results = read(file);
    for (String setting : wanted.settings()) {
      for (int seed = 1; seed <= wanted.seeds(); seed++) {
        for (String method : wanted.methods()) {
          if (!results.has(setting, method, seed)) {
            results = results.with(file, measurement.of(setting, method, seed));
          }
        }
      }
    }
    return results;
  }

  private boolean has(String setting, String method, int seed) {
    return accuracy(setting, method, seed).findAny().isPresent();
  }

  /** Adds a line, to the file too. */
  private PairedResults with(Path file, Line line) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      List<String> added =
          Files.exists(file)
              ? List.of(FORMAT.format(line.cells()))
              : List.of(FORMAT.format(HEADER), FORMAT.format(line.cells()));
      Files.write(file, added, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return new PairedResults(Stream.concat(lines.stream(), Stream.of(line)).toList());
  }

  /**
   * Gives a table: percentages over seeds, and the difference to a baseline's with the same seeds
   * with its 95% interval by Student's t.
   */
  String markdown(String baseline) {
    StringBuilder text =
        new StringBuilder(
            """
            | setting | method | seeds | epochs | mean % | deviation | difference | 95% interval |
            |---|---|---|---|---|---|---|---|
            """);
    for (String setting : distinct(lines.stream().map(Line::setting))) {
      for (String method :
          distinct(lines.stream().filter(l -> l.setting().equals(setting)).map(Line::method))) {
        text.append(row(setting, method, baseline));
      }
    }
    return text.toString();
  }

  private String row(String setting, String method, String baseline) {
    SummaryStatistics own = new SummaryStatistics();
    SummaryStatistics differences = new SummaryStatistics();
    List<Integer> epochs = new ArrayList<>();
    for (Line line : lines) {
      if (line.setting().equals(setting) && line.method().equals(method)) {
        own.addValue(100 * line.accuracy());
        epochs.add(line.epochs());
        accuracy(setting, baseline, line.seed())
            .forEach(other -> differences.addValue(100 * (line.accuracy() - other)));
      }
    }
    String difference =
        method.equals(baseline) || differences.getN() < 2
            ? " | "
            : String.format(
                Locale.ROOT, "%+.2f | +- %.2f", differences.getMean(), halfWidth(differences));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %.2f | %.2f | %s |%n",
        setting,
        method,
        own.getN(),
        epochs.get(0),
        own.getMean(),
        own.getStandardDeviation(),
        difference);
  }

  private static double halfWidth(SummaryStatistics values) {
    double count = (double) values.getN();
    double quantile = new TDistribution(count - 1).inverseCumulativeProbability(0.975);
    return quantile * values.getStandardDeviation() / Math.sqrt(count);
  }

  private Stream<Double> accuracy(String setting, String method, int seed) {
    return lines.stream()
        .filter(l -> l.setting().equals(setting) && l.method().equals(method) && l.seed() == seed)
        .map(Line::accuracy);
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().toList();
  }
}
