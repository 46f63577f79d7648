package dev.espalier.data;

import dev.espalier.describe.Dims;
import java.util.Arrays;

/** One input, such as one image; immutable. */
public final class Sample {
  private final Dims dims;
  private final double[] values;

  private Sample(Dims dims, double[] values) {
    if (dims.count() != values.length) {
      throw new IllegalArgumentException(
          "sample %s: found %s values, needed %s. Try another shape."
              .formatted(dims, values.length, dims.count()));
    }
    this.dims = dims;
    this.values = values;
  }

  /**
   * Gives a sample of a shape.
   *
   * @param values as many as the shape has, row-major; copied
   */
  public static Sample of(Dims dims, double... values) {
    return new Sample(dims, values.clone());
  }

  /** Gives a sample of features, shape {@code (values)}. */
  public static Sample of(double... values) {
    return of(Dims.of(values.length), values);
  }

  /** Gives the shape. */
  public Dims dims() {
    return dims;
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
        && Arrays.equals(values, sample.values);
  }

  @Override
  public int hashCode() {
    return 31 * dims.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    if (values.length <= 4) {
      return "sample " + dims + " " + Arrays.toString(values);
    }
    double lowest = Arrays.stream(values).min().orElseThrow();
    double highest = Arrays.stream(values).max().orElseThrow();
    return "sample %s, values from %s to %s".formatted(dims, lowest, highest);
  }
}
