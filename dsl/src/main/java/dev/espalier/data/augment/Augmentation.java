package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Named;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes the inputs of a batch at random, in place, each time it is trained on; never when it is
 * evaluated.
 *
 * <p>All randomness comes from the generator that is passed in, so that the same seed gives the
 * same batches, also after a resume.
 *
 * <p>Those of Espalier's own compute on the batch's device and in its type, see {@link
 * ArrayAugmentation}. One on a host's array, as below, is given 32-bit values, in trainings of 64
 * bits too.
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

  /**
   * Gives a batch changed, on its device and in its type; the default changes a copy of it on the
   * host, as 32-bit values.
   *
   * @param batch whole rows, {@code (rows, dims...)}, which stay as they are
   * @param dims the shape of a row
   * @param random the batch's own generator
   * @return the same shape and type
   */
  default NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    Given.all("batch", batch, "dims", dims, "random", random);
    float[] values = batch.toType(DataType.FLOAT32, false).toFloatArray();
    apply(values, dims, Math.toIntExact(batch.getShape().get(0)), random);
    NDArray changed = batch.getManager().create(values, batch.getShape());
    return changed.toType(batch.getDataType(), false);
  }

  /**
   * Refuses rows that it cannot change, before anything is trained; the default takes all.
   *
   * @throws dev.espalier.describe.problem.MisfitException if rows of this shape do not fit
   */
  default void requireFit(Dims dims) {
    Given.all("dims", dims);
  }

  /**
   * Says whether it moves values to other places, where labels of single steps or pixels would have
   * to move too; the default says no.
   */
  default boolean moves() {
    return false;
  }

  /** Gives what it does one after the other; the default gives itself. */
  default List<Augmentation> parts() {
    return List.of(this);
  }

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

  /** Mirrors each image (channels x height x width) upside down with probability 1/2. */
  static Augmentation verticalFlip() {
    return new RandomVerticalFlip();
  }

  /**
   * Surrounds each image (channels x height x width) with so many zeros on each side and crops its
   * size out of that, anywhere, as {@code shift(padding)} does; {@code crop(4).reflected()}
   * surrounds it with its mirror image.
   */
  static RandomCrop crop(int padding) {
    return new RandomCrop(padding, false);
  }

  /**
   * Crops from this part of each image's area up to all of it, with sides 3:4 to 4:3, and stretches
   * that to the image's size; 0.08 is usual for photographs, 0.5 or more for small pictures.
   */
  static Augmentation resizedCrop(double leastArea) {
    return new RandomResizedCrop(leastArea, 1, RandomResizedCrop.USUAL_RATIO);
  }

  /** Rotates each image (channels x height x width) by up to so many degrees both ways. */
  static Augmentation rotation(double degrees) {
    return new RandomRotation(degrees);
  }

  /** Adds to all values of an image one number of up to so much, above or below 0. */
  static Augmentation brightness(double most) {
    return new Brightness(most);
  }

  /** Takes each image's distance from its channels' means times 1 - most to 1 + most. */
  static Augmentation contrast(double most) {
    return new Contrast(most);
  }

  /** Takes each red, green and blue image's distance from its gray times 1 - most to 1 + most. */
  static Augmentation saturation(double most) {
    return new Saturation(most);
  }

  /** Puts zeros into a square of each image, anywhere, in part beyond its edge. */
  static Augmentation cutout(int side) {
    return new Cutout(side);
  }

  /**
   * Puts zeros into up to so many steps of each sequence (steps x features), one after the other,
   * or columns of each spectrogram (channels x frequencies x steps).
   */
  static Augmentation timeMask(int most) {
    return new TimeMask(most);
  }

  /** Puts zeros into up to so many neighbouring features or frequencies, see {@link #timeMask}. */
  static Augmentation frequencyMask(int most) {
    return new FrequencyMask(most);
  }

  /**
   * Mixes each sample of a batch, and the loss at its label, with another one's; 0.2 is usual.
   *
   * @see Mixup
   */
  static Augmentation mixup(double alpha) {
    return new Mixup(alpha);
  }

  /**
   * Pastes a rectangle of another image into each image of a batch, and takes the loss at both
   * labels by area; 1 is usual.
   *
   * @see CutMix
   */
  static Augmentation cutMix(double alpha) {
    return new CutMix(alpha);
  }

  /** Adds normal noise of this standard deviation to each value. */
  static Augmentation noise(double deviation) {
    return new GaussianNoise(deviation);
  }
}
