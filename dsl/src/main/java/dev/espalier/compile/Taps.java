package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of one network whose values a forward pass should keep, and then those values.
 *
 * <p>{@link NetworkBlock#taps} makes it. It may be used again: each pass overwrites the values.
 * They belong to whoever ran the pass, like its result.
 */
public final class Taps {
  private static final Taps NONE = new Taps("", List.of(), new int[0], 0);

  private final String network;
  private final List<String> places;
  private final int[] points;
  private final boolean[] wanted;
  private final @Nullable NDArray[] values;

  Taps(String network, List<String> places, int[] points, int pointCount) {
    this.network = network;
    this.places = List.copyOf(places);
    this.points = points;
    this.wanted = new boolean[pointCount];
    this.values = new NDArray[pointCount];
    for (int point : points) {
      wanted[point] = true;
    }
  }

  /** Gives taps at no place. */
  public static Taps none() {
    return NONE;
  }

  /** Gives the places, as {@code layer} or {@code layer:linear}. */
  public List<String> places() {
    return places;
  }

  /**
   * Gives the value that the last pass left at a place.
   *
   * @throws IllegalArgumentException if the place was not asked for
   * @throws IllegalStateException if no pass came by
   */
  public NDArray value(String place) {
    int index = places.indexOf(place);
    if (index < 0) {
      throw new IllegalArgumentException(
          "tap %s.%s: it was not asked for; these were: %s. Try taps(\"%s\")."
              .formatted(network, place, places, place));
    }
    NDArray value = values[points[index]];
    if (value == null) {
      throw new IllegalStateException(
          "tap %s.%s: no pass has come by. Try forward(...) with these taps first."
              .formatted(network, place));
    }
    return value;
  }

  void clear() {
    Arrays.fill(values, null);
  }

  /** Says whether the value at a point was asked for. */
  boolean keeps(int point) {
    return point < wanted.length && wanted[point];
  }

  void pass(int point, NDArray value) {
    if (keeps(point)) {
      values[point] = value;
    }
  }

  @Override
  public String toString() {
    return network + places;
  }
}
