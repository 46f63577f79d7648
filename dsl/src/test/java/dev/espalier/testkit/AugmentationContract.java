package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.augment.ArrayAugmentation;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.describe.value.Seeds;
import dev.espalier.identity.Keys;
import java.util.Arrays;

/**
 * What holds for every augmentation that is registered. An author runs it on his own:
 *
 * <pre>{@code
 * @Test
 * void keepsTheContractOfAugmentations() {
 *   AugmentationContract.check(new Fade(), Dims.of(1, 8, 8));
 * }
 * }</pre>
 */
public final class AugmentationContract {
  private static final int ROWS = 20;
  private static final int MORE = 3;

  private AugmentationContract() {}

  /**
   * Checks all that holds for an augmentation.
   *
   * @param dims the shape of a row that it takes
   */
  public static void check(Augmentation augmentation, Dims dims) {
    changesTheBatchAndNothingBeyond(augmentation, dims);
    goesByTheGeneratorAlone(augmentation, dims);
    givesTheSameOnADevice(augmentation, dims);
    keepsWhatIsNotChangedIn64Bits(augmentation, dims);
    isKnownToCheckpoints(augmentation);
    isFoundByItsName(augmentation);
  }

  /** Checks that rows change, to numbers, and that what lies after the last row stays. */
  public static void changesTheBatchAndNothingBeyond(Augmentation augmentation, Dims dims) {
    float[] before = waves(dims);

    float[] after = changed(augmentation, dims, 7);

    int end = ROWS * (int) dims.count();
    assertThat(after).as(augmentation.name()).isNotEqualTo(before);
    assertThat(Arrays.copyOfRange(after, end, after.length))
        .as("%s beyond the batch", augmentation)
        .isEqualTo(Arrays.copyOfRange(before, end, before.length));
    for (float value : after) {
      assertThat(value).as(augmentation.name()).isFinite();
    }
  }

  /** Checks that equal generators change equal batches alike, and others otherwise. */
  public static void goesByTheGeneratorAlone(Augmentation augmentation, Dims dims) {
    float[] once = changed(augmentation, dims, 7);

    assertThat(changed(augmentation, dims, 7)).as(augmentation.name()).isEqualTo(once);
    assertThat(changed(augmentation, dims, 8)).as(augmentation.name()).isNotEqualTo(once);
  }

  /**
   * Checks that a batch on a device is left as it is, and changed to the values that the host's
   * array has.
   */
  public static void givesTheSameOnADevice(Augmentation augmentation, Dims dims) {
    float[] before = Arrays.copyOf(waves(dims), ROWS * (int) dims.count());
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch = manager.create(before, new Shape(dims.withBatch(ROWS)));

      NDArray changed = augmentation.apply(batch, dims, Seeds.random(7));

      float[] onHost = Arrays.copyOf(changed(augmentation, dims, 7), before.length);
      assertThat(changed.toFloatArray()).as(augmentation.name()).isEqualTo(onHost);
      assertThat(changed.getShape()).as(augmentation.name()).isEqualTo(batch.getShape());
      assertThat(batch.toFloatArray()).as(augmentation.name()).isEqualTo(before);
    }
  }

  /** Checks that of an {@link ArrayAugmentation} a batch of 64 bits is changed in 64 bits. */
  public static void keepsWhatIsNotChangedIn64Bits(Augmentation augmentation, Dims dims) {
    if (!(augmentation instanceof ArrayAugmentation)) {
      return;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(dims.withBatch(ROWS));
      // These have no 32 bits: each is off by 1e-12.
      NDArray small = manager.create(Arrays.copyOf(waves(dims), (int) shape.size()), shape);
      NDArray large = small.toType(DataType.FLOAT64, true).add(1e-12);

      NDArray changed = augmentation.apply(large, dims, Seeds.random(7));

      NDArray rounded = changed.toType(DataType.FLOAT32, true).toType(DataType.FLOAT64, true);
      NDArray inSmall = augmentation.apply(small, dims, Seeds.random(7));
      assertThat(changed.getDataType()).as(augmentation.name()).isEqualTo(DataType.FLOAT64);
      assertThat(changed.neq(rounded).countNonzero().getLong())
          .as("values of %s with more than 32 bits", augmentation)
          .isGreaterThan(shape.size() / 4);
      assertThat(changed.sub(inSmall.toType(DataType.FLOAT64, true)).abs().max().getDouble())
          .as(augmentation.name())
          .isLessThan(1e-5);
    }
  }

  /** Checks that a training with it is resumed. */
  public static void isKnownToCheckpoints(Augmentation augmentation) {
    assertThat(new Keys().add("augmentation", augmentation).unnamed())
        .as(augmentation.name())
        .isEmpty();
  }

  /** Checks that what is found under its name equals it. */
  public static void isFoundByItsName(Augmentation augmentation) {
    assertThat(Registry.named(Augmentation.class, augmentation.name())).isEqualTo(augmentation);
  }

  private static float[] changed(Augmentation augmentation, Dims dims, long seed) {
    float[] batch = waves(dims);
    augmentation.apply(batch, dims, ROWS, Seeds.random(seed));
    return batch;
  }

  private static float[] waves(Dims dims) {
    float[] batch = new float[(ROWS + MORE) * (int) dims.count()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = (float) Math.sin(1.7 * i + 0.3);
    }
    return batch;
  }
}
