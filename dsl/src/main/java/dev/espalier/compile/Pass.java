package dev.espalier.compile;

/**
 * How a forward pass treats the layers that differ between training and evaluation: dropout, batch
 * normalisation, and in mixed precision dense and convolution layers.
 *
 * @param layers how many layers, counted from the input, are in training mode; the others are in
 *     evaluation mode
 * @param updatesStatistics whether a layer in training mode that keeps running statistics updates
 *     them; if not, it computes by the batch's statistics all the same
 * @param drops whether dropout in training mode drops; if not, it is the identity
 * @param mixed whether dense and convolution layers in training mode multiply 16-bit copies, see
 *     {@link dev.espalier.torch.Bfloat16}
 * @param key what dropout draws from: equal keys drop equal values, on every thread and device
 */
public record Pass(int layers, boolean updatesStatistics, boolean drops, boolean mixed, long key) {
  private static final Pass EVALUATION = new Pass(0, false, false, false, 0);

  /** Gives the pass that drops nothing and normalises by running statistics. */
  public static Pass evaluation() {
    return EVALUATION;
  }

  /**
   * Gives the pass that drops values and normalises by the batch.
   *
   * @param key what dropout draws from; another one each step
   */
  public static Pass training(long key) {
    return new Pass(Integer.MAX_VALUE, true, true, false, key);
  }

  /** Gives this pass without updates of running statistics. */
  public Pass keepingStatistics() {
    return new Pass(layers, false, drops, mixed, key);
  }

  /** Gives this pass without dropout. */
  public Pass withoutDropout() {
    return new Pass(layers, updatesStatistics, false, mixed, key);
  }

  /** Gives this pass with 16-bit products in the layers in training mode. */
  public Pass inMixedPrecision() {
    return new Pass(layers, updatesStatistics, drops, true, key);
  }

  /**
   * Gives this pass with only the first layers in training mode, and evaluation mode after them.
   *
   * @param count how many; see {@link NetworkBlock#layersUpTo}
   */
  public Pass upTo(int count) {
    return new Pass(Math.min(layers, count), updatesStatistics, drops, mixed, key);
  }

  /** Says whether any layer is in training mode. */
  public boolean training() {
    return layers > 0;
  }
}
