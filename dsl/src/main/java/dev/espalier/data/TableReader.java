package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Reads a table: some columns are targets, all others features. */
final class TableReader {
  /** Beyond, a double no longer tells whole numbers apart. */
  private static final double LARGEST_LABEL = 1L << 53;

  private final Table table;
  private final List<String> targetNames;
  private final Findings findings = new Findings();

  TableReader(Table table, List<String> targetNames) {
    this.table = table;
    this.targetNames = List.copyOf(targetNames);
  }

  DataSet classes(@Nullable Classes given) {
    requireColumns();
    Column<?> column = table.column(targetNames.get(0));
    List<String> labels = labels(column);
    Rows features = numbers(features());
    findings.throwIfAny(subject());
    Classes classes = given == null ? new Classes(namesIn(column, labels)) : given;
    Map<String, Integer> numbers = new HashMap<>();
    classes.names().forEach(each -> numbers.put(each, numbers.size()));
    double[] targets = new double[labels.size()];
    for (int row = 0; row < targets.length; row++) {
      Integer number = numbers.get(labels.get(row));
      if (number == null) {
        findings.add(
            place(row, column),
            "found %s, needed one of %s".formatted(labels.get(row), classes.listed()),
            "");
      } else {
        targets[row] = number;
      }
    }
    findings.throwIfAny(subject());
    return DataSet.of(table.name(), features, Rows.of(targets, Dims.of()), classes);
  }

  DataSet values() {
    requireColumns();
    List<Column<?>> columns = targetNames.stream().<Column<?>>map(table::column).toList();
    Rows features = numbers(features());
    Rows targets = numbers(columns);
    findings.throwIfAny(subject());
    return DataSet.of(table.name(), features, targets, new Targets.Values(targets.dims()));
  }

  private void requireColumns() {
    if (targetNames.isEmpty()) {
      findings.add("targets", "found no column name, needed at least 1", "");
    }
    for (String each : targetNames) {
      if (!table.containsColumn(each)) {
        String known = String.join(", ", table.columnNames());
        findings.add("column " + each, "found " + known + ", needed a column of this name", "");
      }
    }
    if (table.rowCount() == 0) {
      findings.add("rows", "found none, needed at least 1", "");
    }
    findings.throwIfAny(subject());
  }

  private List<Column<?>> features() {
    List<Column<?>> features = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      if (targetNames.stream().noneMatch(each -> each.equalsIgnoreCase(column.name()))) {
        features.add(column);
      }
    }
    if (features.isEmpty()) {
      findings.add("columns", "found only targets, needed at least 1 column of features", "");
    }
    return features;
  }

  private Rows numbers(List<Column<?>> columns) {
    int width = columns.size();
    double[] values = new double[requireSize(width)];
    for (int i = 0; i < width; i++) {
      Column<?> column = columns.get(i);
      if (!(column instanceof NumericColumn || column instanceof BooleanColumn)) {
        findings.add(
            "column " + column.name(),
            "found %s, needed numbers".formatted(column.type().name()),
            "table.rejectColumns(\"%s\"), or a column of 0 and 1 for each of its values"
                .formatted(column.name()));
        continue;
      }
      for (int row = 0; row < column.size(); row++) {
        requirePresent(row, column, "a number");
        values[row * width + i] = number(column, row);
      }
    }
    return Rows.of(values, Dims.of(Math.max(width, 1)));
  }

  private int requireSize(int width) {
    long count = (long) table.rowCount() * width;
    if (count > Dims.MAX_COUNT) {
      findings.add("rows", "found %s values, more than an array can hold".formatted(count), "");
      findings.throwIfAny(subject());
    }
    return (int) count;
  }

  private static double number(Column<?> column, int row) {
    return column instanceof NumericColumn<?> numbers
        ? numbers.getDouble(row)
        : ((BooleanColumn) column).getByte(row);
  }

  private List<String> labels(Column<?> column) {
    boolean numeric = column instanceof NumericColumn;
    if (!numeric && !(column instanceof BooleanColumn || column instanceof StringColumn)) {
      findings.add(
          "column " + column.name(),
          "found %s, needed text, whole numbers or true and false".formatted(column.type().name()),
          "another column");
    }
    return IntStream.range(0, column.size()).mapToObj(row -> label(column, row)).toList();
  }

  private String label(Column<?> column, int row) {
    if (!requirePresent(row, column, "a label") || !(column instanceof NumericColumn<?> numbers)) {
      return String.valueOf(column.get(row));
    }
    double value = numbers.getDouble(row);
    if (value != Math.rint(value) || Math.abs(value) > LARGEST_LABEL) {
      findings.add(
          place(row, column),
          "found %s, needed a whole number as a label".formatted(value),
          "regressionFromTable(table, \"" + column.name() + "\")");
    }
    return String.valueOf((long) value);
  }

  private boolean requirePresent(int row, Column<?> column, String needed) {
    if (column.isMissing(row)) {
      findings.add(
          place(row, column),
          "found nothing, needed " + needed,
          "table.dropRowsWithMissingValues(), or filling it in");
      return false;
    }
    return true;
  }

  private static List<String> namesIn(Column<?> column, List<String> labels) {
    Comparator<String> order =
        column instanceof NumericColumn
            ? Comparator.comparingLong(Long::parseLong)
            : Comparator.naturalOrder();
    return labels.stream().distinct().sorted(order).toList();
  }

  private static String place(int row, Column<?> column) {
    return "row " + row + ", column " + column.name();
  }

  private String subject() {
    return "table '" + table.name() + "'";
  }
}
