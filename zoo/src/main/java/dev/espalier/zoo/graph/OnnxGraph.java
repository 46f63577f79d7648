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
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
   * @throws ZooException if a layer is not one of Espalier's own
   */
  public static byte[] bytes(Trained trained, Export export) {
    trained.requireOwnLayers("ONNX");
    OnnxGraph written = new OnnxGraph(trained);
    String result = new Walk(trained, export, written).from(INPUT);
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
  public String layer(Layer layer, Site site, String x) {
    return OnnxLayers.write(layer, site, x, this);
  }

  @Override
  public String activation(Activation activation, String x) {
    return OnnxActivations.write(activation, x, this);
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

  /** Writes a node, and gives the name of its first value. */
  String node(String operator, List<String> inputs, Map<String, Object> attributes) {
    return node(operator, inputs, 0, attributes);
  }

  /** Writes a node, and gives the name of one of its values; those before it are left out. */
  String node(String operator, List<String> inputs, int value, Map<String, Object> attributes) {
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

  /** Gives the name of a trained tensor. */
  String tensor(Site site, String name) {
    String path = site.tensor(name);
    if (tensors.add(path)) {
      graph.addInitializer(proto(path, Tensors.float32(trained.parameter(path).data())));
    }
    return path;
  }

  /** Gives the values of a trained tensor. */
  TensorData values(Site site, String name) {
    return trained.parameter(site.tensor(name)).data();
  }

  /** Adds a tensor that is not a trained one, and gives its name. */
  String constant(TensorData data) {
    String name = "c" + count++;
    graph.addInitializer(proto(name, data));
    return name;
  }

  /** Adds whole numbers as a constant, and gives its name. */
  String constant(long... values) {
    return constant(TensorData.of(values, values.length));
  }

  /** Adds a number as a constant, and gives its name. */
  String scalar(double value) {
    return constant(TensorData.of(new float[] {(float) value}));
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
