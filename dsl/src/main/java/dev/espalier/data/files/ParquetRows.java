package dev.espalier.data.files;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Reads a Parquet file's rows; apart, so that the library is needed only by those who ask. */
final class ParquetRows {
  private final Map<String, ParquetColumn> columns;

  private ParquetRows(Map<String, ParquetColumn> columns) {
    this.columns = columns;
  }

  static Table read(Path file, String subject) throws IOException {
    Map<String, ParquetColumn> columns;
    long rows;
    try {
      MessageType schema = ParquetReader.readMetadata(file.toFile()).getFileMetaData().getSchema();
      columns = columns(schema, subject);
      rows = new ParquetRows(columns).fill(file);
    } catch (DataException told) {
      throw told;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError damage) {
      throw DataException.of(
          subject, "content", "found no whole Parquet file", "another copy of it");
    }
    if (rows == 0) {
      throw DataException.of(subject, "rows", "found none, needed at least 1", "another file");
    }
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    Table table = Table.create(dot > 0 ? name.substring(0, dot) : name);
    columns.values().forEach(column -> table.addColumns(column.column()));
    return table;
  }

  private static Map<String, ParquetColumn> columns(MessageType schema, String subject) {
    Map<String, ParquetColumn> columns = new LinkedHashMap<>();
    Findings findings = new Findings();
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Type type : schema.getFields()) {
      String where = "column " + Shown.name(type.getName());
      if (!names.add(type.getName())) {
        findings.add(where, "is there twice but for upper and lower case", "a name of its own");
      } else if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
        findings.add(
            where,
            "found several values or columns in a cell, needed one value",
            "a file without it, or with a column for each");
      } else {
        ParquetColumn.of(type.asPrimitiveType())
            .ifPresentOrElse(
                column -> columns.put(type.getName(), column),
                () ->
                    findings.add(
                        where,
                        "found bytes of %s, needed numbers, text, dates or times"
                            .formatted(type.asPrimitiveType().getPrimitiveTypeName()),
                        "a file without it"));
      }
    }
    if (names.isEmpty()) {
      findings.add("columns", "found none, needed at least 1", "another file");
    }
    findings.throwIfAny(subject);
    return columns;
  }

  private long fill(Path file) throws IOException {
    Map<String, Integer> places = new HashMap<>();
    columns.keySet().forEach(name -> places.put(name, places.size()));
    List<ParquetColumn> all = List.copyOf(columns.values());
    Hydrator<@Nullable Object[], @Nullable Object[], Integer[]> cells =
        new Hydrator<>() {
          @Override
          public @Nullable Object[] start() {
            return new Object[all.size()];
          }

          @Override
          public @Nullable Object[] add(
              @Nullable Object[] row, Integer[] place, @Nullable Object cell) {
            row[place[0]] = cell;
            return row;
          }

          @Override
          public @Nullable Object[] finish(@Nullable Object[] row) {
            return row;
          }
        };
    long rows = 0;
    try (Stream<@Nullable Object[]> read =
        ParquetReader.streamContent(
            file.toFile(), cells, path -> new Integer[] {places.get(path[0])})) {
      for (var each = read.iterator(); each.hasNext(); rows++) {
        @Nullable Object[] row = each.next();
        for (int i = 0; i < row.length; i++) {
          all.get(i).add(row[i]);
        }
      }
    }
    return rows;
  }
}
