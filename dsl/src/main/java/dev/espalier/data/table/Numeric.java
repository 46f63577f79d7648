package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A column that becomes one number, {@code (value - offset) / scale}, and where it is asked for a 1
 * beside it for a missing cell.
 *
 * @param name the column's name
 * @param reading how its cells are read
 * @param pattern how its dates are written; empty for ISO 8601
 * @param filling what stands in for a missing cell, if anything may
 * @param indicator whether a feature says if the cell was missing
 * @param scaling how the numbers are scaled
 * @param filled the number that stands in for a missing cell, as it was learned
 * @param offset what is subtracted, as it was learned
 * @param scale what is divided by, as it was learned
 */
public record Numeric(
    String name,
    Reading reading,
    String pattern,
    Optional<Filling> filling,
    boolean indicator,
    Scaling scaling,
    OptionalDouble filled,
    double offset,
    double scale)
    implements TableColumn {

  /** Refuses null, a pattern of no date, and numbers that are not finite or divide by 0. */
  public Numeric {
    Given.all(
        "name", name, "reading", reading, "pattern", pattern, "filling", filling, "scaling",
        scaling, "filled", filled);
    try {
      Reading.format(pattern);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "column %s: '%s' is no pattern of a date. Try \"dd.MM.yyyy\"."
              .formatted(Shown.name(name), Shown.name(pattern)),
          e);
    }
    if (!Double.isFinite(offset)
        || !Double.isFinite(scale)
        || scale == 0
        || !Double.isFinite(filled.orElse(0))) {
      throw new IllegalArgumentException(
          "column %s: found offset %s, scale %s and %s for missing cells, needed finite numbers and a scale that is not 0. Try what a table's recipe has learned."
              .formatted(Shown.name(name), offset, scale, filled));
    }
  }

  /** Gives a column before anything is learned. */
  static Numeric of(String name, Reading reading, String pattern, Scaling scaling) {
    return new Numeric(
        name,
        reading,
        pattern,
        Optional.empty(),
        false,
        reading.amount() ? scaling : Scaling.NONE,
        OptionalDouble.empty(),
        0,
        1);
  }

  /** Gives this column with what stands in for a missing cell. */
  Numeric filledBy(Optional<Filling> by, boolean withIndicator) {
    return new Numeric(name, reading, pattern, by, withIndicator, scaling, filled, offset, scale);
  }

  /** Says whether a filling can be learned or read for it. */
  boolean takes(Filling by) {
    if (by instanceof Filling.Value value) {
      try {
        read(value.text());
        return true;
      } catch (MisfitException e) {
        return false;
      }
    }
    return reading.amount() || by instanceof Filling.MostFrequent;
  }

  @Override
  public List<String> features() {
    String feature =
        switch (reading) {
          case YEAR, MONTH, DAY, WEEKDAY, HOURS ->
              name + " (" + reading.name().toLowerCase(Locale.ROOT) + ")";
          default -> name;
        };
    return indicator ? List.of(feature, feature + " missing") : List.of(feature);
  }

  @Override
  public boolean readAsText() {
    return reading == Reading.POINT || reading == Reading.COMMA || !pattern.isEmpty();
  }

  @Override
  public Numeric fitted(TableSource.Cells cells, int[] rows, Findings findings) {
    Given.all("cells", cells, "rows", rows, "findings", findings);
    double[] values = new double[rows.length];
    CellFaults faults = new CellFaults();
    for (int i = 0; i < rows.length; i++) {
      Object cell = cells.at(rows[i]);
      values[i] = Double.NaN;
      if (cell == null || Cell.missing(cell)) {
        faults.missing(rows[i]);
        continue;
      }
      try {
        reading.requireText(cell);
        values[i] = reading.read(cell, pattern);
      } catch (MisfitException e) {
        faults.wrong(rows[i], e);
      }
    }
    if (faults.addTo(
        findings, name, filling.isPresent(), reading.amount() ? "median()" : "mostFrequent()")) {
      return this;
    }
    return filling.map(by -> learned(values, by, findings)).orElseGet(() -> scaled(values));
  }

  private Numeric learned(double[] values, Filling by, Findings findings) {
    double[] present = Arrays.stream(values).filter(each -> !Double.isNaN(each)).toArray();
    if (present.length == 0 && !(by instanceof Filling.Value)) {
      findings.add(
          "column " + Shown.name(name),
          "all %s cells are missing, needed at least 1 for %s".formatted(values.length, by),
          "drop(\"%s\")".formatted(Shown.name(name)));
      return this;
    }
    double fill = by instanceof Filling.Value value ? read(value.text()) : by.of(present);
    double[] whole = Arrays.stream(values).map(each -> Double.isNaN(each) ? fill : each).toArray();
    return new Numeric(
            name,
            reading,
            pattern,
            filling,
            indicator,
            scaling,
            OptionalDouble.of(fill),
            offset,
            scale)
        .scaled(whole);
  }

  private Numeric scaled(double[] values) {
    double[] learned = scaling.learn(values);
    return new Numeric(
        name, reading, pattern, filling, indicator, scaling, filled, learned[0], learned[1]);
  }

  private double read(String text) {
    Reading by = reading == Reading.NUMBER || reading == Reading.COMMA ? Reading.POINT : reading;
    return by.read(text, pattern);
  }

  @Override
  public void encode(@Nullable Object cell, double[] into, int at) {
    Given.all("into", into);
    boolean missing = cell == null || Cell.missing(cell);
    if (missing && filled.isEmpty()) {
      throw new MisfitException("found none, needed " + reading.needed(), "a value");
    }
    double value = cell == null || missing ? filled.orElse(0) : reading.read(cell, pattern);
    into[at] = (value - offset) / scale;
    if (indicator) {
      into[at + 1] = missing ? 1 : 0;
    }
  }

  @Override
  public boolean unknown(@Nullable Object cell) {
    return false;
  }
}
