package dev.espalier.zoo.graph;

import ai.djl.ndarray.types.DataType;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Views of tensors outside native memory. */
public final class Tensors {
  private Tensors() {}

  /** Gives a tensor in 32-bit numbers, itself if it is. */
  static TensorData float32(TensorData data) {
    return data.type() == DataType.FLOAT32
        ? data
        : TensorData.of(floats(data), data.dims().stream().mapToLong(Long::longValue).toArray());
  }

  /** Gives the values of a tensor of 32-bit or 64-bit numbers as a new array. */
  private static float[] floats(TensorData data) {
    ByteBuffer bytes = data.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[Math.toIntExact(data.elements())];
    if (data.type() == DataType.FLOAT32) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) bytes.getDouble(i * Double.BYTES);
    }
    return values;
  }

  /**
   * Refuses values that are none: networks with them predict nothing.
   *
   * @throws ZooException naming the first such value
   */
  public static void requireFinite(TensorData data, String name, String subject) {
    OptionalInt wrong = data.firstNotFinite();
    if (wrong.isPresent()) {
      throw ZooException.of(
          subject,
          "tensor " + name,
          "its value %s is %s, needed finite ones"
              .formatted(wrong.getAsInt(), data.value(wrong.getAsInt())),
          "a training that did not diverge");
    }
  }
}
