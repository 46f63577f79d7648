package dev.espalier.weights;

import dev.espalier.describe.problem.Shown;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads what Python's pickle says of dictionaries, numbers, texts and tensors, and of nothing else.
 *
 * <p>A pickle is a program that builds values; here it can call no more than the few constructors
 * that {@link #GLOBALS} lists, which are methods of this package. Letters are those of Python's
 * {@code pickletools}.
 */
final class PickleReader {
  /** The constructors, by module and name; storages and types of {@code torch} come besides. */
  private static final Set<String> GLOBALS =
      Set.of(
          "collections OrderedDict",
          "torch Size",
          "torch device",
          "torch._utils _rebuild_tensor",
          "torch._utils _rebuild_tensor_v2",
          "torch._utils _rebuild_parameter",
          "torch._utils _rebuild_parameter_with_state");

  private static final Set<String> TYPES =
      Set.of(
          "float64",
          "float32",
          "float16",
          "bfloat16",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "bool");

  private static final int MOST_VALUES = 2_000_000;
  private static final String ADVICE =
      "torch.save(model.state_dict(), path) in Python, which holds tensors alone";

  /** Python's {@code None}. */
  enum None {
    NONE
  }

  /** Something that is called or named, by its module and name. */
  record Global(String name) {}

  /** The values that tensors are views of. */
  record Storage(String key, ElementType type, long count) {}

  /** A tensor: which of a storage's values it has. */
  record View(Storage storage, long offset, List<Long> dims, List<Long> strides) {}

  private enum Mark {
    MARK
  }

  private final ByteBuffer in;
  private final WeightsFile file;
  private final String where;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private int values;

  private PickleReader(ByteBuffer in, WeightsFile file, String where) {
    this.in = in;
    this.file = file;
    this.where = where;
  }

  /**
   * Gives the value that a pickle builds; the buffer stands behind it afterwards.
   *
   * <p>Numbers are Long or Double, tuples and lists List, dictionaries Map.
   *
   * @throws WeightsException if it is damaged, or builds anything else
   */
  static Object read(ByteBuffer in, WeightsFile file, String where) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    return new PickleReader(in, file, where).run();
  }

  private Object run() {
    while (true) {
      int code = u8();
      if (code == '.') {
        Object value = pop();
        require(stack.isEmpty(), "it ends with values that nobody takes");
        return value;
      }
      step(code);
    }
  }

  private void step(int code) {
    switch (code) {
      case 0x80 -> require(u8() <= 5, "its protocol is none of 0 to 5");
      case 0x95 -> take(8);
      case '(' -> push(Mark.MARK);
      case '0' -> pop();
      case '1' -> marked();
      case '2' -> push(top());
      case 'N' -> push(None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) u8());
      case 'M' -> push(u8() | (long) u8() << 8);
      case 'J' -> push((long) take(4).getInt());
      case 0x8a -> push(whole(take(u8())));
      case 'G' -> push(take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case 0x8c, 'U', 'C' -> push(text(u8()));
      case 'X', 'T', 'B' -> push(text(take(4).getInt()));
      case ']' -> push(new ArrayList<>());
      case ')' -> push(List.of());
      case '}' -> push(new LinkedHashMap<>());
      case 't', 'l' -> push(marked());
      case 0x85 -> push(last(1));
      case 0x86 -> push(last(2));
      case 0x87 -> push(last(3));
      case 'd' -> setItems(new LinkedHashMap<>(), marked());
      case 'a' -> append(last(1));
      case 'e' -> append(marked());
      case 's' -> setItems(last(2));
      case 'u' -> setItems(marked());
      case 'c' -> push(global(line() + " " + line()));
      case 0x93 -> {
        List<Object> name = last(2);
        push(global(name.get(0) + " " + name.get(1)));
      }
      case 'R' -> {
        Object arguments = pop();
        push(call(pop(), arguments));
      }
      case 'b' -> {
        // Attributes of a dictionary, such as the versions of modules, which no tensor needs.
        pop();
        require(top() instanceof Map, "it sets attributes of something else than a dictionary");
      }
      case 'Q' -> push(storage(pop()));
      case 'q' -> memo.put(u8(), top());
      case 'r' -> memo.put(take(4).getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(u8()));
      case 'j' -> push(remembered(take(4).getInt()));
      default ->
          throw wrong(
              String.format(
                  Locale.ROOT,
                  "found instruction 0x%02X at byte %d, which builds no dictionary of tensors",
                  code,
                  in.position() - 1));
    }
  }

  private Object call(Object callee, Object arguments) {
    require(
        callee instanceof Global && arguments instanceof List, "it calls what is no constructor");
    List<?> given = (List<?>) arguments;
    String name = ((Global) callee).name;
    return switch (name) {
      case "collections OrderedDict" -> orderedDict(given);
      case "torch Size" -> given.size() == 1 ? given.get(0) : given;
      case "torch device" -> None.NONE;
      case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> view(given);
      case "torch._utils _rebuild_parameter", "torch._utils _rebuild_parameter_with_state" -> {
        require(!given.isEmpty() && given.get(0) instanceof View, "a parameter is of no tensor");
        yield given.get(0);
      }
      default -> throw wrong("it calls '%s', which is no constructor".formatted(name));
    };
  }

  private Object orderedDict(List<?> arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      require(arguments.get(0) instanceof List, "a dictionary is made of no list");
      for (Object pair : (List<?>) arguments.get(0)) {
        require(pair instanceof List<?> two && two.size() == 2, "a dictionary has no pair");
        put(dict, ((List<?>) pair).get(0), ((List<?>) pair).get(1));
      }
    }
    return dict;
  }

  private View view(List<?> arguments) {
    require(
        arguments.size() >= 4
            && arguments.get(0) instanceof Storage
            && arguments.get(1) instanceof Long,
        "a tensor is of no storage");
    List<Long> dims = sizes(arguments.get(2));
    List<Long> strides = sizes(arguments.get(3));
    require(dims.size() == strides.size(), "a tensor has other strides than sizes");
    return new View((Storage) arguments.get(0), (Long) arguments.get(1), dims, strides);
  }

  private List<Long> sizes(Object value) {
    require(value instanceof List, "a tensor has no sizes");
    List<Long> sizes = new ArrayList<>();
    for (Object size : (List<?>) value) {
      require(size instanceof Long number && number >= 0, "a tensor's size is no size");
      sizes.add((Long) size);
    }
    return sizes;
  }

  private Storage storage(Object id) {
    require(
        id instanceof List<?> parts
            && parts.size() >= 5
            && "storage".equals(parts.get(0))
            && parts.get(1) instanceof Global
            && parts.get(2) instanceof String
            && parts.get(4) instanceof Long count
            && count >= 0
            && (parts.size() < 6 || parts.get(5) == None.NONE),
        "it refers to values that are no storage");
    List<?> parts = (List<?>) id;
    String name = ((Global) parts.get(1)).name;
    ElementType type =
        ElementType.ofStorage(name.substring(name.indexOf(' ') + 1))
            .orElseThrow(() -> wrong("'%s' is no storage of numbers".formatted(name)));
    return new Storage((String) parts.get(2), type, (Long) parts.get(4));
  }

  private Global global(String name) {
    boolean isTorch = name.startsWith("torch ");
    String own = name.substring(name.indexOf(' ') + 1);
    if (!GLOBALS.contains(name)
        && !(isTorch && (ElementType.ofStorage(own).isPresent() || TYPES.contains(own)))) {
      throw file.refused(
          where,
          "it asks for '%s', needed dictionaries, numbers, texts and dense tensors alone"
              .formatted(Shown.name(name.replace(' ', '.'))),
          name.startsWith("__torch__") ? "torchScript(...) for a TorchScript file" : ADVICE);
    }
    return new Global(name);
  }

  private void append(List<Object> items) {
    Object list = top();
    require(list instanceof ArrayList, "it appends to what is no list");
    @SuppressWarnings("unchecked")
    List<Object> growing = (List<Object>) list;
    growing.addAll(items);
  }

  private void setItems(List<Object> items) {
    Object dict = top();
    require(dict instanceof Map, "it sets items of what is no dictionary");
    @SuppressWarnings("unchecked")
    Map<Object, Object> growing = (Map<Object, Object>) dict;
    fill(growing, items);
  }

  private void setItems(Map<Object, Object> dict, List<Object> items) {
    fill(dict, items);
    push(dict);
  }

  private void fill(Map<Object, Object> dict, List<Object> items) {
    require(items.size() % 2 == 0, "a dictionary has a key without a value");
    for (int i = 0; i < items.size(); i += 2) {
      put(dict, items.get(i), items.get(i + 1));
    }
  }

  private void put(Map<Object, Object> dict, Object key, Object value) {
    // Others would be compared by all that they hold.
    require(
        key instanceof String
            || key instanceof Long
            || key instanceof Double
            || key instanceof Boolean,
        "a dictionary has a key that is no text or number");
    dict.put(key, value);
  }

  private Object remembered(int place) {
    Object value = memo.get(place);
    if (value == null) {
      throw wrong("it takes back value %s, which it never kept".formatted(place));
    }
    return value;
  }

  private void push(Object value) {
    require(++values <= MOST_VALUES, "it has more than " + MOST_VALUES + " values");
    stack.add(value);
  }

  private Object top() {
    require(
        !stack.isEmpty() && stack.get(stack.size() - 1) != Mark.MARK,
        "it takes a value where there is none");
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    require(!stack.isEmpty(), "it takes a value where there is none");
    return stack.remove(stack.size() - 1);
  }

  /** Takes the last values off the stack. */
  private List<Object> last(int count) {
    int from = stack.size() - count;
    require(
        from >= 0 && !stack.subList(from, stack.size()).contains(Mark.MARK),
        "it takes a value where there is none");
    List<Object> taken = new ArrayList<>(stack.subList(from, stack.size()));
    stack.subList(from, stack.size()).clear();
    return taken;
  }

  /** Takes the values behind the last mark off the stack, and the mark. */
  private List<Object> marked() {
    int mark = stack.lastIndexOf(Mark.MARK);
    require(mark >= 0, "it looks for a mark that it never set");
    List<Object> taken = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return taken;
  }

  private int u8() {
    require(in.hasRemaining(), "it ends in the middle");
    return in.get() & 0xff;
  }

  private ByteBuffer take(int count) {
    require(count >= 0 && count <= in.remaining(), "it ends in the middle");
    ByteBuffer taken = in.slice(in.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + count);
    return taken;
  }

  private String text(int length) {
    ByteBuffer taken = take(length);
    return StandardCharsets.UTF_8.decode(taken).toString();
  }

  private String line() {
    int from = in.position();
    while (u8() != '\n') {
      require(in.position() - from < 1000, "a name has no end");
    }
    return StandardCharsets.UTF_8.decode(in.slice(from, in.position() - 1 - from)).toString();
  }

  /** Gives a number as it is stored, the lowest byte first. */
  private Object whole(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length > Long.BYTES) {
      // A magic number, or none that a size or an epoch has.
      StringBuilder text = new StringBuilder("0x");
      for (int i = length - 1; i >= 0; i--) {
        text.append(String.format(Locale.ROOT, "%02x", bytes.get(i)));
      }
      return text.toString();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (bytes.get(i) & 0xffL) << (8 * i);
    }
    int unused = 64 - 8 * length;
    return length == 0 ? 0L : value << unused >> unused;
  }

  private void require(boolean right, String what) {
    if (!right) {
      throw wrong(what);
    }
  }

  private WeightsException wrong(String what) {
    return file.refused(where, what + ", needed a state dict of PyTorch's", ADVICE);
  }
}
