package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.weights.TensorData;
import java.util.Optional;
import java.util.Set;

/** A family of operators, and the layers that compute the same. */
abstract class Operators {
  /** Operators of shapes, which stand beside others. */
  static final Set<String> HELPERS =
      Set.of(
          "Shape",
          "Identity",
          "Cast",
          "Constant",
          "ConstantOfShape",
          "Concat",
          "Slice",
          "Expand",
          "Unsqueeze");

  /**
   * Some operators that layers stand for.
   *
   * @param node the last of them, which messages name
   * @param input the value that they start from
   * @param layers adds the layers
   */
  record Step(NodeProto node, String input, Layers layers) {
    /** Adds layers to a stack. */
    interface Layers {
      void addTo(LayerStack stack);
    }
  }

  final OnnxModel model;
  final Constants constants;

  Operators(OnnxModel model, Constants constants) {
    this.model = model;
    this.constants = constants;
  }

  /** Gives the names of the operators that may be part of its steps. */
  abstract Set<String> names();

  /** Gives the step that ends with a node, if it is of this family. */
  abstract Optional<Step> step(NodeProto node, String value);

  /** Gives the only input that is computed. */
  final Optional<String> onlyComputed(NodeProto node) {
    var inputs = model.computedInputs(node);
    return inputs.size() == 1 ? Optional.of(inputs.get(0)) : Optional.empty();
  }

  /** Gives the input that is a constant beside the only one that is computed. */
  final Optional<TensorData> constantBeside(NodeProto node, String computed) {
    for (String name : node.getInputList()) {
      if (!name.equals(computed)) {
        return constants.find(name);
      }
    }
    return Optional.empty();
  }

  /** Gives a constant of one number. */
  final Optional<Double> scalarBeside(NodeProto node, String computed) {
    return constantBeside(node, computed)
        .filter(data -> data.elements() == 1)
        .map(data -> data.value(0));
  }

  /** Says whether two numbers are one in 32 bits, or nearly. */
  static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  }

  /** Gives all values times a factor. */
  static TensorData times(TensorData data, double factor) {
    if (factor == 1) {
      return data;
    }
    double[] values = data.doubles();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    long[] dims = data.dims().stream().mapToLong(Long::longValue).toArray();
    return TensorData.of(values, dims).as(data.type());
  }

  /**
   * Gives what a layer with a tensor is called in the program that wrote the file; may be empty.
   */
  final String module(NodeProto node, String tensor) {
    int dot = tensor.lastIndexOf('.');
    if (dot > 0 && !tensor.contains("::")) {
      return tensor.substring(0, dot);
    }
    String[] path = node.getName().split("/", -1);
    return path.length > 2 ? path[path.length - 2] : "";
  }
}
