package dev.espalier.report;

import dev.espalier.describe.problem.Problem;
import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Html;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Tables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tech.tablesaw.api.Table;

/** Writes files whole or not at all: beside their place first, then moved there. */
final class Output {
  private final String subject;

  /** Makes an output that names a subject in its errors. */
  Output(String subject) {
    this.subject = subject;
  }

  /** What goes into a file. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }

  /** Says whether a place is that of one page, rather than of a folder. */
  static boolean isPage(Path place) {
    return place.toString().toLowerCase(Locale.ROOT).matches(".*\\.html?");
  }

  /** Gives a name, or where it is taken the name with the first number that is free. */
  static String free(String name, Map<String, ?> taken) {
    String free = name;
    for (int i = 2; taken.containsKey(free); i++) {
      free = name + " (" + i + ")";
    }
    return free;
  }

  /** Gives the grids that have a row as tables by name. */
  static Map<String, Table> tables(List<Grid> grids) {
    Map<String, Table> tables = new LinkedHashMap<>();
    for (Grid grid : grids) {
      if (!grid.isEmpty()) {
        tables.put(free(grid.name(), tables), grid.table());
      }
    }
    return Collections.unmodifiableMap(tables);
  }

  /** Gives charts by name, then those of sections by title. */
  static Map<String, Chart> charts(Map<String, ? extends Chart> first, List<Section> sections) {
    Map<String, Chart> charts = new LinkedHashMap<>(first);
    for (Section section : sections) {
      section.charts().forEach(chart -> charts.put(free(chart.title(), charts), chart));
    }
    return Collections.unmodifiableMap(charts);
  }

  /** Writes tables into a folder, as CSV and as JSON. */
  Path tables(Path folder, Map<String, Table> tables) {
    folder(folder);
    tables.forEach(
        (name, table) -> {
          String file = Html.slug(name);
          file(folder.resolve(file + ".csv"), stream -> Tables.csv(table, stream));
          file(folder.resolve(file + ".json"), stream -> Tables.json(table, stream));
        });
    return folder;
  }

  /** Writes an SVG document into a folder. */
  Path svg(Path folder, String name, String svg) {
    return text(folder.resolve(Html.slug(name) + ".svg"), svg);
  }

  /** Writes a chart into a folder, as PNG on white ground. */
  Path png(Path folder, String name, Chart chart) {
    return file(
        folder.resolve(Html.slug(name) + ".png"),
        stream -> stream.write(Figure.png(chart.image())));
  }

  /** Writes a file of text. */
  Path text(Path file, String text) {
    return file(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives a folder, made if absent. */
  Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure(folder, "the folder cannot be made", e);
    }
  }

  /** Writes a file, in a folder that is made if absent. */
  Path file(Path file, Content content) {
    Path place = file.toAbsolutePath();
    Path parent = Optional.ofNullable(place.getParent()).orElse(place);
    folder(parent);
    try {
      // Not createTempFile: its file would be for its owner alone, and a report is for others too.
      Path beside = parent.resolve("." + place.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        try (OutputStream stream = Files.newOutputStream(beside)) {
          content.write(stream);
        }
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failure(file, "the file cannot be written", e);
    }
    return file;
  }

  private ReportException failure(Path path, String what, IOException cause) {
    ReportException failure =
        new ReportException(
            subject,
            List.of(
                new Problem(
                    path.toString(),
                    what
                        + " ("
                        + cause.getClass().getSimpleName()
                        + ": "
                        + cause.getMessage()
                        + ")",
                    "a folder that you may write to, such as Path.of(\"target/report\")")));
    failure.initCause(cause);
    return failure;
  }
}
