package dev.espalier.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Identified;
import dev.espalier.weights.StoredZip;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript module from a file, in evaluation mode, with the values of some of its parts.
 *
 * <p>The file is read once. The module is loaded on each device that it is asked on, and freed when
 * this is garbage collected. Threads may call it at once. It runs the code that is in the file.
 */
public final class TorchModule implements Identified {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long LARGEST_CODE = 64L << 20;
  private static final Pattern ROOT_CLASS =
      Pattern.compile("^\\x80\\x02c(__torch__[A-Za-z0-9_.]*)\\n([A-Za-z0-9_]+)\\n");
  private static final String METHOD = ModuleCode.METHOD + "_in_order";

  private final String name;
  private final List<String> taps;
  private final String hash;
  private final Loaded loaded;

  private TorchModule(String name, List<String> taps, byte[] archive, String hash) {
    this.name = name;
    this.taps = taps;
    this.hash = hash;
    this.loaded = new Loaded(archive);
    CLEANER.register(this, loaded::close);
  }

  /**
   * Reads a module, as {@code torch.jit.save} writes it.
   *
   * @param taps the paths of parts whose values are wanted, such as {@code layer1.0}
   * @throws MisfitException if the file is none, or has no such part
   * @throws IOException if it cannot be read
   */
  public static TorchModule read(Path file, List<String> taps) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      Map<String, ZipEntry> entries = new LinkedHashMap<>();
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        entries.put(entry.getName(), entry);
      }
      String root =
          entries.keySet().stream()
              .filter(each -> each.endsWith("/data.pkl") && each.indexOf('/') == each.length() - 9)
              .findFirst()
              .map(each -> each.substring(0, each.length() - "data.pkl".length()))
              .orElseThrow(() -> none(name, "it has no data.pkl"));
      Map<String, String> code = new LinkedHashMap<>();
      long left = LARGEST_CODE;
      for (ZipEntry entry : entries.values()) {
        if (entry.getName().startsWith(root + "code/") && entry.getName().endsWith(".py")) {
          byte[] text = bytes(zip, entry, left, name);
          left -= text.length;
          code.put(
              entry.getName().substring(root.length()), new String(text, StandardCharsets.UTF_8));
        }
      }
      if (code.isEmpty()) {
        throw none(name, "it has no code, as a state dict has none");
      }
      ZipEntry pickle = Objects.requireNonNull(entries.get(root + "data.pkl"));
      ModuleCode source = new ModuleCode(code);
      source.addTaps(rootClass(zip, pickle, name), taps);
      byte[] archive = rewritten(zip, entries, root, source.files(), name);
      return new TorchModule(name, List.copyOf(taps), archive, hash(file, taps));
    } catch (ZipException e) {
      throw none(name, e.getMessage());
    }
  }

  /**
   * Gives the parts' values and then the module's own, for an input; they belong to the input's
   * manager.
   *
   * @param input in any type of numbers; what comes back is of its type where it is floating
   * @param tokens whether the module takes whole numbers
   * @throws MisfitException if the module fails on it
   */
  public List<NDArray> call(NDArray input, boolean tokens) {
    Loaded.OnDevice module = loaded.on(input.getDevice(), name);
    DataType type = tokens ? DataType.INT64 : module.type;
    NDArray taken = input.toType(type, false);
    NDArray marker =
        new PtNDArray((PtNDManager) input.getManager(), new String[] {""}, new Shape());
    marker.setName("module_method:" + METHOD);
    NDList inputs = new NDList(marker, JniUtils.reshape((PtNDArray) taken, shape(taken)));
    JniUtils.setGraphExecutorOptimize(false);
    try {
      List<NDArray> values = new ArrayList<>();
      for (NDArray value : IValueUtils.forward(module.block, inputs, true)) {
        boolean same = value.getDataType() == input.getDataType() || !floating(input);
        values.add(same ? value : value.toType(input.getDataType(), false));
      }
      return values;
    } catch (EngineException e) {
      MisfitException misfit =
          new MisfitException(
              "the module fails on an input of %s: %s".formatted(input.getShape(), reason(e)),
              tokens
                  ? "input(...) of its shape"
                  : "input(...) of its shape, or tokens() for words");
      misfit.initCause(e);
      throw misfit;
    } finally {
      JniUtils.setGraphExecutorOptimize(true);
      inputs.close();
    }
  }

  private static boolean floating(NDArray array) {
    return array.getDataType().isFloating();
  }

  private static long[] shape(NDArray array) {
    return array.getShape().getShape();
  }

  /** Gives the parts whose values it gives, in this order. */
  public List<String> taps() {
    return taps;
  }

  /** Gives the file's name. */
  public String name() {
    return name;
  }

  @Override
  public Object identity() {
    return hash;
  }

  private static String rootClass(ZipFile zip, ZipEntry pickle, String name) throws IOException {
    try (InputStream in = zip.getInputStream(pickle)) {
      String head = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
      Matcher root = ROOT_CLASS.matcher(head);
      if (!root.find()) {
        throw none(name, "its data begin with no class");
      }
      return root.group(1) + "." + root.group(2);
    }
  }

  private static byte[] rewritten(
      ZipFile zip,
      Map<String, ZipEntry> entries,
      String root,
      Map<String, String> code,
      String name)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoredZip written = new StoredZip(out);
    for (ZipEntry entry : entries.values()) {
      // These say which line of the old text an instruction came from.
      if (!entry.getName().endsWith(".debug_pkl") && !entry.isDirectory()) {
        String own =
            code.get(
                entry.getName().startsWith(root) ? entry.getName().substring(root.length()) : "");
        byte[] bytes =
            own == null
                ? bytes(zip, entry, Integer.MAX_VALUE - 64, name)
                : own.getBytes(StandardCharsets.UTF_8);
        written.add(entry.getName(), ByteBuffer.wrap(bytes));
      }
    }
    written.finish();
    return out.toByteArray();
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry, long most, String name)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 64));
      if (in.read() >= 0) {
        throw none(name, "its part %s is larger than %s bytes".formatted(entry.getName(), most));
      }
      return bytes;
    }
  }

  private static String hash(Path file, List<String> taps) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      digest.update(String.join("\n", taps).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static MisfitException none(String name, @Nullable String why) {
    return new MisfitException(
        "file '%s' is no TorchScript module: %s".formatted(name, why),
        "torch.jit.save(torch.jit.script(model.eval()), path) in Python");
  }

  private static String reason(EngineException e) {
    List<String> lines = String.valueOf(e.getMessage()).lines().map(String::strip).toList();
    return lines.stream()
        .filter(line -> line.startsWith("RuntimeError: ") || line.contains("Error: "))
        .reduce((first, last) -> last)
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  /** The module in native memory, on each device that was asked. */
  private static final class Loaded {
    private final byte[] archive;
    private final Map<Device, OnDevice> onDevices = new HashMap<>();

    Loaded(byte[] archive) {
      this.archive = archive;
    }

    synchronized OnDevice on(Device device, String name) {
      return onDevices.computeIfAbsent(device, key -> load(key, name));
    }

    private OnDevice load(Device device, String name) {
      PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, Torch.ENGINE);
      try {
        PtSymbolBlock block =
            JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
        JniUtils.enableInferenceMode(block);
        DataType type = DataType.FLOAT32;
        try (NDList parameters = JniUtils.moduleGetParams(block, manager)) {
          for (NDArray parameter : parameters) {
            if (floating(parameter)) {
              type = parameter.getDataType();
              // It stays as it is; gradients may flow through it.
              parameter.setRequiresGradient(false);
            }
          }
        }
        return new OnDevice(manager, block, type);
      } catch (EngineException e) {
        manager.close();
        throw none(name, reason(e));
      } catch (IOException e) {
        manager.close();
        throw none(name, e.getMessage());
      }
    }

    synchronized void close() {
      onDevices.values().forEach(each -> each.manager.close());
    }

    private record OnDevice(PtNDManager manager, PtSymbolBlock block, DataType type) {}
  }

  @Override
  public String toString() {
    return "torchscript(" + name + ")";
  }
}
