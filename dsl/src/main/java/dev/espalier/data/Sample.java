package dev.espalier.data;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.DoubleRows;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One input, such as one image; immutable.
 *
 * <p>Its values are raw, as they were measured, unless it says how they were normalised: a sample
 * of a normalised data set does. So {@code run.predict} takes both.
 */
public final class Sample {
  private final Dims dims;
  private final double[] values;
  private final @Nullable Normalization normalization;
  private final @Nullable RawRow row;

  private Sample(Dims dims, double[] values, @Nullable Normalization normalization) {
    this(dims, values, normalization, null);
  }

  private Sample(
      Dims dims, double[] values, @Nullable Normalization normalization, @Nullable RawRow row) {
    if (dims.count() != values.length) {
      throw new IllegalArgumentException(
          "sample %s: found %s values, needed %s. Try another shape."
              .formatted(dims, values.length, dims.count()));
    }
    this.dims = dims;
    this.values = values;
    this.normalization = normalization;
    this.row = row;
  }

  /** What stood in a table's row, and by what recipe the values were made from it. */
  record RawRow(Map<String, @Nullable Object> cells, TableRecipe recipe) {}

  /** Gives the recipe by which the values were made from a row of a table, if they were. */
  public Optional<TableRecipe> recipe() {
    return row().map(RawRow::recipe);
  }

  /** Gives the row of a table that the values were made from. */
  Optional<RawRow> row() {
    return Optional.ofNullable(row);
  }

  /** Gives the same values, marked as made from a row of a table. */
  Sample fromRow(Map<String, ?> cells, TableRecipe recipe) {
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    recipe.names().forEach(name -> own.put(name, cells.get(name)));
    return new Sample(dims, values, normalization, new RawRow(own, recipe));
  }

  /**
   * Gives a sample of a shape, of raw values.
   *
   * @param values as many as the shape has, row-major; copied
   */
  public static Sample of(Dims dims, double... values) {
    Given.all("dims", dims, "values", values);
    return new Sample(dims, values.clone(), null);
  }

  /**
   * Gives a sample of several named arrays, as rows of these parts are.
   *
   * @param values of each part, row-major
   * @throws DataException if a part is missing or unknown, or has not as many values as its shape
   */
  public static Sample ofParts(Parts parts, Map<String, double[]> values) {
    Given.all("parts", parts, "values", values);
    Map<String, Rows> rows = new LinkedHashMap<>();
    values.forEach(
        (name, own) -> {
          Dims flat = Dims.of(own.length);
          boolean known = parts.names().contains(name);
          Dims dims = known ? parts.part(name).dims() : flat;
          rows.put(name, Rows.of(own.clone(), dims.count() == own.length ? dims : flat));
        });
    return of(parts.dims(), Rows.ofParts(parts, rows).row(0));
  }

  /** Gives a sample of features, shape {@code (values)}, of raw values. */
  public static Sample of(double... values) {
    Given.all("values", values);
    return of(Dims.of(values.length), values);
  }

  /** Gives the shape. */
  public Dims dims() {
    return dims;
  }

  /** Gives what was done to the values, if anything. */
  public Optional<Normalization> normalization() {
    return Optional.ofNullable(normalization);
  }

  /** Gives the same values, marked as those that a normalisation has given. */
  public Sample normalizedBy(Normalization done) {
    Given.all("done", done);
    return new Sample(dims, values, done, row);
  }

  /** Gives the values as a new array, row-major. */
  public double[] doubles() {
    return values.clone();
  }

  /** Gives the values as a new array, row-major. */
  public float[] floats() {
    return new DoubleRows(values, dims).floats(0, 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sample sample
        && dims.equals(sample.dims)
        && Arrays.equals(values, sample.values)
        && Objects.equals(normalization, sample.normalization)
        && Objects.equals(row, sample.row);
  }

  @Override
  public int hashCode() {
    return 31 * dims.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    String normalised = normalization == null ? "" : ", normalised";
    if (values.length <= 4) {
      return "sample " + dims + " " + Arrays.toString(values) + normalised;
    }
    double lowest = Arrays.stream(values).min().orElseThrow();
    double highest = Arrays.stream(values).max().orElseThrow();
    return "sample %s, values from %s to %s%s".formatted(dims, lowest, highest, normalised);
  }
}
