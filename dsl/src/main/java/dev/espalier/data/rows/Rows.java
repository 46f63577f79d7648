package dev.espalier.data.rows;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of equal shape, wherever they are kept; only what is asked for is made into floats.
 *
 * <p>Rows count from 0 and never change. Implementations may be read by several threads at once.
 */
public interface Rows {

  /** Gives the shape of one row; a scalar's has no axis. */
  Dims dims();

  /** Gives the number of rows. */
  int size();

  /**
   * Copies rows {@code from} up to but without {@code to}, row-major, to a place in an array.
   *
   * @throws IndexOutOfBoundsException if there are no such rows, or the array is too short
   */
  void copy(int from, int to, float[] into, int offset);

  /**
   * Copies rows {@code from} up to but without {@code to}, row-major, to a place in an array.
   *
   * @throws IndexOutOfBoundsException if there are no such rows, or the array is too short
   */
  void copy(int from, int to, double[] into, int offset);

  /**
   * Says whether all values are finite by their kind, as bytes are; what is not known to be is
   * looked at value by value.
   */
  default boolean finite() {
    return false;
  }

  /** Gives the number of values of one row. */
  default int width() {
    return Math.toIntExact(dims().count());
  }

  /**
   * Gives rows {@code from} up to but without {@code to} as a new array, row-major.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  default float[] floats(int from, int to) {
    Objects.checkFromToIndex(from, to, size());
    float[] values = new float[Math.multiplyExact(to - from, width())];
    copy(from, to, values, 0);
    return values;
  }

  /**
   * Gives rows {@code from} up to but without {@code to} as a new array, row-major.
   *
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  default double[] doubles(int from, int to) {
    Objects.checkFromToIndex(from, to, size());
    double[] values = new double[Math.multiplyExact(to - from, width())];
    copy(from, to, values, 0);
    return values;
  }

  /** Gives one row as a new array. */
  default double[] row(int row) {
    return doubles(row, row + 1);
  }

  /** Gives a view of the rows of these numbers, in their order; a number may occur again. */
  default Rows select(int... rows) {
    Given.all("rows", rows);
    return new SelectedRows(this, rows);
  }

  /** Gives a view of these rows and then others of the same shape. */
  default Rows and(Rows others) {
    Given.all("others", others);
    return new JoinedRows(List.of(this, others));
  }

  /**
   * Gives rows of several named arrays, one after the other in one row; the parts stay where they
   * are kept.
   *
   * <pre>{@code
   * Rows.ofParts(Parts.of("picture", 1, 8, 8).and("age", 1), Map.of("picture", pictures, "age", ages))
   * }</pre>
   *
   * @throws DataException if a part is missing or unknown, has another shape, or not as many rows
   */
  static Rows ofParts(Parts parts, Map<String, Rows> rows) {
    Given.all("parts", parts, "rows", rows);
    return RowsBeside.of(parts, rows);
  }

  /**
   * Gives a view of class numbers, each as another number.
   *
   * @param numbers for each number that occurs, the one to give in its place
   * @param kept a number that stays; NaN for none
   */
  default Rows renumbered(int[] numbers, double kept) {
    Given.all("numbers", numbers);
    return new RenumberedRows(this, numbers, kept);
  }

  /**
   * Gives class numbers, one a row, as rows of 1 for the class and 0 for others.
   *
   * @param classes how many classes there are
   */
  default Rows oneHot(int classes) {
    if (width() != 1) {
      throw new IllegalArgumentException(
          "oneHot(%s): found %s a row, needed one number. Try rows of class numbers."
              .formatted(classes, dims()));
    }
    return new OneHotRows(this, classes);
  }

  /**
   * Writes these rows to a file, as {@link #ofFile} reads them, and gives the rows that lie there.
   *
   * @param file is replaced
   * @throws DataException if the file cannot be written
   */
  default Rows storedIn(Path file) {
    Given.all("file", file);
    try (FloatSink sink = FloatSink.file(file)) {
      for (int from = 0; from < size(); from += 256) {
        sink.write(floats(from, Math.min(from + 256, size())));
      }
      return sink.rows(dims());
    } catch (IOException unwritable) {
      throw DataException.unreadable(file, unwritable);
    }
  }

  /**
   * Gives rows over an array, which is not copied and must not be changed.
   *
   * @param values whole rows, row-major
   */
  static Rows of(float[] values, Dims dims) {
    Given.all("values", values, "dims", dims);
    return new FloatRows(values, dims);
  }

  /**
   * Gives rows over an array, which is not copied and must not be changed.
   *
   * @param values whole rows, row-major
   */
  static Rows of(double[] values, Dims dims) {
    Given.all("values", values, "dims", dims);
    return new DoubleRows(values, dims);
  }

  /**
   * Gives rows of unsigned bytes, each times a scale; images stay a byte a value this way.
   *
   * @param values whole rows, row-major; not copied, must not be changed
   * @param scale what a byte, 0 to 255, is multiplied by, such as {@code 1 / 255.0}
   */
  static Rows ofBytes(byte[] values, double scale, Dims dims) {
    Given.all("values", values, "dims", dims);
    return new ByteRows(values, scale, dims);
  }

  /**
   * Gives rows over a file of little-endian 32 bit floats, which the operating system pages in and
   * out; the file must not change while the rows are used.
   *
   * @throws DataException if the file cannot be read, or does not hold whole rows
   */
  static Rows ofFile(Path file, Dims dims) {
    Given.all("file", file, "dims", dims);
    return MappedRows.open(file, dims);
  }

  /**
   * Gives rows over the first bytes of a file, each unsigned and times a scale, which the operating
   * system pages in and out; the file must not change while the rows are used.
   *
   * @param size the number of rows
   * @throws DataException if the file cannot be read
   */
  static Rows ofByteFile(Path file, int size, double scale, Dims dims) {
    Given.all("file", file, "dims", dims);
    return MappedByteRows.open(file, size, scale, dims);
  }
}
