package dev.espalier.zoo;

import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.SafeTensors;
import dev.espalier.weights.TensorData;
import dev.espalier.weights.WeightsException;
import dev.espalier.zoo.graph.Tensors;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors in a file, in the safetensors format: a length, a JSON header, and the values.
 *
 * <p>Nothing in such a file can run. Its size and its header's are compared with what the hierarchy
 * needs before they are read.
 */
final class TensorFile {
  private static final int LENGTH = Long.BYTES;
  // The words, quotes and offsets of one tensor's entry, and some room.
  private static final int ENTRY = 150;
  private static final String ADVICE = "publishing the model again";

  private TensorFile() {}

  /** Gives the bytes of a file of these tensors, in their order. */
  static ByteBuffer write(Map<String, Trained.Parameter> parameters) {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> tensors.put(name, parameter.data()));
    return SafeTensors.bytes(tensors);
  }

  /**
   * Refuses a file by its size alone, before it is read: it is known what the tensors take.
   *
   * @throws ZooException if these tensors cannot make a file of that size
   */
  static void requireSize(long size, Map<String, ParameterSpec> specs, String file) {
    long values = specs.values().stream().mapToLong(spec -> spec.dims().count()).sum();
    long least = LENGTH + 2 + values * Float.BYTES;
    long most = LENGTH + mostHeader(specs) + values * Double.BYTES;
    if (size < least || size > most) {
      throw refused(
          file,
          "size",
          "it has %s bytes, and the tensors of the description take %s to %s"
              .formatted(size, least, most));
    }
  }

  /**
   * Reads exactly the tensors that a hierarchy has, of one type, whose values are all finite.
   *
   * @throws ZooException if the file holds others, or is not whole
   */
  static Map<String, Trained.Parameter> read(
      byte[] bytes, Map<String, ParameterSpec> specs, String file) {
    requireSize(bytes.length, specs, file);
    Map<String, TensorData> tensors = tensors(bytes, mostHeader(specs), file);
    if (tensors.size() != specs.size()) {
      throw refused(
          file,
          "header",
          "it names %s tensors, needed the %s of the description"
              .formatted(tensors.size(), specs.size()));
    }
    Map<String, Trained.Parameter> parameters = new LinkedHashMap<>();
    DataType type =
        tensors.values().stream().map(TensorData::type).findFirst().orElse(DataType.FLOAT32);
    for (Map.Entry<String, ParameterSpec> each : specs.entrySet()) {
      ParameterSpec spec = each.getValue();
      TensorData data = tensors.get(each.getKey());
      if (data == null || !data.isFloating() || !data.dims().equals(spec.dims().sizes())) {
        throw refused(
            file,
            "tensor " + each.getKey(),
            "found %s, needed float32 or float64 %s"
                .formatted(data == null ? "none" : data.type() + " " + data.shape(), spec.dims()));
      }
      if (data.type() != type) {
        throw refused(
            file,
            "tensor " + each.getKey(),
            "it is of %s, and the first one of %s".formatted(data.type(), type));
      }
      Tensors.requireFinite(data, each.getKey(), "file '" + file + "'");
      parameters.put(each.getKey(), new Trained.Parameter(data, spec.trainable()));
    }
    return parameters;
  }

  private static Map<String, TensorData> tensors(byte[] bytes, long mostHeader, String file) {
    String subject = "file '" + file + "'";
    try {
      return SafeTensors.read(ByteBuffer.wrap(bytes), mostHeader, subject);
    } catch (WeightsException e) {
      List<Problem> problems =
          e.problems().stream().map(one -> new Problem(one.where(), one.what(), ADVICE)).toList();
      throw new ZooException(subject, problems).causedBy(e);
    }
  }

  /** Gives the bytes that a header of these tensors has at most. */
  private static long mostHeader(Map<String, ParameterSpec> specs) {
    long most = 16;
    for (Map.Entry<String, ParameterSpec> each : specs.entrySet()) {
      most += each.getKey().length() + ENTRY + 20L * each.getValue().dims().rank();
    }
    return most;
  }

  private static ZooException refused(String file, String where, String what) {
    return ZooException.of("file '" + file + "'", where, what, ADVICE);
  }
}
