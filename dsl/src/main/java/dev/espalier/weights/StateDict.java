package dev.espalier.weights;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Identified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Tensors by name, outside native memory: the parameters and statistics of a trained network.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("student.pt"));
 * weights.under("backbone").renamed(Map.of("fc", "output")).writeTo(Path.of("student.safetensors"));
 * }</pre>
 *
 * <p>Two are equal if they have the same tensors under the same names, bit for bit.
 */
public final class StateDict implements Identified {
  private final Map<String, TensorData> tensors;
  private final Extent extent;
  private final boolean inOrder;

  private StateDict(Map<String, TensorData> tensors, Extent extent, boolean inOrder) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.extent = extent;
    this.inOrder = inOrder;
  }

  /** How much of a network weights must be. */
  public enum Extent {
    /** Every parameter has its tensor, and every tensor its parameter. */
    ALL,
    /** Parameters without a tensor keep their first values, and other tensors are left out. */
    SOME,
    /** As {@link #SOME}, and tensors of another shape than their parameter are left out too. */
    WHERE_FITTING
  }

  /**
   * Gives weights of tensors by name.
   *
   * @param tensors by {@code layer.parameter}, such as {@code h1.weight}
   */
  public static StateDict of(Map<String, TensorData> tensors) {
    Given.all("tensors", tensors);
    return new StateDict(tensors, Extent.ALL, false);
  }

  /**
   * Reads weights from a file: safetensors, arrays of numpy ({@code .npz}, {@code .npy}), or a
   * state dict of PyTorch's ({@code .pt}, {@code .pth}), told apart by what it holds.
   *
   * <p>Nothing in a file can run. Halves become FLOAT32, whole numbers and truth values INT64. Of a
   * checkpoint the dictionaries of tensors are taken; the names of several begin with their keys. A
   * {@code .npy} file's tensor has the file's name without its ending.
   *
   * @throws WeightsException if the file is damaged, or holds anything else
   */
  public static StateDict read(Path path) {
    Given.all("path", path);
    return of(WeightsFormat.read(path));
  }

  /**
   * Writes a file of the format that its ending names: {@code .safetensors}, {@code .npz}, {@code
   * .npy} for one tensor alone, {@code .pt} or {@code .pth} for {@code torch.load}. A reader sees
   * the whole of it, or the one that was there before; folders are made.
   *
   * @return the path
   * @throws WeightsException if it ends with something else, or cannot be written
   */
  public Path writeTo(Path path) {
    Given.all("path", path);
    WeightsFormat format = WeightsFormat.toWrite(path);
    if (format == WeightsFormat.NPY && tensors.size() != 1) {
      throw WeightsException.of(
          WeightsFile.subject(path),
          "name",
          "it would hold one array, and there are " + Shown.count(tensors.size(), "tensor"),
          ".npz");
    }
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return WholeFile.write(path, out -> format.write(tensors, out));
    } catch (IOException e) {
      throw WeightsException.of(
              WeightsFile.subject(path),
              "path",
              "it cannot be written",
              "a folder that this program may write to, with room for it")
          .causedBy(e);
    }
  }

  /**
   * Gives these weights under other names: a whole name, or that of a module, such as {@code fc1}
   * of {@code fc1.weight}.
   *
   * @param names the new name by the old one; the longest that fits counts
   * @throws IllegalArgumentException if there is none of an old name, or two would have one name
   */
  public StateDict renamed(Map<String, String> names) {
    Given.all("names", names);
    Given.all("names", names.keySet(), "names", names.values());
    Set<String> unused = new LinkedHashSet<>(names.keySet());
    Map<String, String> found = new HashMap<>();
    for (String name : tensors.keySet()) {
      String old = name;
      while (!old.isEmpty() && !names.containsKey(old)) {
        old = old.substring(0, Math.max(0, old.lastIndexOf('.')));
      }
      if (!old.isEmpty()) {
        unused.remove(old);
        found.put(name, names.get(old) + name.substring(old.length()));
      }
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "renamed: found no tensor or module %s, needed some of %s. Try one of those."
              .formatted(unused, shown(tensors.keySet())));
    }
    return renamed(name -> found.getOrDefault(name, name));
  }

  /**
   * Gives these weights under other names.
   *
   * @param names gives the new name for each one
   * @throws IllegalArgumentException if two would have one name
   */
  public StateDict renamed(UnaryOperator<String> names) {
    Given.all("names", names);
    Map<String, TensorData> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, data) -> {
          String other = Given.result("names", names.apply(name));
          if (renamed.put(other, data) != null) {
            throw new IllegalArgumentException(
                "renamed: two tensors would be '%s', one of them '%s'. Try names of their own."
                    .formatted(Shown.name(other), Shown.name(name)));
          }
        });
    return new StateDict(renamed, extent, inOrder);
  }

  /**
   * Gives the tensors within a module, under their names in there.
   *
   * @param prefix what their names begin with before a dot, such as {@code student}
   * @throws IllegalArgumentException if there are none
   */
  public StateDict under(String prefix) {
    Given.all("prefix", prefix);
    String start = prefix.endsWith(".") ? prefix : prefix + ".";
    Map<String, TensorData> within = new LinkedHashMap<>();
    tensors.forEach(
        (name, data) -> {
          if (name.startsWith(start)) {
            within.put(name.substring(start.length()), data);
          }
        });
    if (within.isEmpty()) {
      throw new IllegalArgumentException(
          "under(%s): found no tensor within it, needed some of %s. Try one of those."
              .formatted(Shown.name(prefix), shown(tensors.keySet())));
    }
    return new StateDict(within, extent, inOrder);
  }

  /** Gives the tensors in their order. */
  public Map<String, TensorData> tensors() {
    return tensors;
  }

  /**
   * Gives these weights as some of a network's: parameters without a tensor keep their first
   * values, and tensors without a parameter are left out.
   */
  public StateDict partial() {
    if (extent == Extent.SOME) {
      throw Choices.twice("weights", "partial", true, true);
    }
    return new StateDict(tensors, Extent.SOME, inOrder);
  }

  /** Gives these weights as those of a network's that fit it by name and shape. */
  public StateDict whereFitting() {
    return new StateDict(tensors, Extent.WHERE_FITTING, inOrder);
  }

  /** Gives how much of a network these must be; ALL at first. */
  public Extent extent() {
    return extent;
  }

  /**
   * Gives these weights for layers of other names: those of the first module, as {@code module} of
   * {@code module.parameter}, go to the first layer that has parameters, and so on.
   */
  public StateDict inOrder() {
    if (inOrder) {
      throw Choices.twice("weights", "inOrder", inOrder, true);
    }
    return new StateDict(tensors, extent, true);
  }

  /** Says whether modules and layers meet by their order instead of their names. */
  public boolean isInOrder() {
    return inOrder;
  }

  /** Gives the SHA-256 of all names, shapes and values. */
  public String hash() {
    MessageDigest digest = sha256();
    tensors.forEach(
        (name, data) -> {
          digest.update((name + " " + data + "\n").getBytes(StandardCharsets.UTF_8));
          digest.update(data.bytes().duplicate());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String shown(Set<String> names) {
    String first = names.stream().limit(12).map(Shown::name).collect(Collectors.joining(", "));
    return names.size() > 12 ? first + ", ..." : first;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public Object identity() {
    return List.of(hash(), extent, inOrder);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateDict weights
        && extent == weights.extent
        && inOrder == weights.inOrder
        && tensors.equals(weights.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return Shown.count(tensors.size(), "tensor")
        + (extent == Extent.ALL ? "" : ", some of a network's")
        + (inOrder ? ", in order" : "");
  }
}
