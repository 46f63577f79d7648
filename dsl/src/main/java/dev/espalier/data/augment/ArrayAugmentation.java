package dev.espalier.data.augment;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An augmentation of the whole batch on its own device and in its own type, of 64 bits too.
 *
 * <p>One of your own draws its numbers on the host and computes with arrays:
 *
 * <pre>{@code
 * @AutoService(Augmentation.class)
 * public record Exposure(double most) implements ArrayAugmentation {
 *   public Exposure() { this(0.2); }
 *   public String name() { return "exposure"; }
 *   public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
 *     return batch.mul(1 + most * random.nextDouble());
 *   }
 * }
 * }</pre>
 */
public interface ArrayAugmentation extends Augmentation {

  @Override
  NDArray apply(NDArray batch, Dims dims, SplittableRandom random);

  @Override
  default void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    Given.all("batch", batch, "dims", dims, "random", random);
    int count = Math.toIntExact(rows * dims.count());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      NDArray array = manager.create(Arrays.copyOf(batch, count), new Shape(dims.withBatch(rows)));
      System.arraycopy(apply(array, dims, random).toFloatArray(), 0, batch, 0, count);
    }
  }
}
