package dev.espalier.data.augment;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Named;
import java.util.SplittableRandom;

/**
 * Changes the inputs of a batch at random, in place, each time it is trained on; never when it is
 * evaluated.
 *
 * <p>All randomness comes from the generator that is passed in, so that the same seed gives the
 * same batches, also after a resume.
 *
 * <p>Inputs are changed as 32-bit values, in trainings of 64 bits too.
 *
 * <p>One of your own is a record, found by its name where a constructor without arguments makes it,
 * or a function under a name, {@link #named}:
 *
 * <pre>{@code
 * @AutoService(Augmentation.class)
 * public record Fade(double most) implements Augmentation {
 *   public Fade() { this(0.5); }
 *   public String name() { return "fade"; }
 *   public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
 *     int values = (int) dims.count();
 *     for (int row = 0; row < rows; row++) {
 *       float left = (float) (1 - most * random.nextDouble());
 *       for (int i = row * values; i < (row + 1) * values; i++) {
 *         batch[i] *= left;
 *       }
 *     }
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Augmentation extends Named {

  /**
   * Gives the name under which it is found; one that is not found by name is called as it reads.
   */
  @Override
  default String name() {
    return toString();
  }

  /**
   * Changes a batch in place.
   *
   * @param batch whole rows, row-major
   * @param dims the shape of a row
   * @param rows how many rows there are
   * @param random the batch's own generator
   */
  void apply(float[] batch, Dims dims, int rows, SplittableRandom random);

  /** Gives this augmentation and then another. */
  default Augmentation then(Augmentation next) {
    Given.all("next", next);
    return new AugmentationChain(this, next);
  }

  /**
   * Gives an augmentation of the user's own under a name, by which a checkpoint knows it again: two
   * of one name must change a batch alike. A training whose lambda has no name is not resumed.
   *
   * <pre>{@code
   * r.augment(Augmentation.named("half the light", (batch, dims, rows, random) -> halve(batch)))
   * }</pre>
   */
  static Augmentation named(String name, Augmentation augmentation) {
    Given.all("name", name, "augmentation", augmentation);
    return new NamedAugmentation(name, augmentation);
  }

  /**
   * Moves each image (channels x height x width) by up to so many pixels both ways, all its
   * channels alike; zeros come in.
   */
  static Augmentation shift(int pixels) {
    return new RandomShift(pixels);
  }

  /** Mirrors each image (channels x height x width) left to right with probability 1/2. */
  static Augmentation flip() {
    return new RandomFlip();
  }

  /** Adds normal noise of this standard deviation to each value. */
  static Augmentation noise(double deviation) {
    return new GaussianNoise(deviation);
  }
}
