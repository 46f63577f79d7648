package dev.espalier.describe.value;

import java.util.SplittableRandom;

/**
 * Derives independent random streams from a recipe's one seed.
 *
 * <p>A stream belongs to its path (stage, network, parameter, epoch...), not to the order in which
 * streams are asked for. So runs do not disturb each other, and a resumed run needs no saved
 * generator. Mixing is SplitMix64's finaliser (Steele, Lea, Flood 2014) over the path's parts.
 */
public final class Seeds {
  private Seeds() {}

  /** Gives the seed of the stream at a path; strings and numbers make a path. */
  public static long derive(long seed, Object... path) {
    long state = mix(seed);
    for (Object part : path) {
      state = mix(state ^ mix(hash(part)));
    }
    return state;
  }

  /** Gives a new generator for the stream at a path. */
  public static SplittableRandom random(long seed, Object... path) {
    return new SplittableRandom(derive(seed, path));
  }

  private static long hash(Object part) {
    if (part instanceof Double || part instanceof Float) {
      return Double.doubleToLongBits(((Number) part).doubleValue());
    }
    if (part instanceof Number number) {
      return number.longValue();
    }
    long hash = 1125899906842597L;
    String text = String.valueOf(part);
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
