package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An augmentation that mixes each sample of a batch with another one, and the loss at its label
 * with that at the other's: the last of a training's augmentations.
 */
public interface SampleMixing extends ArrayAugmentation {

  /**
   * Draws how a batch is mixed.
   *
   * @param dims the shape of a row
   * @param rows how many rows there are, two at least
   */
  Mix draw(Dims dims, int rows, SplittableRandom random);

  /** Gives a batch mixed, without its labels; a training mixes these too. */
  @Override
  default NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    int rows = Math.toIntExact(batch.getShape().get(0));
    return rows < 2 ? batch : draw(dims, rows, random).mixed(batch);
  }

  /** Gives the first one among augmentations. */
  static Optional<SampleMixing> among(List<Augmentation> augmentations) {
    Given.all("augmentations", augmentations);
    return augmentations.stream()
        .flatMap(each -> each.parts().stream())
        .filter(SampleMixing.class::isInstance)
        .map(SampleMixing.class::cast)
        .findFirst();
  }
}
