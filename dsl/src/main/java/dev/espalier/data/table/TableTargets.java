package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a table's rows are to be predicted as.
 *
 * @param rows class numbers as scalars, or numbers
 * @param classes the classes' names, by number; empty for numbers, and for a label beside them
 * @param outputs the label and the numbers beside it, if there are both
 */
public record TableTargets(Rows rows, List<String> classes, Optional<Parts> outputs) {
  private static final double LARGEST_LABEL = 1L << 53;
  private static final Comparator<String> BY_NUMBER = Comparator.comparingLong(Long::parseLong);

  /** Copies the names. */
  public TableTargets {
    Given.all("rows", rows, "classes", classes, "outputs", outputs);
    classes = List.copyOf(classes);
  }

  /** Gives a label, or numbers. */
  TableTargets(Rows rows, List<String> classes) {
    this(rows, classes, Optional.empty());
  }

  /** Gives this label and numbers side by side. */
  TableTargets beside(String label, TableTargets numbers, List<String> columns) {
    Parts outputs = Parts.ofClasses(label, classes.toArray(String[]::new));
    Parts sides = Parts.of("label", classes.size()).and("numbers", columns.size());
    for (String column : columns) {
      outputs = outputs.and(column, 1);
    }
    Rows both =
        Rows.ofParts(sides, Map.of("label", rows.oneHot(classes.size()), "numbers", numbers.rows));
    return new TableTargets(both, List.of(), Optional.of(outputs));
  }

  /** Gives the names of the values of a row of several outputs, such as {@code plan=free}. */
  List<String> valueNames() {
    List<String> names = new ArrayList<>();
    for (Parts.Part part : outputs.orElseThrow().list()) {
      if (part.ofClasses()) {
        part.classes().forEach(each -> names.add(part.name() + "=" + each));
      } else {
        names.add(part.name());
      }
    }
    return names;
  }

  /** Reads labels: text in alphabetical order, whole numbers in theirs, false before true. */
  static TableTargets labels(
      String column, TableSource.Cells cells, int size, List<String> given, Findings findings) {
    String[] labels = new String[size];
    CellFaults faults = new CellFaults();
    boolean numbers = true;
    for (int row = 0; row < size; row++) {
      Object cell = cells.at(row);
      if (cell == null || Cell.missing(cell)) {
        faults.missing(row);
        labels[row] = "0";
        continue;
      }
      numbers &= cell instanceof Number;
      try {
        labels[row] = label(cell, given);
      } catch (MisfitException misfit) {
        faults.wrong(row, misfit);
        labels[row] = "0";
      }
    }
    faults.addToTargets(findings, column);
    Set<String> names =
        numbers ? new TreeSet<>(BY_NUMBER) : new TreeSet<>(Comparator.naturalOrder());
    names.addAll(Arrays.asList(labels));
    List<String> classes = given.isEmpty() ? List.copyOf(names) : given;
    Map<String, Integer> known = new HashMap<>();
    classes.forEach(each -> known.put(each, known.size()));
    double[] values = new double[size];
    Arrays.setAll(values, row -> known.getOrDefault(labels[row], 0));
    return new TableTargets(Rows.of(values, Dims.of()), classes);
  }

  /** Reads numbers, one column a value. */
  static TableTargets amounts(
      Map<String, TableSource.Cells> columns,
      Map<String, TableBuilder.Written> readings,
      int size,
      Findings findings) {
    int width = columns.size();
    double[] values = new double[Math.multiplyExact(width, size)];
    int at = 0;
    for (Map.Entry<String, TableSource.Cells> column : columns.entrySet()) {
      TableBuilder.Written written =
          readings.getOrDefault(
              column.getKey(), new TableBuilder.Written(List.of(Reading.NUMBER), ""));
      CellFaults faults = new CellFaults();
      for (int row = 0; row < size; row++) {
        Object cell = column.getValue().at(row);
        if (cell == null || Cell.missing(cell)) {
          faults.missing(row);
          continue;
        }
        try {
          written.parts().get(0).requireText(cell);
          values[row * width + at] = written.parts().get(0).read(cell, written.pattern());
        } catch (MisfitException misfit) {
          faults.wrong(row, misfit);
        }
      }
      faults.addToTargets(findings, column.getKey());
      at++;
    }
    return new TableTargets(Rows.of(values, Dims.of(Math.max(1, width))), List.of());
  }

  private static String label(Object cell, List<String> classes) {
    String label = label(cell);
    if (!classes.isEmpty() && !classes.contains(label)) {
      throw new MisfitException(
          "found '%s', needed one of %s".formatted(Shown.name(label), classes), "its class too");
    }
    return label;
  }

  private static String label(Object cell) {
    if (cell instanceof Number number) {
      double value = number.doubleValue();
      if (value != Math.rint(value) || Math.abs(value) > LARGEST_LABEL) {
        throw new MisfitException(
            "found %s, needed a whole number, text or true and false as a label"
                .formatted(Cell.text(number)),
            "target(...) for a number to predict");
      }
      return String.valueOf(number.longValue());
    }
    if (cell instanceof CharSequence || cell instanceof Boolean) {
      return Cell.text(cell);
    }
    throw new MisfitException(
        "found %s, needed text, a whole number or true and false as a label".formatted(cell),
        "another column");
  }
}
