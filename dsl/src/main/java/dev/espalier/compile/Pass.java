package dev.espalier.compile;

import java.util.Set;

/**
 * How a forward pass treats the layers that differ between training and evaluation: dropout, batch
 * normalisation, and in mixed precision dense and convolution layers.
 *
 * @param layers how many layers, counted from the input, are in training mode; the others are in
 *     evaluation mode
 * @param frozen numbers of layers, from 0, that are in evaluation mode all the same
 * @param updatesStatistics whether a layer in training mode that keeps running statistics updates
 *     them; if not, it computes by the batch's statistics all the same
 * @param drops whether dropout in training mode drops; if not, it is the identity
 * @param mixed whether dense and convolution layers in training mode multiply 16-bit copies, see
 *     {@link dev.espalier.torch.Bfloat16}
 * @param key what dropout draws from: equal keys drop equal values, on every thread and device
 */
public record Pass(
    int layers,
    Set<Integer> frozen,
    boolean updatesStatistics,
    boolean drops,
    boolean mixed,
    long key) {
  private static final Pass EVALUATION = new Pass(0, Set.of(), false, false, false, 0);

  /** Copies the set. */
  public Pass {
    frozen = Set.copyOf(frozen);
  }

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
    return new Pass(Integer.MAX_VALUE, Set.of(), true, true, false, key);
  }

  /** Gives this pass without updates of running statistics. */
  public Pass keepingStatistics() {
    return new Pass(layers, frozen, false, drops, mixed, key);
  }

  /** Gives this pass without dropout. */
  public Pass withoutDropout() {
    return new Pass(layers, frozen, updatesStatistics, false, mixed, key);
  }

  /** Gives this pass with 16-bit products in the layers in training mode. */
  public Pass inMixedPrecision() {
    return new Pass(layers, frozen, updatesStatistics, drops, true, key);
  }

  /**
   * Gives this pass with only some layers in training mode, and evaluation mode in the others.
   *
   * @param trained which are in training mode, as far as they are now
   */
  public Pass training(TrainedLayers trained) {
    return new Pass(
        Math.min(layers, trained.first()), trained.without(), updatesStatistics, drops, mixed, key);
  }

  /** Says whether any layer is in training mode. */
  public boolean training() {
    return layers > 0;
  }
}
