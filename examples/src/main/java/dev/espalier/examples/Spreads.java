package dev.espalier.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Collects numbers by what they belong to, one a seed, and gives median and range as a table.
 *
 * <p>A training that diverged counts as the largest number in all of them, and is shown as what it
 * is.
 */
final class Spreads {
  /** The error of a training that diverged. */
  static final double DIVERGED = Double.POSITIVE_INFINITY;

  private final String title;
  private final Map<String, List<Double>> bySubject = new LinkedHashMap<>();

  Spreads(String title) {
    this.title = title;
  }

  void add(String subject, double number) {
    bySubject.computeIfAbsent(subject, ignored -> new ArrayList<>()).add(number);
  }

  /** Gives a row a subject: the median, the smallest and the largest, and each seed's number. */
  Table table() {
    Table table = Table.create(title);
    for (String heading : List.of("what", "median", "smallest", "largest", "by seed")) {
      table.addColumns(StringColumn.create(heading));
    }
    bySubject.forEach(
        (subject, numbers) -> {
          List<Double> sorted = numbers.stream().sorted().toList();
          int count = sorted.size();
          table.stringColumn(0).append(subject);
          table
              .stringColumn(1)
              .append(text((sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2));
          table.stringColumn(2).append(text(sorted.get(0)));
          table.stringColumn(3).append(text(sorted.get(count - 1)));
          table
              .stringColumn(4)
              .append(String.join(", ", numbers.stream().map(Spreads::text).toList()));
        });
    return table;
  }

  /** Writes the table as {@code name.md} into a folder; one that is there is replaced. */
  void write(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".md"), Markdown.of(table()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String text(double number) {
    return number == DIVERGED ? "diverged" : String.format(Locale.ROOT, "%.4g", number);
  }
}
