package dev.espalier.zoo.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.check.WeightsFit;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an ONNX file as a network and its values. */
public final class OnnxReader {
  private static final List<TensorProto.DataType> TYPES =
      List.of(
          TensorProto.DataType.FLOAT,
          TensorProto.DataType.DOUBLE,
          TensorProto.DataType.FLOAT16,
          TensorProto.DataType.INT64,
          TensorProto.DataType.INT32);

  private OnnxReader() {}

  /**
   * Reads a file.
   *
   * @throws ZooException if it is damaged, or an operator has no layer
   */
  public static GivenNetwork read(Path path, OnnxSettings settings) {
    String subject = "file '" + path + "'";
    return read(bytes(path, subject), subject, settings);
  }

  static GivenNetwork read(ByteBuffer file, String subject, OnnxSettings settings) {
    OnnxModel model = OnnxModel.read(file, subject, settings);
    Dims dims = dims(model);
    LayerStack stack = new Walk(model).layers(dims);
    requireSoundPadding(model, stack.layers());
    Network network = network(model, stack, dims);
    StateDict weights = StateDict.of(floating(stack.values()));
    requireFit(network, weights, subject);
    return new GivenNetwork(network, new GivenValues(weights, true, Optional.empty(), subject));
  }

  /** Refuses layers that would leave out padding where the file's operators do not. */
  private static void requireSoundPadding(OnnxModel model, List<NamedLayer> layers) {
    if (model.settings().padding().isEmpty()) {
      return;
    }
    for (NamedLayer each : layers) {
      boolean isSame = each.layer().masked().equals(each.layer());
      if (!isSame) {
        throw model.refused(
            "layer '%s'".formatted(Shown.name(each.name())),
            "it would leave out padding, which the file's operators do not");
      }
    }
  }

  private static Network network(OnnxModel model, LayerStack stack, Dims dims) {
    String name = model.name().replaceAll("[^A-Za-z0-9_-]", "_").replaceAll("^[^A-Za-z]+", "");
    String used = name.isEmpty() ? "onnx" : name.substring(0, Math.min(name.length(), 100));
    try {
      return new Network(used, new Source.Input(dims), stack.layers());
    } catch (IllegalArgumentException e) {
      throw model.refused("graph", "it has more layers than a network may have");
    }
  }

  /** Gives all values as fractions; a file may have some as whole numbers. */
  private static Map<String, TensorData> floating(Map<String, TensorData> values) {
    Map<String, TensorData> all = new LinkedHashMap<>();
    values.forEach(
        (name, data) -> all.put(name, data.isFloating() ? data : data.as(DataType.FLOAT32)));
    return all;
  }

  private static void requireFit(Network network, StateDict weights, String subject) {
    try {
      CheckedNetwork checked = Checker.check(network).networks().get(0);
      WeightsFit fit = WeightsFit.of(checked, weights);
      if (!fit.problems().isEmpty()) {
        throw new ZooException(subject, fit.problems());
      }
    } catch (CheckException e) {
      throw new ZooException(subject, e.problems()).causedBy(e);
    }
  }

  /** Gives the shape of a sample: the first axis is the batch's. */
  private static Dims dims(OnnxModel model) {
    int type = model.input().getType().getTensorType().getElemType();
    if (TYPES.stream().noneMatch(each -> each.getNumber() == type)) {
      throw model.refused(
          "input '%s'".formatted(Shown.name(model.input().getName())),
          "its values are of type %s, needed one of %s".formatted(type, TYPES));
    }
    if (model.settings().input().isPresent()) {
      return model.settings().input().get();
    }
    ValueInfoProto value = model.input();
    List<Long> sizes = new ArrayList<>();
    List<TensorShapeProto.Dimension> axes = value.getType().getTensorType().getShape().getDimList();
    for (TensorShapeProto.Dimension axis : axes.subList(Math.min(1, axes.size()), axes.size())) {
      sizes.add(axis.hasDimValue() ? axis.getDimValue() : 0);
    }
    if (axes.size() < 2 || sizes.stream().anyMatch(size -> size < 1)) {
      throw new ZooException(
          model.subject(),
          List.of(
              new Problem(
                  "input '%s'".formatted(Shown.name(value.getName())),
                  "its shape without the batch is %s, needed sizes that are known".formatted(sizes),
                  "Onnx.read(path, 3, 224, 224), with the shape of one sample")));
    }
    try {
      return new Dims(sizes);
    } catch (IllegalArgumentException e) {
      throw model.refused("input", "its shape is %s".formatted(sizes));
    }
  }

  private static ByteBuffer bytes(Path path, String subject) {
    if (!Files.isRegularFile(path)) {
      throw ZooException.of(
          subject,
          "path",
          Files.isDirectory(path) ? "found a folder, needed a file" : "found no such file",
          "the path of an .onnx file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      long size = Files.size(path);
      if (size > Limits.TENSORS) {
        throw ZooException.of(
            subject,
            "size",
            "it has %s bytes, needed %s at most".formatted(size, Limits.TENSORS),
            "Weights.read(...) of a safetensors file");
      }
      return ByteBuffer.wrap(in.readNBytes((int) size));
    } catch (IOException e) {
      throw ZooException.of(
              subject, "path", "it cannot be read", "a file that this program may read")
          .causedBy(e);
    }
  }
}
