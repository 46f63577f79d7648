package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.weights.TensorData;
import java.util.List;
import java.util.Optional;

/**
 * A dense layer as operators.
 *
 * @param node the last of them
 * @param input what it is of
 * @param weight its weight, a row for each unit
 * @param bias its bias
 * @param name the name of the tensor that says most of the layer's name
 * @param isFlat whether it takes rows in one axis
 */
record Projection(
    NodeProto node,
    String input,
    TensorData weight,
    Optional<TensorData> bias,
    String name,
    boolean isFlat) {
  /** Gives the dense layer that ends in a node, if one does. */
  static Optional<Projection> of(NodeProto node, Operators reader) {
    OnnxModel model = reader.model;
    return switch (node.getOpType()) {
      case "MatMul" -> product(node, reader);
      case "Add" -> {
        Optional<String> x = reader.onlyComputed(node);
        Optional<Projection> product =
            x.flatMap(value -> model.producer(value, "MatMul"))
                .flatMap(made -> product(made, reader));
        Optional<TensorData> bias = x.flatMap(value -> reader.constantBeside(node, value));
        yield product
            .filter(made -> bias.filter(data -> data.elements() == made.units()).isPresent())
            .map(
                made ->
                    new Projection(
                        node,
                        made.input,
                        made.weight,
                        bias,
                        node.getInput(node.getInput(0).equals(x.orElseThrow()) ? 1 : 0),
                        false));
      }
      case "Gemm" -> gemm(node, reader);
      default -> Optional.empty();
    };
  }

  private static Optional<Projection> product(NodeProto node, Operators reader) {
    if (!reader.model.isComputed(node.getInput(0))) {
      return Optional.empty();
    }
    return reader
        .constants
        .find(OnnxModel.input(node, 1))
        .filter(matrix -> matrix.dims().size() == 2 && matrix.isFloating())
        .map(
            matrix ->
                new Projection(
                    node,
                    node.getInput(0),
                    reader.constants.transposed(matrix, OnnxModel.where(node)),
                    Optional.empty(),
                    node.getInput(1),
                    false));
  }

  private static Optional<Projection> gemm(NodeProto node, Operators reader) {
    Optional<TensorData> matrix = reader.constants.find(OnnxModel.input(node, 1));
    Optional<TensorData> bias = reader.constants.find(OnnxModel.input(node, 2));
    boolean isPlain =
        OnnxModel.whole(node, "transA", 0) == 0
            && OnnxModel.number(node, "alpha", 1) == 1
            && OnnxModel.number(node, "beta", 1) == 1
            && reader.model.isComputed(node.getInput(0))
            && matrix.filter(data -> data.dims().size() == 2 && data.isFloating()).isPresent();
    if (!isPlain) {
      return Optional.empty();
    }
    TensorData weight =
        OnnxModel.whole(node, "transB", 0) != 0
            ? matrix.get()
            : reader.constants.transposed(matrix.get(), OnnxModel.where(node));
    if (bias.isPresent() && bias.get().elements() != weight.dims().get(0)) {
      return Optional.empty();
    }
    return Optional.of(
        new Projection(node, node.getInput(0), weight, bias, node.getInput(1), true));
  }

  long units() {
    return weight.dims().get(0);
  }

  /** Gives the bias, flat, or zeros. */
  TensorData biasOrZeros() {
    return bias.map(data -> new TensorData(data.type(), List.of(units()), data.bytes()))
        .orElseGet(
            () -> TensorData.of(new double[Math.toIntExact(units())], units()).as(weight.type()));
  }

  /** Gives the sequence that it takes, before its rows were put into one axis. */
  String source(Operators reader) {
    return isFlat
        ? reader.model.producer(input, "Reshape").map(made -> made.getInput(0)).orElse(input)
        : input;
  }
}
