package dev.espalier.weights;

import java.nio.ByteBuffer;
import java.util.List;

/** Values that do not lie one after the other, such as those of a transposed tensor. */
public final class Strided {
  private Strided() {}

  /** Says whether values lie one after the other, the last dimension fastest. */
  public static boolean isRowMajor(List<Long> dims, List<Long> strides) {
    long stride = 1;
    for (int axis = dims.size() - 1; axis >= 0; axis--) {
      if (dims.get(axis) != 1 && strides.get(axis) != stride) {
        return false;
      }
      stride *= dims.get(axis);
    }
    return true;
  }

  /**
   * Gives values one after the other, the last dimension fastest.
   *
   * @param from where they lie, all within it
   * @param offset the place of the first, in values
   * @param strides the distance of neighbours in each dimension, in values
   * @param width the bytes of a value
   */
  public static ByteBuffer gather(
      ByteBuffer from, long offset, List<Long> dims, List<Long> strides, int width) {
    long count = Sizes.count(dims).orElseThrow();
    byte[] to = new byte[Math.toIntExact(count * width)];
    int rank = dims.size();
    long[] place = new long[rank];
    long at = offset;
    for (int i = 0; i < count; i++) {
      from.get(Math.toIntExact(at * width), to, i * width, width);
      for (int axis = rank - 1; axis >= 0; axis--) {
        at += strides.get(axis);
        if (++place[axis] < dims.get(axis)) {
          break;
        }
        at -= strides.get(axis) * place[axis];
        place[axis] = 0;
      }
    }
    return ByteBuffer.wrap(to);
  }
}
