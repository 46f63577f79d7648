package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.rows.Rows;
import java.util.stream.IntStream;

/** Making arrays from Java values, and letting them outlive a scope. */
public final class HostArrays {
  private HostArrays() {}

  /** Takes an array out of the scope that is open, so that only its manager closes it. */
  public static NDArray kept(NDArray array) {
    NDScope.unregister(array);
    return array;
  }

  static NDArray indices(NDManager manager, int[] rows) {
    long[] wide = IntStream.of(rows).asLongStream().toArray();
    return manager.create(wide, new Shape(rows.length));
  }

  /** Gives values that were read from rows as an array {@code (count, dims...)}. */
  public static NDArray of(NDManager manager, Object values, Shape shape, DataType type) {
    NDArray made =
        values instanceof float[] floats
            ? manager.create(floats, shape)
            : manager.create((double[]) values, shape);
    if (made.getDataType() == type) {
      return made;
    }
    try (made) {
      return made.toType(type, true);
    }
  }

  /** Reads rows as the widest Java type that the array's type needs. */
  static Object read(Rows rows, DataType type) {
    return type == DataType.FLOAT32 ? rows.floats(0, rows.size()) : rows.doubles(0, rows.size());
  }
}
