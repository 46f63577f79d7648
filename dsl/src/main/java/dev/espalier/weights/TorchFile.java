package dev.espalier.weights;

import dev.espalier.describe.problem.Shown;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's state dicts: a pickle that says which tensors there are, and their values beside it, in
 * a zip since PyTorch 1.6 and one after the other before.
 *
 * <p>Of a checkpoint with other things the dictionaries of tensors are taken.
 */
final class TorchFile {
  /** What a file in the old form begins with, after which a number stands that nothing else has. */
  private static final String OLD_MAGIC = "0x1950a86a20f9469cfc6c";

  private static final String FOLDER = "archive";
  private static final long MOST_PICKLE = 64L << 20;
  // Tensors may share values; what they are apart is bounded by the file.
  private static final long MOST_RATIO = 16;
  private static final long ALLOWANCE = 1L << 20;

  private final WeightsFile file;
  private final Map<String, Values> storages = new HashMap<>();
  private final Map<PickleReader.View, TensorData> known = new HashMap<>();
  private final Source source;
  private long room;

  private TorchFile(WeightsFile file, Source source) {
    this.file = file;
    this.source = source;
    this.room = file.size() * MOST_RATIO + ALLOWANCE;
  }

  /** Gives the bytes of a storage. */
  private interface Source {
    ByteBuffer values(PickleReader.Storage storage);
  }

  private record Values(PickleReader.Storage storage, ByteBuffer bytes) {}

  /** Says whether a zip is such a file, whatever its folder is called. */
  static boolean isIn(ZipParts zip) {
    return folder(zip) != null;
  }

  static Map<String, TensorData> read(ZipParts zip, WeightsFile file) {
    String folder = String.valueOf(folder(zip));
    if (zip.has(folder + "constants.pkl")) {
      throw file.refused(
          "part " + folder + "constants.pkl",
          "it is a TorchScript module, which has code of its own, needed a state dict",
          "torchScript(...) for it, or torch.save(model.state_dict(), path) in Python");
    }
    if (zip.has(folder + "byteorder")) {
      String order = StandardCharsets.UTF_8.decode(zip.read(folder + "byteorder")).toString();
      if (!order.equals("little")) {
        throw file.refused(
            "part " + folder + "byteorder",
            "found '%s', needed 'little'".formatted(Shown.name(order)),
            "writing it on a machine that is little-endian");
      }
    }
    ByteBuffer pickle = zip.read(folder + "data.pkl");
    if (pickle.remaining() > MOST_PICKLE) {
      throw file.refused(
          "part data.pkl",
          "found %s bytes, needed %s at most".formatted(pickle.remaining(), MOST_PICKLE));
    }
    return new TorchFile(file, storage -> zip.read(folder + "data/" + storage.key()))
        .tensors(PickleReader.read(pickle, file, "part data.pkl"));
  }

  private static @Nullable String folder(ZipParts zip) {
    for (String name : zip.names()) {
      if (name.equals("data.pkl") || name.endsWith("/data.pkl")) {
        return name.substring(0, name.length() - "data.pkl".length());
      }
    }
    return null;
  }

  /** Says whether bytes begin as a file in the old form does. */
  static boolean isOld(ByteBuffer start) {
    return start.remaining() > 14
        && start.get(0) == (byte) 0x80
        && start.get(2) == (byte) 0x8a
        && start.get(3) == 10;
  }

  /** Reads a file in the old form: five pickles, and the values of each storage after its count. */
  static Map<String, TensorData> readOld(WeightsFile file) {
    ByteBuffer start = file.bytes(0, Math.min(file.size(), MOST_PICKLE), "pickles");
    Object magic = PickleReader.read(start, file, "magic number");
    Object protocol = PickleReader.read(start, file, "protocol");
    Object system = PickleReader.read(start, file, "system");
    if (!OLD_MAGIC.equals(magic)
        || !Long.valueOf(1001).equals(protocol)
        || !(system instanceof Map<?, ?> facts
            && Boolean.TRUE.equals(facts.get("little_endian")))) {
      throw file.refused(
          "magic number",
          "it is no file of PyTorch's on a little-endian machine",
          "torch.save(model.state_dict(), path) in Python");
    }
    Map<String, Long> places = new HashMap<>();
    TorchFile reader =
        new TorchFile(
            file,
            storage -> {
              Long at = places.get(storage.key());
              String where = "storage " + Shown.name(storage.key());
              if (at == null || file.bytes(at, Long.BYTES, where).getLong() != storage.count()) {
                throw file.refused(
                    where, "there are no %s values of it".formatted(storage.count()));
              }
              long bytes =
                  Sizes.bytes(List.of(storage.count()), storage.type().width())
                      .orElse(Long.MAX_VALUE);
              return file.bytes(at + Long.BYTES, bytes, where);
            });
    Object state = PickleReader.read(start, file, "state dict");
    Object keys = PickleReader.read(start, file, "list of storages");
    if (!(keys instanceof List<?> names)) {
      throw file.refused("list of storages", "it is no list");
    }
    reader.place(names, widths(state), start.position(), places);
    return reader.tensors(state);
  }

  /** Finds where each storage's values begin: they follow each other. */
  private void place(
      List<?> names, Map<String, Integer> widths, long from, Map<String, Long> places) {
    long at = from;
    for (Object name : names) {
      String where = "storage " + Shown.name(String.valueOf(name));
      long count = file.bytes(at, Long.BYTES, where).getLong();
      Integer width = widths.get(String.valueOf(name));
      if (width == null || count < 0 || count > file.size() / width) {
        throw file.refused(where, "no tensor has it, or it has %s values".formatted(count));
      }
      places.put(String.valueOf(name), at);
      at += Long.BYTES + count * width;
    }
    if (at != file.size()) {
      throw file.refused("values", "they end at byte %s of %s".formatted(at, file.size()));
    }
  }

  /** Gives the width of each storage's values, by its key. */
  private static Map<String, Integer> widths(Object state) {
    Map<String, Integer> widths = new HashMap<>();
    List<Object> open = new ArrayList<>(List.of(state));
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!open.isEmpty()) {
      Object value = open.remove(open.size() - 1);
      if (value instanceof PickleReader.View view) {
        widths.put(view.storage().key(), view.storage().type().width());
      } else if (value instanceof Map<?, ?> map && seen.add(value)) {
        open.addAll(map.values());
      } else if (value instanceof List<?> list && seen.add(value)) {
        open.addAll(list);
      }
    }
    return widths;
  }

  /**
   * Takes the tensors of a dictionary, or of the dictionaries in one, under their keys if several.
   */
  private Map<String, TensorData> tensors(Object state) {
    if (!(state instanceof Map<?, ?> dict)) {
      throw none("something else than a dictionary");
    }
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    if (dict.values().stream().anyMatch(PickleReader.View.class::isInstance)) {
      addAll("", dict, tensors);
      return tensors;
    }
    List<Map.Entry<?, ?>> within = new ArrayList<>();
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      if (entry.getKey() instanceof String
          && entry.getValue() instanceof Map<?, ?> inner
          && inner.values().stream().anyMatch(PickleReader.View.class::isInstance)) {
        within.add(entry);
      }
    }
    if (within.isEmpty() && !dict.isEmpty()) {
      throw none("a dictionary of " + Shown.name(String.valueOf(dict.keySet())));
    }
    for (Map.Entry<?, ?> entry : within) {
      String prefix = within.size() == 1 ? "" : entry.getKey() + ".";
      addAll(prefix, (Map<?, ?>) entry.getValue(), tensors);
    }
    return tensors;
  }

  private WeightsException none(String found) {
    return file.refused(
        "state dict",
        "found %s, needed a dictionary of tensors by name, or one that holds such".formatted(found),
        "torch.save(model.state_dict(), path) in Python");
  }

  private void addAll(String prefix, Map<?, ?> dict, Map<String, TensorData> tensors) {
    dict.forEach(
        (key, value) -> {
          if (value instanceof PickleReader.View view) {
            tensors.put(prefix + key, tensor(prefix + key, view));
          }
        });
  }

  private TensorData tensor(String name, PickleReader.View view) {
    TensorData same = known.get(view);
    if (same != null) {
      return same;
    }
    PickleReader.Storage storage = view.storage();
    String where = "tensor " + Shown.name(name);
    long count = requireWithin(view, where);
    ByteBuffer values = values(storage, where);
    int width = storage.type().width();
    boolean isView = Strided.isRowMajor(view.dims(), view.strides());
    int after = storage.type().widthAfter();
    room -= (isView ? 0 : count * width) + (after == width && isView ? 0 : count * after);
    if (room < 0) {
      throw file.refused(
          where,
          "its tensors share so many values that they take more than %s times the file"
              .formatted(MOST_RATIO),
          "{k: v.contiguous().clone() for k, v in state_dict.items()} in Python");
    }
    ByteBuffer raw =
        isView || count == 0
            ? values.slice(
                Math.toIntExact(count == 0 ? 0 : view.offset() * width),
                Math.toIntExact(count * width))
            : Strided.gather(values, view.offset(), view.dims(), view.strides(), width);
    TensorData data = storage.type().tensor(raw, view.dims());
    known.put(view, data);
    return data;
  }

  /** Refuses a tensor that reaches beyond its storage, or has a value of it more than once. */
  private long requireWithin(PickleReader.View view, String where) {
    long stored = view.storage().count();
    long count = Sizes.count(view.dims()).orElse(Long.MAX_VALUE);
    long last = view.offset();
    for (int axis = 0; axis < view.dims().size() && count > 0; axis++) {
      long steps = view.dims().get(axis) - 1;
      long stride = view.strides().get(axis);
      last =
          stride != 0 && steps > stored / stride
              ? Long.MAX_VALUE
              : Math.min(last, stored) + steps * stride;
    }
    if (view.offset() < 0 || count > stored || (count > 0 && (last < 0 || last >= stored))) {
      throw file.refused(
          where,
          "%s with strides %s from %s on does not lie within its %s values"
              .formatted(view.dims(), view.strides(), view.offset(), stored),
          "tensor.contiguous() in Python");
    }
    return count;
  }

  private ByteBuffer values(PickleReader.Storage storage, String where) {
    Values found = storages.get(storage.key());
    if (found == null) {
      found = new Values(storage, source.values(storage));
      storages.put(storage.key(), found);
    }
    long needed =
        Sizes.bytes(List.of(storage.count()), storage.type().width()).orElse(Long.MAX_VALUE);
    if (!found.storage.equals(storage) || found.bytes.remaining() != needed) {
      throw file.refused(
          where,
          "storage '%s' has %s bytes, needed %s"
              .formatted(Shown.name(storage.key()), found.bytes.remaining(), needed));
    }
    return found.bytes;
  }

  static void write(Map<String, TensorData> tensors, OutputStream out) throws IOException {
    StoredZip zip = new StoredZip(out);
    zip.add(FOLDER + "/data.pkl", ByteBuffer.wrap(PickleWriter.stateDict(tensors)));
    int storage = 0;
    for (TensorData data : tensors.values()) {
      zip.add(FOLDER + "/data/" + storage++, data.bytes());
    }
    zip.add(FOLDER + "/version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.UTF_8)));
    zip.finish();
  }
}
