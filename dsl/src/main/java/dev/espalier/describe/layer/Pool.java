package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.Locale;

/**
 * The largest value or the mean of each window of an image, (channels x height x width) to
 * (channels x height' x width'), with {@code height' = (height + 2 padding - size) / stride + 1}.
 *
 * @param type largest or mean
 * @param size the height and width of a window
 * @param stride the step of the window; default its size
 * @param padding added on each side, at most half the size; a mean counts padded zeros; default 0
 */
public record Pool(Kind type, int size, int stride, int padding) implements Layer {
  /** What a window gives. */
  public enum Kind {
    /** The largest value. */
    MAX,
    /** The mean. */
    AVERAGE
  }

  /** Refuses sizes below 1 and a padding above half the size. */
  public Pool {
    Given.all("type", type);
    if (size < 1 || stride < 1 || padding < 0 || padding > size / 2) {
      throw new IllegalArgumentException(
          "pool(%s): stride %s, padding %s: needed sizes of at least 1 and padding of at most %s. "
                  .formatted(size, stride, padding, size / 2)
              + "Try pool(2).");
    }
  }

  /** Gives the largest value of windows side by side. */
  public static Pool max(int size) {
    return new Pool(Kind.MAX, size, size, 0);
  }

  /** Gives the mean of windows side by side. */
  public static Pool average(int size) {
    return new Pool(Kind.AVERAGE, size, size, 0);
  }

  /** Gives this layer with another stride. */
  public Pool stride(int value) {
    return new Pool(type, size, value, padding);
  }

  /** Gives this layer with another padding. */
  public Pool padding(int value) {
    return new Pool(type, size, stride, value);
  }

  @Override
  public String kind() {
    return type.name().toLowerCase(Locale.ROOT) + "Pool";
  }

  @Override
  public Dims outputOf(Dims in) {
    Windows.requireImage(this, in);
    return Dims.of(
        in.size(0),
        Windows.count(this, in, 1, size, stride, padding),
        Windows.count(this, in, 2, size, stride, padding));
  }

  @Override
  public String toString() {
    return kind() + "(" + size + ")";
  }
}
