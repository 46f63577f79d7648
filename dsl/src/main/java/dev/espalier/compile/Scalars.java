package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.torch.Torch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Constants of descriptions as scalar arrays, made once in the life of the process.
 *
 * <p>DJL's {@code x.mul(2.0)} makes a scalar each time, and copies it to the device; and a scalar
 * of another type than {@code x} changes the type of the result where {@code x} is a scalar too.
 * LibTorch takes a scalar of the CPU with an array of any device.
 */
final class Scalars {
  private static final Map<Key, NDArray> SCALARS = new ConcurrentHashMap<>();

  private Scalars() {}

  /** Gives a constant in an array's type; put it second, for results belong to the first. */
  static NDArray of(NDArray like, double value) {
    return SCALARS.computeIfAbsent(new Key(like.getDataType(), value), Scalars::create);
  }

  private static NDArray create(Key key) {
    NDArray made = Torch.scalar(Owner.MANAGER, key.type, key.value);
    NDScope.unregister(made);
    return made;
  }

  private record Key(DataType type, double value) {}

  /** Loads the engine only when the first constant is asked for. */
  private static final class Owner {
    private static final NDManager MANAGER = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
  }
}
