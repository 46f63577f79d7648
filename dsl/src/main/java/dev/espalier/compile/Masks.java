package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/**
 * Dropout by a key of its own, apart from the engine's generator, which all of a process shares.
 */
final class Masks {
  private Masks() {}

  /** Gives the values with some set to 0 and the others scaled, so that the mean stays. */
  static NDArray dropout(NDArray x, double rate, long key) {
    Shape shape = x.getShape();
    float[] mask = new float[Math.toIntExact(shape.size())];
    float scale = (float) (1 / (1 - rate));
    SplittableRandom random = new SplittableRandom(key);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < rate ? 0 : scale;
    }
    DataType type = x.getDataType();
    return x.mul(x.getManager().create(mask, shape).toType(type, false));
  }
}
