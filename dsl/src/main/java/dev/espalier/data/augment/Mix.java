package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.describe.problem.Given;
import dev.espalier.torch.Torch;
import java.util.Optional;

/**
 * How the samples of one batch are mixed.
 *
 * @param shift how many rows further each sample's partner is, around the end
 * @param share of a sample itself; the rest is its partner's
 * @param pasted where the partner's pixels come in; empty where all values are mixed
 */
public record Mix(int shift, double share, Optional<Box> pasted) {
  /** Takes all that it is. */
  public Mix {
    Given.all("pasted", pasted);
  }

  /** Gives the partners' rows. */
  public NDArray partners(NDArray rows) {
    Given.all("rows", rows);
    return rows.get(new NDIndex("{}:", shift)).concat(rows.get(new NDIndex(":{}", shift)));
  }

  /** Gives inputs mixed with their partners'. */
  public NDArray mixed(NDArray rows) {
    Given.all("rows", rows);
    NDArray partners = partners(rows);
    return pasted
        .map(box -> Pixels.pasted(rows, partners, box))
        .orElseGet(() -> mixed(rows, partners));
  }

  /** Gives two values mixed by their shares. */
  public NDArray mixed(NDArray own, NDArray partners) {
    Given.all("own", own, "partners", partners);
    return own.mul(Torch.scalar(own, share)).add(partners.mul(Torch.scalar(own, 1 - share)));
  }

  /**
   * A rectangle of pixels; what ends is left out.
   *
   * @param top the first row of pixels
   * @param bottom where they end
   * @param left the first column of pixels
   * @param right where they end
   */
  public record Box(long top, long bottom, long left, long right) {}
}
