package dev.espalier.torch;

import dev.espalier.weights.PickleWriter;
import dev.espalier.weights.StoredZip;
import dev.espalier.weights.TensorData;
import dev.espalier.weights.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A TorchScript module written from Java: tensors, numbers and methods, in LibTorch's own file
 * format.
 *
 * <p>DJL loads the file with nothing but its PyTorch engine, and Python with {@code
 * torch.jit.load}. A value of this class never changes: each call gives a new one. The same
 * description always gives the same bytes.
 *
 * <pre>{@code
 * TorchScriptArchive.named("Scale")
 *     .parameter("factor", TensorData.of(new float[] {2}, 1))
 *     .method("def forward(self, x: Tensor) -> Tensor:\n  return x * self.factor")
 *     .write(Path.of("scale.pt"));
 * }</pre>
 *
 * <p>Methods are written as LibTorch itself stores them: no import, {@code torch.name(...)} for
 * operators, {@code annotate(List[int], [])} for an empty list, and indents of two spaces.
 */
public final class TorchScriptArchive {
  // The newest format that PyTorch 1.13 and 2.7 both read and write.
  private static final String FORMAT = "10\n";
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern METHOD = Pattern.compile("^def\\s+(\\w+)\\s*\\(\\s*self\\b");

  private final String name;
  private final Map<String, Attribute> attributes;
  private final Map<String, String> methods;

  private TorchScriptArchive(
      String name, Map<String, Attribute> attributes, Map<String, String> methods) {
    this.name = name;
    this.attributes = attributes;
    this.methods = methods;
  }

  /**
   * Starts an empty module of a class name.
   *
   * @throws IllegalArgumentException if the name is no identifier
   */
  public static TorchScriptArchive named(String name) {
    requireIdentifier("module", name);
    return new TorchScriptArchive(name, Map.of(), Map.of())
        .with("training", new Attribute("bool", false, Role.PLAIN))
        // Python asks every loaded module for this one.
        .with(
            "_is_full_backward_hook",
            new Attribute("Optional[bool]", PickleWriter.None.NONE, Role.PLAIN));
  }

  /** Adds a tensor that is trained. */
  public TorchScriptArchive parameter(String name, TensorData tensor) {
    return with(
        name, new Attribute("Tensor", new PickleWriter.Stored(tensor, true), Role.PARAMETER));
  }

  /** Adds a tensor that belongs to the module's state, but is not trained. */
  public TorchScriptArchive buffer(String name, TensorData tensor) {
    return with(name, new Attribute("Tensor", new PickleWriter.Stored(tensor, false), Role.BUFFER));
  }

  /** Adds a tensor that is neither trained nor part of the state. */
  public TorchScriptArchive attribute(String name, TensorData tensor) {
    return with(name, new Attribute("Tensor", new PickleWriter.Stored(tensor, false), Role.PLAIN));
  }

  /** Adds a whole number, an {@code int} of TorchScript. */
  public TorchScriptArchive attribute(String name, long value) {
    return with(name, new Attribute("int", value, Role.PLAIN));
  }

  /** Adds a number, a {@code float} of TorchScript. */
  public TorchScriptArchive attribute(String name, double value) {
    return with(name, new Attribute("float", value, Role.PLAIN));
  }

  /** Adds a truth value, a {@code bool} of TorchScript. */
  public TorchScriptArchive attribute(String name, boolean value) {
    return with(name, new Attribute("bool", value, Role.PLAIN));
  }

  /** Adds a text, a {@code str} of TorchScript. */
  public TorchScriptArchive attribute(String name, String value) {
    return with(name, new Attribute("str", value, Role.PLAIN));
  }

  /**
   * Adds a method, as {@code def name(self, x: Tensor) -> Tensor:} and its body.
   *
   * @throws IllegalArgumentException if the text does not begin so, or the name is taken
   */
  public TorchScriptArchive method(String source) {
    Matcher matcher = METHOD.matcher(source);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "module %s: a method's source begins with '%s'. Try 'def forward(self, x: Tensor) -> Tensor:'."
              .formatted(name, source.lines().findFirst().orElse("")));
    }
    requireFree(matcher.group(1));
    Map<String, String> more = new LinkedHashMap<>(methods);
    more.put(matcher.group(1), source.stripTrailing());
    return new TorchScriptArchive(name, attributes, more);
  }

  /**
   * Writes the archive to a file; a reader sees the whole file or the one that was there before.
   *
   * @throws IOException if the file cannot be written
   */
  public Path write(Path file) throws IOException {
    return WholeFile.write(file, this::write);
  }

  /**
   * Writes the archive to a stream, and leaves the stream open.
   *
   * @throws IOException if the stream does
   */
  public void write(OutputStream out) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    attributes.forEach((key, attribute) -> values.put(key, attribute.value()));
    StoredZip zip = new StoredZip(out);
    zip.add(name + "/data.pkl", ByteBuffer.wrap(PickleWriter.object("__torch__", name, values)));
    zip.add(name + "/code/__torch__.py", utf8(code()));
    int storage = 0;
    for (Object value : values.values()) {
      if (value instanceof PickleWriter.Stored stored) {
        zip.add(name + "/data/" + storage++, stored.data().bytes());
      }
    }
    zip.add(name + "/constants.pkl", ByteBuffer.wrap(PickleWriter.emptyTuple()));
    zip.add(name + "/version", utf8(FORMAT));
    zip.finish();
  }

  /** Gives the archive's bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Gives the source of the module's class, as it is stored. */
  public String code() {
    StringBuilder code = new StringBuilder("class " + name + "(Module):\n");
    code.append("  __parameters__ = ").append(names(Role.PARAMETER)).append('\n');
    code.append("  __buffers__ = ").append(names(Role.BUFFER)).append('\n');
    attributes.forEach(
        (key, value) ->
            code.append("  ").append(key).append(" : ").append(value.type()).append('\n'));
    methods.values().forEach(source -> code.append(source.indent(2)));
    return code.toString();
  }

  @Override
  public String toString() {
    return "%s with %s, methods %s"
        .formatted(name, List.copyOf(attributes.keySet()), List.copyOf(methods.keySet()));
  }

  private TorchScriptArchive with(String key, Attribute attribute) {
    requireIdentifier("attribute", key);
    requireFree(key);
    Map<String, Attribute> more = new LinkedHashMap<>(attributes);
    more.put(key, attribute);
    return new TorchScriptArchive(name, more, methods);
  }

  private void requireFree(String key) {
    if (attributes.containsKey(key) || methods.containsKey(key)) {
      throw new IllegalArgumentException(
          "module %s: '%s' is there already. It has %s. Try another name."
              .formatted(name, key, new ArrayList<>(attributes.keySet())));
    }
  }

  private static void requireIdentifier(String kind, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s '%s': a name in TorchScript has letters, digits and '_' only, and starts with none of the digits. Try '%s'."
              .formatted(kind, name, "_" + name.replaceAll("[^A-Za-z0-9_]", "_")));
    }
  }

  private String names(Role role) {
    return attributes.entrySet().stream()
        .filter(entry -> entry.getValue().role() == role)
        .map(entry -> "\"" + entry.getKey() + "\", ")
        .collect(Collectors.joining("", "[", "]"));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private enum Role {
    PARAMETER,
    BUFFER,
    PLAIN
  }

  private record Attribute(String type, Object value, Role role) {}
}
