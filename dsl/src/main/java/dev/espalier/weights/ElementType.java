package dev.espalier.weights;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The types of values in files, and what becomes of them: halves become FLOAT32, whole numbers and
 * truth values INT64.
 */
public enum ElementType {
  F64(8, "f8", "DoubleStorage"),
  F32(4, "f4", "FloatStorage"),
  F16(2, "f2", "HalfStorage"),
  BF16(2, "", "BFloat16Storage"),
  I64(8, "i8", "LongStorage"),
  I32(4, "i4", "IntStorage"),
  I16(2, "i2", "ShortStorage"),
  I8(1, "i1", "CharStorage"),
  U64(8, "u8", ""),
  U32(4, "u4", ""),
  U16(2, "u2", ""),
  U8(1, "u1", "ByteStorage"),
  BOOL(1, "b1", "BoolStorage");

  private final int width;
  private final String numpy;
  private final String storage;

  ElementType(int width, String numpy, String storage) {
    this.width = width;
    this.numpy = numpy;
    this.storage = storage;
  }

  /** Gives the bytes of one value. */
  public int width() {
    return width;
  }

  /** Gives the bytes of one value once it is a tensor's. */
  int widthAfter() {
    return type().getNumOfBytes();
  }

  /** Gives numpy's name, without the order of bytes. */
  String numpy() {
    return numpy;
  }

  /** Gives the name of PyTorch's class of storages. */
  String storage() {
    return storage;
  }

  /** Gives the type of a tensor of such values. */
  DataType type() {
    return switch (this) {
      case F64 -> DataType.FLOAT64;
      case F32, F16, BF16 -> DataType.FLOAT32;
      default -> DataType.INT64;
    };
  }

  /** Gives the type that a tensor's values have in files. */
  public static ElementType of(TensorData data) {
    return switch (data.type()) {
      case FLOAT64 -> F64;
      case FLOAT32 -> F32;
      default -> I64;
    };
  }

  /** Finds the type that safetensors calls so. */
  static Optional<ElementType> called(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Finds the type that numpy calls so. */
  static Optional<ElementType> ofNumpy(String name) {
    return Arrays.stream(values())
        .filter(type -> !type.numpy.isEmpty() && type.numpy.equals(name))
        .findFirst();
  }

  /** Finds the type that PyTorch has such a storage for. */
  static Optional<ElementType> ofStorage(String name) {
    return Arrays.stream(values())
        .filter(type -> !type.storage.isEmpty() && type.storage.equals(name))
        .findFirst();
  }

  /** Gives the names of all, for messages. */
  static String all() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /**
   * Gives a tensor of values that fill the dimensions; a view of them where they need no change.
   *
   * @param raw little-endian values in row-major order
   */
  public TensorData tensor(ByteBuffer raw, List<Long> dims) {
    ByteBuffer from = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (this == F64 || this == F32 || this == I64) {
      return new TensorData(type(), dims, from);
    }
    int count = from.remaining() / width;
    ByteBuffer to =
        ByteBuffer.allocate(Math.multiplyExact(count, widthAfter())).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (type() == DataType.FLOAT32) {
        short bits = from.getShort(i * Short.BYTES);
        to.putFloat(this == BF16 ? Float.intBitsToFloat(bits << 16) : half(bits));
      } else {
        to.putLong(whole(from, i * width));
      }
    }
    return new TensorData(type(), dims, to.flip());
  }

  private long whole(ByteBuffer from, int at) {
    return switch (this) {
      case I32 -> from.getInt(at);
      case U32 -> from.getInt(at) & 0xffff_ffffL;
      case I16 -> from.getShort(at);
      case U16 -> from.getShort(at) & 0xffffL;
      case I8 -> from.get(at);
      case U8 -> from.get(at) & 0xffL;
      case BOOL -> from.get(at) == 0 ? 0 : 1;
      default -> from.getLong(at);
    };
  }

  /** Gives what 16 bits of IEEE 754 say: a sign, 5 bits of exponent, 10 of fraction. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        exponent == 0
            ? fraction * 0x1p-24f
            : exponent == 0x1f
                ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    return bits < 0 ? -size : size;
  }
}
