package dev.espalier.describe.formula;

/** The sum of squared differences, which likenesses and losses divide by a count of their own. */
public final class Squares {
  private Squares() {}

  /**
   * Gives the lines of {@link Formula#withSlope} for {@code sum (at - from)^2 / count}.
   *
   * @param at the input that the gradient goes to
   * @param from the input that it is compared with
   * @param count what the sum is divided by, of the differences, {@code left}
   */
  public static String slope(String at, String from, String count) {
    return """
        left = %s - %s
        flat = torch.flatten(left)
        # One running sum in 32 bits loses digits over millions of values; LibTorch's own sum is by pairs, and slower.
        total = torch.sum(torch.square(flat)) if flat.numel() > 262144 else torch.dot(flat, flat)
        count = %s
        return total / count, torch.mul_(left, 2. * weight / count)
        """
        .formatted(at, from, count);
  }
}
