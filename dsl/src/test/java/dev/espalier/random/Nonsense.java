package dev.espalier.random;

import java.util.List;
import java.util.SplittableRandom;

/** Draws settings: mostly usual ones, and sometimes what nobody can have meant. */
public final class Nonsense {
  private static final List<String> NAMES =
      List.of(
          "",
          " ",
          "\u0000",
          "a\nb",
          "../../etc/passwd",
          "C:\\con",
          "\u202Eevil",
          "h.h",
          "a b",
          "größe",
          "\uD83D\uDE00",
          "\uD800",
          "%s%d%n",
          "${x}",
          "<b>",
          "x".repeat(100_000),
          "word ".repeat(50_000));
  private static final List<Integer> SIZES =
      List.of(
          0,
          -1,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE - 1,
          1 << 30,
          268_435_456,
          100_000,
          20_000,
          46_341);
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          -1.0,
          1.0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          1e39,
          -1e300);

  private final SplittableRandom random;

  /** Draws from a generator. */
  public Nonsense(SplittableRandom random) {
    this.random = random;
  }

  /** Gives one of several. */
  public <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Gives a name, one time in 150 a wrong one. */
  public String name(String usual) {
    return random.nextInt(150) == 0 ? one(NAMES) : usual;
  }

  /** Gives a size, near a usual one or absurd one time in 60. */
  public int size(int usual) {
    return random.nextInt(60) == 0 ? one(SIZES) : Math.max(1, usual + random.nextInt(3) - 1);
  }

  /** Gives a number, a usual one or absurd one time in 40. */
  public double number(double usual) {
    return random.nextInt(40) == 0 ? one(NUMBERS) : usual;
  }

  /** Gives a shape, sometimes an absurd one. */
  public long[] dims() {
    long[] dims = new long[random.nextInt(60) == 0 ? random.nextInt(50) : 1 + random.nextInt(3)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = random.nextInt(90) == 0 ? random.nextLong() : 1 + random.nextInt(9);
    }
    return dims;
  }
}
