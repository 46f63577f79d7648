package dev.espalier.zoo.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.compile.formula.ScriptLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fully connected layers, and constants that values are moved or scaled by. */
final class DenseOperators extends Operators {
  DenseOperators(OnnxModel model, Constants constants) {
    super(model, constants);
  }

  @Override
  Set<String> names() {
    return Set.of("Gemm", "MatMul", "Sub", "Mul", "Div");
  }

  @Override
  Optional<Step> step(NodeProto node, String value) {
    return switch (node.getOpType()) {
      case "Gemm" -> Optional.of(gemm(node));
      case "MatMul" -> Optional.of(matMul(node));
      case "Add" -> onlyComputed(node).map(x -> biased(node, x));
      case "Mul" -> onlyComputed(node).map(x -> constant(node, x, "x * factor", "factor"));
      case "Sub" -> first(node).map(x -> constant(node, x, "x - offset", "offset"));
      case "Div" -> first(node).map(x -> constant(node, x, "x / scale", "scale"));
      default -> Optional.empty();
    };
  }

  private Optional<String> first(NodeProto node) {
    return onlyComputed(node).filter(node.getInput(0)::equals);
  }

  private Step gemm(NodeProto node) {
    if (OnnxModel.whole(node, "transA", 0) != 0
        || !onlyComputed(node).equals(Optional.of(node.getInput(0)))) {
      throw model.refused(node, "it multiplies otherwise than x by constants");
    }
    TensorData b = matrix(node);
    TensorData weight =
        OnnxModel.whole(node, "transB", 0) != 0
            ? b
            : constants.transposed(b, OnnxModel.where(node));
    TensorData scaled = times(weight, OnnxModel.number(node, "alpha", 1));
    Optional<TensorData> bias =
        OnnxModel.input(node, 2).isEmpty()
            ? Optional.empty()
            : Optional.of(
                times(
                    vector(node, constants.get(node, 2), weight),
                    OnnxModel.number(node, "beta", 1)));
    return dense(node, node.getInput(0), node.getInput(1), scaled, bias);
  }

  private Step matMul(NodeProto node) {
    TensorData weight = constants.transposed(matrix(node), OnnxModel.where(node));
    return dense(node, node.getInput(0), node.getInput(1), weight, Optional.empty());
  }

  /** Gives a product and a constant after it as one layer, or the constant alone. */
  private Step biased(NodeProto node, String x) {
    Optional<NodeProto> product = model.producer(x, "MatMul");
    Optional<TensorData> bias = constantBeside(node, x);
    if (product.isPresent() && bias.isPresent() && model.isComputed(product.get().getInput(0))) {
      TensorData weight = constants.transposed(matrix(product.get()), OnnxModel.where(node));
      if (bias.get().elements() == weight.dims().get(0)) {
        NodeProto made = product.get();
        return dense(
            made,
            made.getInput(0),
            tensorBeside(made, node, x),
            weight,
            Optional.of(vector(node, bias.get(), weight)));
      }
    }
    return constant(node, x, "x + offset", "offset");
  }

  /** Gives the name of the product's matrix, or of the bias where that one says more. */
  private String tensorBeside(NodeProto product, NodeProto sum, String x) {
    String matrix = product.getInput(1);
    if (matrix.contains(".") && !matrix.contains("::")) {
      return matrix;
    }
    return sum.getInput(0).equals(x) ? sum.getInput(1) : sum.getInput(0);
  }

  private TensorData matrix(NodeProto node) {
    TensorData matrix = constants.get(node, 1);
    if (matrix.dims().size() != 2 || !matrix.isFloating()) {
      throw constants.misshapen(node, matrix, "a matrix");
    }
    return matrix;
  }

  private TensorData vector(NodeProto node, TensorData bias, TensorData weight) {
    long units = weight.dims().get(0);
    if (bias.elements() == units) {
      return new TensorData(bias.type(), List.of(units), bias.bytes());
    }
    if (bias.elements() != 1 || units > weight.elements()) {
      throw constants.misshapen(node, bias, "(" + units + ")");
    }
    double[] all = new double[Math.toIntExact(units)];
    Arrays.fill(all, bias.value(0));
    return TensorData.of(all, units).as(weight.type());
  }

  private Step dense(
      NodeProto node, String input, String tensor, TensorData weight, Optional<TensorData> bias) {
    return new Step(
        node,
        input,
        stack -> {
          boolean isSequence = stack.dims().rank() == 2;
          Initial start = Initial.fanIn();
          Dense layer = new Dense(units(node, weight), bias.isPresent(), start, start, isSequence);
          if (stack.dims().rank() > 0 && stack.dims().size(-1) != weight.dims().get(1)) {
            throw model.refused(
                node,
                "it takes %s features, found %s".formatted(weight.dims().get(1), stack.dims()));
          }
          Map<String, TensorData> values = new LinkedHashMap<>();
          values.put("weight", weight);
          bias.ifPresent(data -> values.put("bias", data));
          stack.add(node, module(node, tensor), layer, values);
        });
  }

  private int units(NodeProto node, TensorData weight) {
    long units = weight.dims().get(0);
    if (units < 1 || units > Dims.MAX_COUNT) {
      throw constants.misshapen(node, weight, "at least a row");
    }
    return (int) units;
  }

  /** Gives a layer that moves or scales each value by a constant. */
  private Step constant(NodeProto node, String x, String text, String parameter) {
    TensorData data =
        constantBeside(node, x)
            .filter(TensorData::isFloating)
            .orElseThrow(() -> model.refused(node, "its other input is no constant"));
    return new Step(
        node,
        x,
        stack -> {
          stack.require(LayerStack.Order.BATCH_FIRST, node);
          Dims in = stack.dims();
          List<Long> dims = data.dims();
          if (dims.size() == in.rank() + 1 && dims.get(0) == 1) {
            dims = dims.subList(1, dims.size());
          }
          if (!spreads(dims, in)) {
            throw constants.misshapen(node, data, "one that spreads over " + in);
          }
          TensorData shaped =
              new TensorData(data.type(), dims.isEmpty() ? List.of(1L) : dims, data.bytes());
          ParameterSpec spec =
              ParameterSpec.statistic(parameter, new Dims(shaped.dims()), Initial.zeros());
          ScriptLayer layer =
              new ScriptLayer(parameter, text, Optional.empty(), List.of(spec), Optional.of(in));
          stack.add(node, parameter, layer, Map.of(parameter, shaped.as(DataType.FLOAT32)));
        });
  }

  private static boolean spreads(List<Long> dims, Dims over) {
    if (dims.size() > over.rank()) {
      return false;
    }
    for (int i = 1; i <= dims.size(); i++) {
      long size = dims.get(dims.size() - i);
      if (size != 1 && size != over.size(-i)) {
        return false;
      }
    }
    return true;
  }
}
