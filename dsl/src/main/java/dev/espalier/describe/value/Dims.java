package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one sample, without the batch axis.
 *
 * @param sizes the size of every axis, outermost first, each at least 1; empty for a scalar
 */
public record Dims(List<Long> sizes) {

  /** The largest number of values of a sample or a parameter; an array can hold no more. */
  public static final long MAX_COUNT = Integer.MAX_VALUE - 8;

  private static final int MAX_RANK = 32;

  /**
   * Copies the sizes, and refuses one below 1, more than {@link #MAX_COUNT} values in all and more
   * than 32 axes.
   */
  public Dims {
    Given.all("sizes", sizes);
    sizes = List.copyOf(sizes);
    if (sizes.size() > MAX_RANK) {
      throw new IllegalArgumentException(
          "a shape has at most %s axes, but found %s. Try fewer."
              .formatted(MAX_RANK, sizes.size()));
    }
    if (sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "a shape has sizes of at least 1, but found " + text(sizes) + ". Try positive sizes.");
    }
    long count = 1;
    for (long size : sizes) {
      if (size > MAX_COUNT / count) {
        throw new MisfitException(
            "shape " + text(sizes) + " has more values than an array can hold, " + MAX_COUNT,
            "smaller sizes");
      }
      count *= size;
    }
  }

  /** Gives the shape with these sizes. */
  public static Dims of(long... sizes) {
    Given.all("sizes", sizes);
    return new Dims(Arrays.stream(sizes).boxed().toList());
  }

  /** Gives the number of axes. */
  public int rank() {
    return sizes.size();
  }

  /** Gives the size of one axis; a negative axis counts from the last. */
  public long size(int axis) {
    return sizes.get(axis < 0 ? axis + rank() : axis);
  }

  /** Gives the number of values of one sample. */
  public long count() {
    return sizes.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Gives this shape with one axis of another size; a negative axis counts from the last. */
  public Dims with(int axis, long size) {
    long[] changed = toArray();
    changed[axis < 0 ? axis + rank() : axis] = size;
    return of(changed);
  }

  /** Gives the sizes as a new array. */
  public long[] toArray() {
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /** Gives the sizes as a new array after a leading batch size. */
  public long[] withBatch(long batch) {
    long[] all = new long[rank() + 1];
    all[0] = batch;
    System.arraycopy(toArray(), 0, all, 1, rank());
    return all;
  }

  @Override
  public String toString() {
    return text(sizes);
  }

  private static String text(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x ", "(", ")"));
  }
}
