package dev.espalier.compile;

/**
 * How a forward pass treats the layers that differ between training and evaluation: dropout and
 * batch normalisation.
 *
 * @param layers how many layers, counted from the input, are in training mode; the others are in
 *     evaluation mode
 * @param updatesStatistics whether a layer in training mode that keeps running statistics updates
 *     them; if not, it computes by the batch's statistics all the same
 * @param key what dropout draws from: equal keys drop equal values, on every thread and device
 */
public record Pass(int layers, boolean updatesStatistics, long key) {
  private static final Pass EVALUATION = new Pass(0, false, 0);

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
    return new Pass(Integer.MAX_VALUE, true, key);
  }

  /** Gives this pass without updates of running statistics. */
  public Pass keepingStatistics() {
    return new Pass(layers, false, key);
  }

  /**
   * Gives this pass with only the first layers in training mode, and evaluation mode after them.
   *
   * @param count how many; see {@link NetworkBlock#layersUpTo}
   */
  public Pass upTo(int count) {
    return new Pass(Math.min(layers, count), updatesStatistics, key);
  }

  /** Says whether any layer is in training mode. */
  public boolean training() {
    return layers > 0;
  }
}
