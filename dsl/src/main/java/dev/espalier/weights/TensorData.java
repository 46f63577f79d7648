package dev.espalier.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.problem.Given;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The values of one tensor outside native memory, ready to be written into an archive.
 *
 * <p>Equality is that of type, dimensions and bytes.
 *
 * @param type FLOAT32, FLOAT64 or INT64
 * @param dims the dimensions, outermost first; none for a scalar
 * @param bytes the values, the last dimension fastest, little-endian; read as a view and never
 *     copied, so their owner must leave them as they are
 */
public record TensorData(DataType type, List<Long> dims, ByteBuffer bytes) {

  /** Refuses other types, and bytes that do not fill the dimensions exactly. */
  public TensorData {
    Given.all("type", type, "dims", dims, "bytes", bytes);
    dims = List.copyOf(dims);
    bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64 && type != DataType.INT64) {
      throw new IllegalArgumentException(
          "tensor of %s: an archive takes FLOAT32, FLOAT64 and INT64. Try toType(FLOAT32, true)."
              .formatted(type));
    }
    long needed = elements(dims) * type.getNumOfBytes();
    if (needed != bytes.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s of %s: it has %s bytes, and needs %s. Try dimensions whose product is the count of values."
              .formatted(dims, type, bytes.remaining(), needed));
    }
  }

  /** Gives a FLOAT32 tensor; the values are copied. */
  public static TensorData of(float[] values, long... dims) {
    Given.all("values", values, "dims", dims);
    ByteBuffer bytes = allocate(values.length, Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return new TensorData(DataType.FLOAT32, boxed(dims), bytes);
  }

  /** Gives a FLOAT64 tensor; the values are copied. */
  public static TensorData of(double[] values, long... dims) {
    Given.all("values", values, "dims", dims);
    ByteBuffer bytes = allocate(values.length, Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return new TensorData(DataType.FLOAT64, boxed(dims), bytes);
  }

  /** Gives an INT64 tensor; the values are copied. */
  public static TensorData of(long[] values, long... dims) {
    Given.all("values", values, "dims", dims);
    ByteBuffer bytes = allocate(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    return new TensorData(DataType.INT64, boxed(dims), bytes);
  }

  /** Gives a copy of an array's values; the array may be closed afterwards. */
  public static TensorData of(NDArray array) {
    Given.all("array", array);
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException(
          "tensor: this machine is big-endian, and archives are little-endian. Try a little-endian machine.");
    }
    return new TensorData(
        array.getDataType(), boxed(array.getShape().getShape()), array.toByteBuffer());
  }

  /** Gives a view of the values, little-endian, from the first on. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Gives these values as another type, this tensor itself if it is of it; 64-bit numbers become
   * the nearest 32-bit ones.
   *
   * @param other FLOAT32 or FLOAT64
   */
  public TensorData as(DataType other) {
    Given.all("other", other);
    if (type == other) {
      return this;
    }
    long[] sizes = dims.stream().mapToLong(Long::longValue).toArray();
    double[] values = doubles();
    if (other == DataType.FLOAT64) {
      return of(values, sizes);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return of(floats, sizes);
  }

  /** Gives a copy of the values as 64-bit numbers. */
  public double[] doubles() {
    ByteBuffer values = bytes();
    double[] doubles = new double[Math.toIntExact(elements())];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] =
          switch (type) {
            case FLOAT32 -> values.getFloat(i * Float.BYTES);
            case FLOAT64 -> values.getDouble(i * Double.BYTES);
            default -> values.getLong(i * Long.BYTES);
          };
    }
    return doubles;
  }

  /** Gives the number of values. */
  public long elements() {
    return elements(dims);
  }

  /** Says whether the values are fractions, of 32 or 64 bits. */
  public boolean isFloating() {
    return type != DataType.INT64;
  }

  /** Gives the place of the first value that is not finite, row-major; empty if there is none. */
  public OptionalInt firstNotFinite() {
    int count = isFloating() ? bytes.remaining() / type.getNumOfBytes() : 0;
    boolean single = type == DataType.FLOAT32;
    ByteBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      double value = single ? values.getFloat(i * Float.BYTES) : values.getDouble(i * Double.BYTES);
      if (!Double.isFinite(value)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Gives one of the values, row-major, whatever the type. */
  public double value(int place) {
    ByteBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case FLOAT32 -> values.getFloat(place * Float.BYTES);
      case FLOAT64 -> values.getDouble(place * Double.BYTES);
      default -> values.getLong(place * Long.BYTES);
    };
  }

  /** Gives the dimensions as text, such as {@code (16 x 64)}. */
  public String shape() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining(" x ", "(", ")"));
  }

  @Override
  public String toString() {
    return type + " " + dims;
  }

  private static long elements(List<Long> dims) {
    return dims.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  private static List<Long> boxed(long... dims) {
    return LongStream.of(Arrays.copyOf(dims, dims.length)).boxed().toList();
  }

  private static ByteBuffer allocate(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
