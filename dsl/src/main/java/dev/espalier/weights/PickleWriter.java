package dev.espalier.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes the part of Python's pickle protocol 2 that PyTorch's archives consist of.
 *
 * <p>Nothing is memoised, so the bytes follow from the values alone. The letters are those of
 * Python's {@code pickletools}.
 */
public final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleWriter() {
    op(0x80).op(2);
  }

  /**
   * Gives the pickle of an object of a script class with attributes; tensors refer to storages by
   * number.
   */
  public static byte[] object(String qualifiedModule, String name, Map<String, Object> attributes) {
    PickleWriter pickle = new PickleWriter();
    pickle.global(qualifiedModule, name).op(')').op(0x81).op('}').op('(');
    int storage = 0;
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      pickle.text(attribute.getKey());
      if (attribute.getValue() instanceof Stored stored) {
        pickle.tensor(stored, storage++);
      } else {
        pickle.value(attribute.getValue());
      }
    }
    return pickle.op('u').op('b').end();
  }

  /**
   * Gives the pickle of a state dict, whose tensors refer to storages by number, in their order.
   */
  static byte[] stateDict(Map<String, TensorData> tensors) {
    PickleWriter pickle = new PickleWriter();
    pickle.orderedDict().op('(');
    int storage = 0;
    for (Map.Entry<String, TensorData> tensor : tensors.entrySet()) {
      pickle.text(tensor.getKey()).tensor(new Stored(tensor.getValue(), false), storage++);
    }
    return pickle.op('u').end();
  }

  /** Gives the pickle of the empty tuple. */
  public static byte[] emptyTuple() {
    return new PickleWriter().op(')').end();
  }

  /** A tensor whose values lie in a record of their own. */
  public record Stored(TensorData data, boolean requiresGradient) {}

  /** The absent value of an optional attribute. */
  public enum None {
    NONE
  }

  private void tensor(Stored stored, int storage) {
    TensorData data = stored.data();
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    op('(').text("storage").global("torch", ElementType.of(data).storage());
    text(Integer.toString(storage)).text("cpu").integer(data.elements()).op('t').op('Q');
    integer(0).longs(data.dims()).longs(strides(data.dims())).value(stored.requiresGradient());
    orderedDict().op('t').op('R');
  }

  private PickleWriter orderedDict() {
    return global("collections", "OrderedDict").op(')').op('R');
  }

  private static List<Long> strides(List<Long> dims) {
    Long[] strides = new Long[dims.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, dims.get(i));
    }
    return List.of(strides);
  }

  private PickleWriter value(Object value) {
    if (value instanceof Boolean flag) {
      return op(flag ? 0x88 : 0x89);
    }
    if (value instanceof Long number) {
      return integer(number);
    }
    if (value instanceof Double number) {
      return op('G').raw(ByteBuffer.allocate(Double.BYTES).putDouble(number));
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value == None.NONE) {
      return op('N');
    }
    throw new IllegalArgumentException("pickle: no form for " + value.getClass());
  }

  private PickleWriter integer(long value) {
    if (value == (int) value) {
      return op('J').raw(little(Integer.BYTES).putInt((int) value));
    }
    return op(0x8a).op(Long.BYTES).raw(little(Long.BYTES).putLong(value));
  }

  private PickleWriter longs(List<Long> values) {
    op('(');
    values.forEach(this::integer);
    return op('t');
  }

  private PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').raw(little(Integer.BYTES).putInt(utf8.length));
    out.writeBytes(utf8);
    return this;
  }

  private PickleWriter global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private PickleWriter op(int code) {
    out.write(code);
    return this;
  }

  private PickleWriter raw(ByteBuffer bytes) {
    bytes.flip();
    while (bytes.hasRemaining()) {
      out.write(bytes.get());
    }
    return this;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] end() {
    return op('.').out.toByteArray();
  }
}
