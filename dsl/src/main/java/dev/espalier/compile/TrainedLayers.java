package dev.espalier.compile;

import java.util.Set;

/**
 * Which layers of a network train: the first ones, but for some.
 *
 * @param first how many layers from the input on; see {@link NetworkBlock#layersUpTo}
 * @param without numbers of layers, from 0, that do not train all the same
 */
public record TrainedLayers(int first, Set<Integer> without) {
  /** No layer. */
  public static final TrainedLayers NONE = new TrainedLayers(0, Set.of());

  /** Gives the first layers, and none after them. */
  public static TrainedLayers upTo(int count) {
    return new TrainedLayers(count, Set.of());
  }

  /** Copies the set. */
  public TrainedLayers {
    without = Set.copyOf(without);
  }

  /** Says whether the layer of a number, from 0, trains. */
  public boolean trains(int layer) {
    return layer < first && !without.contains(layer);
  }
}
