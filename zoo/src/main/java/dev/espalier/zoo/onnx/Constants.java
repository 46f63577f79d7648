package dev.espalier.zoo.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.espalier.describe.problem.Shown;
import dev.espalier.weights.ElementType;
import dev.espalier.weights.Sizes;
import dev.espalier.weights.Strided;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The values that do not depend on the input: initializers, constants, and what is made of them.
 */
final class Constants {
  private static final int DEEPEST = 200;
  // What is made of constants is bounded by the file that holds them.
  private static final long MOST_RATIO = 16;
  private static final long ALLOWANCE = 1L << 20;

  private static final Map<Integer, ElementType> TYPES =
      Map.of(
          TensorProto.DataType.FLOAT_VALUE, ElementType.F32,
          TensorProto.DataType.DOUBLE_VALUE, ElementType.F64,
          TensorProto.DataType.FLOAT16_VALUE, ElementType.F16,
          TensorProto.DataType.BFLOAT16_VALUE, ElementType.BF16,
          TensorProto.DataType.INT64_VALUE, ElementType.I64,
          TensorProto.DataType.INT32_VALUE, ElementType.I32,
          TensorProto.DataType.INT8_VALUE, ElementType.I8,
          TensorProto.DataType.UINT8_VALUE, ElementType.U8,
          TensorProto.DataType.BOOL_VALUE, ElementType.BOOL);

  private final OnnxModel model;
  private final Map<String, Optional<TensorData>> known = new HashMap<>();
  private long room;
  private int depth;

  Constants(OnnxModel model) {
    this.model = model;
    this.room = model.bytes() * MOST_RATIO + ALLOWANCE;
  }

  /** Gives a value, if it is a constant of numbers. */
  Optional<TensorData> find(String name) {
    Optional<TensorData> found = known.get(name);
    if (found == null) {
      if (++depth > DEEPEST) {
        throw model.refused(
            "value " + Shown.name(name), "it is made of constants in too many steps");
      }
      found = name.isEmpty() || model.isComputed(name) ? Optional.empty() : make(name);
      depth--;
      known.put(name, found);
    }
    return found;
  }

  /** Gives a value that must be a constant. */
  TensorData get(NodeProto node, int place) {
    return find(OnnxModel.input(node, place))
        .orElseThrow(
            () ->
                model.refused(
                    node,
                    "its input %s, '%s', is no constant"
                        .formatted(place, Shown.name(OnnxModel.input(node, place)))));
  }

  /** Gives whole numbers that are an input, or an attribute in older files. */
  List<Long> wholes(NodeProto node, int place, String attribute) {
    if (OnnxModel.input(node, place).isEmpty()) {
      return OnnxModel.wholes(node, attribute);
    }
    return longs(get(node, place));
  }

  static List<Long> longs(TensorData data) {
    List<Long> values = new ArrayList<>();
    for (double value : data.doubles()) {
      values.add((long) value);
    }
    return values;
  }

  private Optional<TensorData> make(String name) {
    Optional<TensorProto> initializer = model.initializer(name);
    if (initializer.isPresent()) {
      return Optional.of(tensor(initializer.get(), "initializer " + Shown.name(name)));
    }
    Optional<NodeProto> producer = model.producer(name);
    if (producer.isEmpty() || producer.get().getOutputCount() != 1) {
      return Optional.empty();
    }
    NodeProto node = producer.get();
    return switch (node.getOpType()) {
      case "Constant" -> constant(node);
      case "Identity" -> find(node.getInput(0));
      case "Cast" -> find(node.getInput(0)).map(data -> cast(data, node));
      case "Transpose" -> find(node.getInput(0)).map(data -> transposed(data, node));
      case "Unsqueeze", "Squeeze", "Reshape", "Flatten" ->
          find(node.getInput(0))
              .filter(data -> node.getInputCount() < 2 || find(node.getInput(1)).isPresent())
              .map(data -> reshaped(data, node));
      case "Gather" -> gathered(node);
      case "Concat" -> concatenated(node);
      case "Slice" -> sliced(node);
      default -> Optional.empty();
    };
  }

  private Optional<TensorData> constant(NodeProto node) {
    return node.getAttributeList().stream()
        .flatMap(value -> constant(value, OnnxModel.where(node)).stream())
        .findFirst();
  }

  private Optional<TensorData> constant(AttributeProto value, String where) {
    return switch (value.getName()) {
      case "value" -> Optional.of(tensor(value.getT(), where));
      case "value_float" -> Optional.of(TensorData.of(new float[] {value.getF()}));
      case "value_int" -> Optional.of(TensorData.of(new long[] {value.getI()}));
      case "value_floats" -> {
        float[] floats = new float[value.getFloatsCount()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = value.getFloats(i);
        }
        yield Optional.of(TensorData.of(floats, floats.length));
      }
      case "value_ints" -> {
        long[] wholes = value.getIntsList().stream().mapToLong(Long::longValue).toArray();
        yield Optional.of(TensorData.of(wholes, wholes.length));
      }
      default -> Optional.empty();
    };
  }

  private TensorData tensor(TensorProto tensor, String where) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw model.refused(where, "its values are in another file, needed all in one");
    }
    ElementType type = type(tensor, where);
    List<Long> dims = tensor.getDimsList();
    Optional<Long> needed = Sizes.bytes(dims, type.width());
    ByteBuffer raw =
        tensor.hasRawData() && !tensor.getRawData().isEmpty()
            ? tensor.getRawData().asReadOnlyByteBuffer()
            : typed(tensor, type);
    if (needed.isEmpty() || needed.get() != raw.remaining()) {
      throw model.refused(
          where,
          "%s of %s has %s bytes, needed %s"
              .formatted(
                  type,
                  dims,
                  raw.remaining(),
                  needed.map(String::valueOf).orElse("more than there are")));
    }
    spend((long) raw.remaining() / type.width() * Long.BYTES, where);
    return type.tensor(raw, dims);
  }

  private ElementType type(TensorProto tensor, String where) {
    ElementType type = TYPES.get(tensor.getDataType());
    if (type == null) {
      throw model.refused(
          where,
          "its values are of type %s, needed numbers of 8 to 64 bits"
              .formatted(tensor.getDataType()));
    }
    return type;
  }

  /** Gives values that stand in the message one by one. */
  private static ByteBuffer typed(TensorProto tensor, ElementType type) {
    int count =
        Math.max(
            Math.max(tensor.getFloatDataCount(), tensor.getDoubleDataCount()),
            Math.max(tensor.getInt64DataCount(), tensor.getInt32DataCount()));
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(count, type.width())).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> tensor.getFloatDataList().forEach(raw::putFloat);
      case F64 -> tensor.getDoubleDataList().forEach(raw::putDouble);
      case I64 -> tensor.getInt64DataList().forEach(raw::putLong);
      case I32 -> tensor.getInt32DataList().forEach(raw::putInt);
      case F16, BF16 -> tensor.getInt32DataList().forEach(bits -> raw.putShort(bits.shortValue()));
      default -> tensor.getInt32DataList().forEach(one -> raw.put(one.byteValue()));
    }
    return raw.flip();
  }

  private TensorData cast(TensorData data, NodeProto node) {
    TensorProto.DataType to = TensorProto.DataType.forNumber((int) OnnxModel.whole(node, "to", 0));
    if (to == TensorProto.DataType.DOUBLE || to == TensorProto.DataType.FLOAT) {
      spend(data.elements() * Double.BYTES, OnnxModel.where(node));
      return data.as(to == TensorProto.DataType.DOUBLE ? DataType.FLOAT64 : DataType.FLOAT32);
    }
    if (to == TensorProto.DataType.INT64 || to == TensorProto.DataType.INT32) {
      long[] dims = data.dims().stream().mapToLong(Long::longValue).toArray();
      return TensorData.of(longs(data).stream().mapToLong(Long::longValue).toArray(), dims);
    }
    return data;
  }

  private TensorData transposed(TensorData data, NodeProto node) {
    int rank = data.dims().size();
    List<Long> order = OnnxModel.wholes(node, "perm");
    if (order.isEmpty()) {
      order = LongStream.range(0, rank).map(axis -> rank - 1 - axis).boxed().toList();
    }
    if (!order.stream().sorted().toList().equals(LongStream.range(0, rank).boxed().toList())) {
      throw model.refused(node, "its order %s is none of %s axes".formatted(order, rank));
    }
    return permuted(data, order.stream().mapToInt(Long::intValue).toArray(), node);
  }

  /** Gives a matrix with rows for columns. */
  TensorData transposed(TensorData matrix, String where) {
    spend(matrix.bytes().remaining(), where);
    return strided(
        matrix,
        List.of(matrix.dims().get(1), matrix.dims().get(0)),
        List.of(1L, matrix.dims().get(1)));
  }

  private TensorData permuted(TensorData data, int[] order, NodeProto node) {
    List<Long> strides = strides(data.dims());
    List<Long> dims = new ArrayList<>();
    List<Long> moved = new ArrayList<>();
    for (int axis : order) {
      dims.add(data.dims().get(axis));
      moved.add(strides.get(axis));
    }
    spend(data.bytes().remaining(), OnnxModel.where(node));
    return strided(data, dims, moved);
  }

  private static TensorData strided(TensorData data, List<Long> dims, List<Long> strides) {
    int width = data.type().getNumOfBytes();
    return new TensorData(data.type(), dims, Strided.gather(data.bytes(), 0, dims, strides, width));
  }

  private static List<Long> strides(List<Long> dims) {
    Long[] strides = new Long[dims.size()];
    long stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims.get(axis);
    }
    return List.of(strides);
  }

  private TensorData reshaped(TensorData data, NodeProto node) {
    List<Long> dims =
        switch (node.getOpType()) {
          case "Unsqueeze" -> unsqueezed(data.dims(), wholes(node, 1, "axes"), node);
          case "Squeeze" -> squeezed(data.dims(), wholes(node, 1, "axes"), node);
          case "Reshape" -> asAsked(data, longs(get(node, 1)));
          default -> flat(data, OnnxModel.whole(node, "axis", 1));
        };
    if (!Sizes.count(dims).equals(Optional.of(data.elements()))) {
      throw model.refused(node, "it makes %s of %s".formatted(dims, data.dims()));
    }
    return new TensorData(data.type(), dims, data.bytes());
  }

  private static List<Long> flat(TensorData data, long axis) {
    long rows = 1;
    for (int i = 0; i < Math.min(axis, data.dims().size()); i++) {
      rows *= data.dims().get(i);
    }
    return List.of(rows, rows == 0 ? 0 : data.elements() / rows);
  }

  private static List<Long> asAsked(TensorData data, List<Long> asked) {
    List<Long> dims = new ArrayList<>(asked);
    long given = 1;
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i) == 0 && i < data.dims().size()) {
        dims.set(i, data.dims().get(i));
      }
      given *= dims.get(i) == -1 ? 1 : dims.get(i);
    }
    int open = dims.indexOf(-1L);
    if (open >= 0) {
      dims.set(open, given == 0 ? 0 : data.elements() / given);
    }
    return dims;
  }

  List<Long> unsqueezed(List<Long> dims, List<Long> axes, NodeProto node) {
    int rank = dims.size() + axes.size();
    List<Long> places = axes.stream().map(axis -> axis < 0 ? axis + rank : axis).sorted().toList();
    List<Long> result = new ArrayList<>(dims);
    for (long place : places) {
      if (place < 0 || place > result.size()) {
        throw model.refused(node, "its axes %s are none of %s".formatted(axes, rank));
      }
      result.add((int) place, 1L);
    }
    return result;
  }

  List<Long> squeezed(List<Long> dims, List<Long> axes, NodeProto node) {
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < dims.size(); i++) {
      boolean named = axes.contains((long) i) || axes.contains((long) (i - dims.size()));
      if (named && dims.get(i) != 1) {
        throw model.refused(node, "it leaves out axis %s of %s".formatted(i, dims));
      }
      if (!(named || (axes.isEmpty() && dims.get(i) == 1))) {
        result.add(dims.get(i));
      }
    }
    return result;
  }

  private Optional<TensorData> gathered(NodeProto node) {
    Optional<TensorData> from = find(node.getInput(0));
    Optional<TensorData> places = find(OnnxModel.input(node, 1));
    if (from.isEmpty()
        || places.isEmpty()
        || from.get().dims().isEmpty()
        || OnnxModel.whole(node, "axis", 0) != 0) {
      return Optional.empty();
    }
    List<Long> dims = new ArrayList<>(places.get().dims());
    dims.addAll(from.get().dims().subList(1, from.get().dims().size()));
    return Optional.of(rows(from.get(), longs(places.get()), dims, node));
  }

  private Optional<TensorData> sliced(NodeProto node) {
    Optional<TensorData> from = find(node.getInput(0));
    if (node.getInputList().stream().anyMatch(each -> !each.isEmpty() && find(each).isEmpty())) {
      return Optional.empty();
    }
    List<Long> starts = wholes(node, 1, "starts");
    List<Long> ends = wholes(node, 2, "ends");
    List<Long> axes = wholes(node, 3, "axes");
    boolean isFirst = axes.isEmpty() ? starts.size() == 1 : axes.equals(List.of(0L));
    boolean isEach = OnnxModel.input(node, 4).isEmpty() || longs(get(node, 4)).equals(List.of(1L));
    if (from.isEmpty()
        || from.get().dims().isEmpty()
        || !isFirst
        || !isEach
        || starts.size() != 1
        || ends.size() != 1) {
      return Optional.empty();
    }
    long size = from.get().dims().get(0);
    long start = within(starts.get(0), size);
    long end = Math.max(start, within(ends.get(0), size));
    List<Long> dims = new ArrayList<>(from.get().dims());
    dims.set(0, end - start);
    return Optional.of(rows(from.get(), LongStream.range(start, end).boxed().toList(), dims, node));
  }

  private static long within(long place, long size) {
    return Math.max(0, Math.min(size, place < 0 ? place + size : place));
  }

  /** Gives some rows of a tensor, in a shape. */
  TensorData rows(TensorData from, List<Long> rows, List<Long> dims, NodeProto node) {
    long size = from.dims().get(0);
    long width = size == 0 ? 0 : from.bytes().remaining() / size;
    spend(width * rows.size(), OnnxModel.where(node));
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(width * rows.size()));
    for (long row : rows) {
      long place = row < 0 ? row + size : row;
      if (place < 0 || place >= size) {
        throw model.refused(node, "it takes row %s of %s".formatted(row, size));
      }
      to.put(from.bytes().slice((int) (place * width), (int) width));
    }
    return new TensorData(from.type(), dims, to.flip());
  }

  private Optional<TensorData> concatenated(NodeProto node) {
    List<TensorData> parts = new ArrayList<>();
    long bytes = 0;
    for (String name : node.getInputList()) {
      Optional<TensorData> part = find(name);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
      bytes += part.get().bytes().remaining();
    }
    if (parts.isEmpty() || OnnxModel.whole(node, "axis", 0) != 0) {
      return Optional.empty();
    }
    spend(bytes, OnnxModel.where(node));
    TensorData first = parts.get(0);
    long rows = 0;
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(bytes));
    for (TensorData part : parts) {
      if (part.dims().isEmpty()
          || part.type() != first.type()
          || !part.dims()
              .subList(1, part.dims().size())
              .equals(first.dims().subList(1, first.dims().size()))) {
        throw model.refused(node, "it puts %s and %s together".formatted(first, part));
      }
      rows += part.dims().get(0);
      to.put(part.bytes());
    }
    List<Long> dims = new ArrayList<>(first.dims());
    dims.set(0, rows);
    return Optional.of(new TensorData(first.type(), dims, to.flip()));
  }

  private void spend(long bytes, String where) {
    room -= bytes;
    if (room < 0) {
      throw model.refused(
          where,
          "what is made of its constants takes more than %s times the file".formatted(MOST_RATIO));
    }
  }

  /** Gives the refusal of a tensor that has another shape than is needed. */
  ZooException misshapen(NodeProto node, TensorData found, String needed) {
    return model.refused(node, "found a tensor %s, needed %s".formatted(found.shape(), needed));
  }
}
