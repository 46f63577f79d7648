package dev.espalier.describe.layer.image;

import dev.espalier.describe.problem.Given;

/**
 * How windows lie along one axis: what they span, how far apart they are, and what is added at the
 * two ends.
 *
 * @param size how many points a window has, at least 1
 * @param stride from one window to the next, at least 1
 * @param dilation from one point of a window to the next, at least 1
 * @param padding what is added before and after the axis
 */
public record Window(int size, int stride, int dilation, Padding padding) {
  /** Refuses sizes below 1. */
  public Window {
    Given.all("padding", padding);
    if (size < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "window: size %s, stride %s, dilation %s: needed at least 1 each. Try 3, 1 and 1."
              .formatted(size, stride, dilation));
    }
  }

  /** Gives from its first point to its last, {@code dilation (size - 1) + 1}. */
  public long span() {
    return dilation * (size - 1L) + 1;
  }

  /** Gives what is added before an axis of this length. */
  public long before(long length) {
    return padding.same() ? missing(length) / 2 : padding.before();
  }

  /** Gives what is added after an axis of this length. */
  public long after(long length) {
    return padding.same()
        ? missing(length) - missing(length) / 2
        : padding.after() + (padding.ceil() ? begun(length) : 0);
  }

  /** Gives what a last window lacks that begins within the axis or before it, but ends after it. */
  private long begun(long length) {
    long room = length + padding.before() + padding.after() - span();
    long last = -Math.floorDiv(-room, stride);
    long begin = last * stride;
    return begin < length + padding.before() ? Math.max(begin - room, 0) : 0;
  }

  /** Gives how many windows an axis of this length has; 0 or less if not even one fits. */
  long count(long length) {
    return Math.floorDiv(length + before(length) + after(length) - span(), stride) + 1;
  }

  private long missing(long length) {
    long windows = (length + stride - 1) / stride;
    return Math.max((windows - 1) * stride + span() - length, 0);
  }

  /**
   * Gives this one with as much after the axis as completes a window that begins within it.
   *
   * @throws IllegalArgumentException if the padding follows from the size
   */
  public Window withCeil() {
    if (padding.same()) {
      throw new IllegalArgumentException(
          "ceil(): tensorFlowSame() completes the last window already. Try one of them.");
    }
    Padding more = new Padding(padding.same(), true, padding.before(), padding.after());
    return new Window(size, stride, dilation, more);
  }

  @Override
  public String toString() {
    return String.valueOf(size);
  }

  /**
   * What is added at the two ends of an axis.
   *
   * @param same whether it is as much as gives {@code ceil(length / stride)} windows, the odd one
   *     after, which is TensorFlow's SAME; the numbers are 0 then
   * @param ceil whether as much is added after as completes a window that begins within the axis or
   *     before it
   * @param before what is added before the first point, at least 0
   * @param after what is added after the last point, at least 0
   */
  public record Padding(boolean same, boolean ceil, int before, int after) {
    /** No padding. */
    public static final Padding NONE = new Padding(false, false, 0, 0);

    /** As much as gives {@code ceil(length / stride)} windows. */
    public static final Padding SAME = new Padding(true, false, 0, 0);

    /** Gives a number of points on each side. */
    public static Padding of(int before, int after) {
      return new Padding(false, false, before, after);
    }

    /** Says whether it is as much before as after, whatever the size. */
    public boolean isEven() {
      return !same && !ceil && before == after;
    }

    /** Refuses less than 0. */
    public Padding {
      if (before < 0 || after < 0 || (same && (ceil || before + after > 0))) {
        throw new IllegalArgumentException(
            "padding(%s, %s): needed at least 0 on each side, and 0 if it is to follow from the size. Try padding(1)."
                .formatted(before, after));
      }
    }
  }
}
