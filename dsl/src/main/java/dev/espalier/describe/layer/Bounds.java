package dev.espalier.describe.layer;

import java.util.List;

/** How large a description may be: far beyond what trains, and small enough to be looked at. */
public final class Bounds {
  /** The most layers of a network, those inside residuals counted. */
  public static final int LAYERS = 20_000;

  /** The most networks of a hierarchy. */
  public static final int NETWORKS = 1_000;

  /** The most guides of a hierarchy, and links of a guide. */
  public static final int GUIDES = 10_000;

  /** The most residuals inside each other. */
  static final int DEPTH = 100;

  private Bounds() {}

  /** Refuses more of something than there may be; gives the list. */
  public static <T> List<T> require(List<T> list, int most, String where, String what) {
    require(list.size(), most, where, what);
    return list;
  }

  /** Refuses more of something than there may be. */
  public static void require(int found, int most, String where, String what) {
    if (found > most) {
      throw tooMany(where, found, most, what);
    }
  }

  /** Refuses a count of repetitions below 0, or above what a network may have of layers. */
  public static void requireTimes(int times) {
    if (times < 0 || times > LAYERS) {
      throw new IllegalArgumentException(
          "repeat(%s, ...): needed a count from 0 to %s. Try 1.".formatted(times, LAYERS));
    }
  }

  /** Refuses layers, inside as many residuals, that are too many or lie too deep. */
  public static void requireSize(String where, int depth, List<NamedLayer> layers) {
    long count = count(layers);
    if (count > LAYERS) {
      throw tooMany(where, count, LAYERS, "layers");
    }
    requireDepth(depth + depth(layers));
  }

  public static void requireDepth(int depth) {
    if (depth > DEPTH) {
      throw tooMany("network", depth, DEPTH, "layers inside each other");
    }
  }

  private static IllegalArgumentException tooMany(String where, long found, int most, String what) {
    return new IllegalArgumentException(
        "%s: found %s %s, needed at most %s. Try fewer.".formatted(where, found, what, most));
  }

  private static long count(List<NamedLayer> layers) {
    long count = layers.size();
    for (NamedLayer layer : layers) {
      for (Branch branch : layer.layer().branches()) {
        count += count(branch.layers());
      }
    }
    return count;
  }

  private static int depth(List<NamedLayer> layers) {
    int deepest = 0;
    for (NamedLayer layer : layers) {
      for (Branch branch : layer.layer().branches()) {
        deepest = Math.max(deepest, 1 + depth(branch.layers()));
      }
    }
    return deepest;
  }
}
