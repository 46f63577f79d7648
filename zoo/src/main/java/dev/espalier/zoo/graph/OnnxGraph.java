package dev.espalier.zoo.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ONNX model while it is written: one node a value, one initializer a tensor. */
public final class OnnxGraph implements Graph {
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  // The first with LayerNormalization; ONNX Runtime has it since 2022.
  private static final int OPERATORS = 17;
  private static final int FORMAT = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> tensors = new HashSet<>();
  private final Trained trained;
  private int count;

  private OnnxGraph(Trained trained) {
    this.trained = trained;
  }

  /**
   * Gives the ONNX file of what was trained, in 32-bit numbers.
   *
   * @throws ZooException naming every layer that has no ONNX operators
   */
  public static byte[] bytes(Trained trained, Export export) {
    trained.requireFormulas("ONNX");
    trained.requireOnnx();
    OnnxGraph written = new OnnxGraph(trained);
    String result = new GraphWriter(trained, export, written).from(INPUT);
    written
        .graph
        .setName(trained.checked().name())
        .addInput(value(INPUT, trained.checked().input()))
        .addOutput(
            value(
                OUTPUT,
                trained
                    .checked()
                    .network(export.readout().networks().get(0))
                    .orElseThrow()
                    .output()))
        .addNode(NodeProto.newBuilder().setOpType("Identity").addInput(result).addOutput(OUTPUT));
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT)
        .setProducerName("espalier")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
        .setGraph(written.graph)
        .build()
        .toByteArray();
  }

  @Override
  public String layer(Layer layer, String path, Dims in, Map<String, String> values) {
    Map<String, String> names = new HashMap<>(values);
    for (ParameterSpec spec : layer.parametersFor(in)) {
      names.put(Argument.inFormula(spec.name()), path + "." + spec.name());
    }
    return write(layer.onnx(in).orElseThrow(), names);
  }

  @Override
  public String activation(Activation activation, String x) {
    return write(activation.onnx(), new HashMap<>(Map.of(Layer.INPUT, x)));
  }

  @Override
  public String slice(String x, int from, int to) {
    List<String> inputs =
        List.of(x, constant(whole(from)), constant(whole(to)), constant(whole(1)));
    return node("Slice", inputs, Map.of());
  }

  private static TensorData whole(long number) {
    return TensorData.of(new long[] {number}, 1);
  }

  @Override
  public String joined(List<String> values) {
    return node("Concat", values, Map.of("axis", 1L));
  }

  @Override
  public String softmax(String x, int axis) {
    return node("Softmax", List.of(x), Map.of("axis", (long) axis));
  }

  @Override
  public String mask(StepMask mask, String x) {
    String input = mask.begins() ? Layer.INPUT : Layer.MASK;
    return write(mask.onnx(), new HashMap<>(Map.of(input, x)));
  }

  /** Writes operators whose inputs have other names here; gives the name of the last value. */
  private String write(List<OnnxNode> nodes, Map<String, String> names) {
    String value = names.getOrDefault(Layer.INPUT, INPUT);
    for (OnnxNode node : nodes) {
      List<String> inputs = node.inputs().stream().map(input -> name(input, names)).toList();
      value = node(node.operator(), inputs, node.place(), node.attributes());
      names.put(node.output(), value);
    }
    return value;
  }

  private String name(String input, Map<String, String> names) {
    if (input.isEmpty()) {
      return input;
    }
    String name = names.get(input);
    if (name == null) {
      throw new IllegalStateException(
          "ONNX: an operator takes '%s', and there are %s.".formatted(input, names.keySet()));
    }
    if (trained.parameters().containsKey(name) && tensors.add(name)) {
      graph.addInitializer(proto(name, Tensors.float32(trained.parameter(name).data())));
    }
    return name;
  }

  @Override
  public String add(String a, String b) {
    return node("Add", List.of(a, b), Map.of());
  }

  @Override
  public String normalized(String x, double[] offset, double[] scale, long[] dims) {
    String wide = node("Cast", List.of(x), Map.of("to", (long) TensorProto.DataType.DOUBLE_VALUE));
    String moved = node("Sub", List.of(wide, constant(TensorData.of(offset, dims))), Map.of());
    String scaled = node("Div", List.of(moved, constant(TensorData.of(scale, dims))), Map.of());
    return node("Cast", List.of(scaled), Map.of("to", (long) TensorProto.DataType.FLOAT_VALUE));
  }

  private String node(String operator, List<String> inputs, Map<String, Object> attributes) {
    return node(operator, inputs, 0, attributes);
  }

  /** Writes a node, and gives the name of one of its values; those before it are left out. */
  private String node(
      String operator, List<String> inputs, int value, Map<String, Object> attributes) {
    String name = "v" + count++;
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addAllInput(inputs);
    for (int i = 0; i < value; i++) {
      node.addOutput("");
    }
    node.addOutput(name);
    new LinkedHashMap<>(attributes).forEach((key, each) -> node.addAttribute(attribute(key, each)));
    graph.addNode(node);
    return name;
  }

  /** Adds a tensor that is not a trained one, and gives its name. */
  private String constant(TensorData data) {
    String name = "c" + count++;
    graph.addInitializer(proto(name, data));
    return name;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long number) {
      return attribute.setType(AttributeType.INT).setI(number).build();
    }
    if (value instanceof Double number) {
      return attribute.setType(AttributeType.FLOAT).setF(number.floatValue()).build();
    }
    if (value instanceof String text) {
      return attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text)).build();
    }
    if (value instanceof double[] numbers) {
      Arrays.stream(numbers).forEach(number -> attribute.addFloats((float) number));
      return attribute.setType(AttributeType.FLOATS).build();
    }
    Arrays.stream((long[]) value).forEach(attribute::addInts);
    return attribute.setType(AttributeType.INTS).build();
  }

  private static TensorProto proto(String name, TensorData data) {
    ByteBuffer bytes = data.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    TensorProto.DataType type =
        switch (data.type()) {
          case FLOAT64 -> TensorProto.DataType.DOUBLE;
          case INT64 -> TensorProto.DataType.INT64;
          default -> TensorProto.DataType.FLOAT;
        };
    return TensorProto.newBuilder()
        .setName(name)
        .addAllDims(data.dims())
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static ValueInfoProto value(String name, Dims dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    dims.sizes()
        .forEach(size -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
