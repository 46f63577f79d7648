package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.espalier.check.Checker;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.image.AdaptivePool;
import dev.espalier.describe.layer.image.Conv;
import dev.espalier.describe.layer.image.ConvTransposed;
import dev.espalier.describe.layer.image.Patches;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.image.WindowPool;
import dev.espalier.describe.layer.merge.Transformer;
import dev.espalier.describe.layer.merge.TransformerBlock;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.GroupNorm;
import dev.espalier.describe.layer.norm.InstanceNorm;
import dev.espalier.describe.layer.norm.RmsNorm;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.EmbeddingBag;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.models.BranchedNetworks;
import dev.espalier.models.MobileNetworks;
import dev.espalier.models.SegmentationNetworks;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported as ONNX is read back, and computes what it did. */
final class OnnxReadTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  static Stream<Layer.Example> layers() {
    return written().filter(each -> !isUnread(each));
  }

  static Stream<Layer.Example> unread() {
    return written().filter(each -> isUnread(each));
  }

  private static Stream<Layer.Example> written() {
    return TorchScriptTest.layers()
        .filter(each -> each.layer().onnx(each.input()).isPresent())
        .filter(each -> !each.layer().formula(each.input()).inputs().contains(Layer.MASK));
  }

  /** Says whether its operators are told by the reader to be none of one layer. */
  private static boolean isUnread(Layer.Example example) {
    Layer layer = example.layer();
    boolean isTurned = example.input().rank() == 2;
    // Equal windows in both directions come back as the layers that have no others.
    return (layer instanceof AdaptivePool pool && pool.type() == Pool.Kind.AVERAGE)
        || (isTurned
            && (layer instanceof BatchNorm
                || layer instanceof GroupNorm
                || layer instanceof InstanceNorm))
        || layer instanceof RmsNorm
        || (isTurned && (layer instanceof ConvTransposed || layer instanceof WindowPool))
        || layer instanceof Patches
        || (layer instanceof Conv conv && (isTurned || conv.standardized()))
        || (layer instanceof Attention attention && isTurnedOrCausal(attention))
        || (layer instanceof Transformer transformer
            && isTurnedOrCausal(transformer.block().attention()))
        || (layer instanceof TransformerBlock block && isTurnedOrCausal(block.attention()))
        || (layer instanceof Recurrent recurrent && recurrent.isBidirectional())
        || layer instanceof EmbeddingBag
        || (layer instanceof Embedding embedding && embedding.padding().isPresent());
  }

  private static boolean isTurnedOrCausal(Attention layer) {
    return layer.sight().causal() || layer.sight().rotary() > 0;
  }

  @ParameterizedTest
  @MethodSource("unread")
  void aLayerThatIsNotReadYetIsRefused(Layer.Example example) {
    try (Models model =
        Models.network(
            "net", n -> n.input(example.input().toArray()).layer("a", example.layer()))) {

      assertThatThrownBy(() -> read(model), "%s", example.layer()).isInstanceOf(ZooException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerComesBack(Layer.Example example) throws IOException {
    try (Models model =
        Models.network(
            "net", n -> n.input(example.input().toArray()).layer("a", example.layer()))) {
      float[] inputs = model.inputs();
      for (int i = 0; i < inputs.length && example.layer().tokens().isPresent(); i++) {
        inputs[i] = i % example.layer().tokens().getAsInt();
      }

      assertThat(said(read(model), inputs))
          .containsExactly(model.predictions(inputs), within(1e-5f));
    }
  }

  // Written out, the one by tanh has a dozen operators, which are read as such by nobody.
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GELU_TANH")
  void everyActivationComesBack(Activation.Kind kind) throws IOException {
    Activation activation =
        new Activation(kind, kind == Activation.Kind.SINE ? 3 : Activation.of(kind).parameter());
    try (Models model =
        Models.network(
            "net",
            n ->
                n.input(9)
                    .dense("a", 40, d -> d.weight(Initial.normal(3)))
                    .activation(activation))) {
      GivenNetwork read = read(model);

      assertThat(read.network().layers())
          .extracting(NamedLayer::toString)
          .containsExactly("net_a=dense(40)" + (activation.isIdentity() ? "" : "." + activation));
      assertThat(said(read, model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-5f));
    }
  }

  static Stream<Arguments> hierarchies() {
    return TorchScriptTest.hierarchies();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hierarchies")
  void everyHierarchyComesBackAsOneNetwork(String name, Supplier<Models> made) throws IOException {
    try (Models model = made.get()) {
      Optional<String> unread =
          name.startsWith("multigrade")
              ? Optional.of(
                  "it is needed in two branches that begin before it, which no layer has.")
              : name.equals("segmenter")
                  ? Optional.of(
                      "operator Softmax 'v3': it goes along axis 1 of 4, needed the last.")
                  : Optional.empty();
      if (unread.isPresent()) {
        assertThatThrownBy(() -> read(model))
            .isInstanceOf(ZooException.class)
            .hasMessageContaining(unread.get());
        return;
      }
      assertThat(said(read(model), model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-4f));
    }
  }

  static Stream<Network> models() {
    Dims picture = Dims.of(3, 32, 32);
    return Stream.of(
        BranchedNetworks.denseNet("dense-net", picture, 5, 22, 8),
        BranchedNetworks.shuffleNetV2("shuffle-net", picture, 5, 0.5),
        MobileNetworks.mobileNetV3Small("mobile-net", picture, 5),
        SegmentationNetworks.unet("unet", Dims.of(1, 16, 16), 3, 4, 2));
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModelWithBranchesComesBack(Network network) throws IOException {
    try (Models model = Models.of(network, Task.REGRESSION, Readout.of(network.name()))) {
      assertThat(said(read(model), model.inputs()))
          .containsExactly(model.predictions(model.inputs()), within(1e-3f));
    }
  }

  @Test
  void aValueThatTwoBranchesNeedIsRefused() throws IOException {
    GraphProto.Builder graph =
        graph()
            .addNode(node("Relu", "x", "a"))
            .addNode(node("Tanh", "a", "b"))
            .addNode(node("Sigmoid", "x", "c"))
            .addNode(node("Mul", "b", "d").addInput("c"))
            .addNode(node("Sum", "d", "y").addInput("a"));

    assertThat(refusal(graph, 4))
        .contains("it is needed in two branches that begin before it, which no layer has");
  }

  @Test
  void layersAndTheirValuesAreNamedAsInTheFile() throws IOException {
    try (Models model = Models.cnn()) {
      GivenNetwork read = read(model);

      assertThat(read.network().layers())
          .extracting(NamedLayer::toString)
          .containsExactly(
              "cnn_c1=conv2d(8, 3)",
              "cnn_batchNorm1=batchNorm().relu",
              "maxPool1=maxPool(2)",
              "cnn_c2=conv2d(8, 3).relu",
              "globalAveragePool1=globalAveragePool()",
              "cnn_output=dense(10).softmax");
      assertThat(read.values().weights().tensors().keySet())
          .startsWith("cnn_c1.weight", "cnn_batchNorm1.gamma", "cnn_batchNorm1.beta");
      assertThat(read.network().source()).isEqualTo(new Source.Input(Dims.of(1, 8, 8)));
    }
  }

  @Test
  void namesTheFirstOperatorOfEachKindThatHasNoLayer() throws IOException {
    GraphProto.Builder graph = graph();
    graph.addNode(node("Relu", "x", "a")).addNode(node("Acos", "a", "b"));
    graph.addNode(node("Det", "b", "c")).addNode(node("Acos", "c", "y").setName("second"));

    assertThat(refusal(graph, 4))
        .isEqualTo(
            """
            operator Acos 'b': no layer of Espalier's computes it. Try torchScript(...) for a guide of any operators, or an own layer.
            operator Det 'c': no layer of Espalier's computes it. Try torchScript(...) for a guide of any operators, or an own layer.""");
  }

  @Test
  void refusesWhatOperatorsCannotSayInLayers() throws IOException {
    assertThat(
            refusal(
                graph().addNode(node("Softmax", "x", "y").addAttribute(whole("axis", 1))), 3, 4))
        .isEqualTo(
            "operator Softmax 'y': it goes along axis 1 of 3, needed the last. Try a network of layers that Espalier has.");
    assertThat(refusal(graph().addNode(node("Cast", "x", "y").addAttribute(whole("to", 7))), 3))
        .isEqualTo(
            "operator Cast 'y': no layer of Espalier's computes it of these inputs. Try a network of layers that Espalier has.");
    assertThat(refusal(graph().addNode(node("Relu", "z", "y")), 3))
        .isEqualTo(
            "operator Relu 'y': its input 'z' is made by no operator before it. Try a network of layers that Espalier has.");
    assertThat(refusal(graph().addNode(node("Relu", "x", "y")).addNode(node("Relu", "x", "y")), 3))
        .isEqualTo(
            "operator Relu 'y': its output 'y' is there already. Try a network of layers that Espalier has.");
    assertThat(refusal(graph().addNode(node("Mul", "x", "y")), 3))
        .isEqualTo(
            "operator Mul 'y': it has fewer inputs than it needs. Try a network of layers that Espalier has.");
    assertThat(
            refusal(
                graph()
                    .addNode(
                        node("MaxPool", "x", "y")
                            .addAttribute(wholes("kernel_shape", 2, 2))
                            .addAttribute(wholes("strides", 0, 0))),
                1,
                4,
                4))
        .isEqualTo(
            "operator MaxPool 'y': it has a window of 2, stride 0, dilation 1. Try a network of layers that Espalier has.");
    assertThat(
            refusal(
                graph()
                    .addNode(
                        node("MaxPool", "x", "y")
                            .addAttribute(wholes("kernel_shape", 2, 2))
                            .addAttribute(wholes("strides", 1))),
                1,
                4,
                4))
        .isEqualTo(
            "operator MaxPool 'y': its strides are [1], needed 2 numbers. Try a network of layers that Espalier has.");
    assertThat(refusal(graph().addNode(node("Relu", "x", "y")), 0))
        .isEqualTo(
            "input 'x': its shape without the batch is [0], needed sizes that are known. Try Onnx.read(path, 3, 224, 224), with the shape of one sample.");
  }

  @Test
  void takesTheShapeOfASampleWhereTheFileLeavesItOpen() throws IOException {
    Path file = write(graph().addNode(node("Relu", "x", "y")), 0);

    GivenNetwork read = Onnx.read(file, 3);

    assertThat(read.network().toString()).isEqualTo("network g from input(3), 1 layers");
    assertThat(said(read, new float[] {-1, 0, 2})).containsExactly(0, 0, 2);
  }

  @Test
  void refusesAFileThatIsNoneOrNotThere() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");

    assertThatThrownBy(() -> Onnx.read(text))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessage(
            """
            file '%s' has a problem:
              file: it is no ONNX model, or it is damaged. Try a whole copy of the file."""
                .formatted(text));
    assertThatThrownBy(() -> Onnx.read(Path.of("none.onnx")))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessage(
            """
            file 'none.onnx' has a problem:
              path: found no such file. Try the path of an .onnx file.""");
  }

  private static GraphProto.Builder graph() {
    return GraphProto.newBuilder().setName("g").addOutput(ValueInfoProto.newBuilder().setName("y"));
  }

  private static NodeProto.Builder node(String operator, String input, String output) {
    return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output);
  }

  private static AttributeProto.Builder whole(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }

  private static AttributeProto.Builder wholes(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    LongStream.of(values).forEach(attribute::addInts);
    return attribute;
  }

  private Path write(GraphProto.Builder graph, long... dims) throws IOException {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    for (long size : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape);
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(TypeProto.newBuilder().setTensorType(type)));
    byte[] file = ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray();
    return Files.write(folder.resolve("made.onnx"), file);
  }

  private String refusal(GraphProto.Builder graph, long... dims) throws IOException {
    Path file = write(graph, dims);
    try {
      return "read " + Onnx.read(file);
    } catch (ZooException e) {
      return e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
  }

  private GivenNetwork read(Models model) throws IOException {
    byte[] file = OnnxGraph.bytes(model.trained(), Export.whole(model.trained()));
    return Onnx.read(Files.write(folder.resolve("model.onnx"), file));
  }

  /** Gives what a network with its values says of a batch. */
  static float[] said(GivenNetwork given, float[] inputs) {
    Network network = given.network();
    Hierarchy alone =
        new Hierarchy(
            network.name(),
            network.source(),
            List.of(network),
            List.of(),
            Map.of(network.name(), given.values().frozen(false)));
    try (CompiledHierarchy networks =
            CompiledHierarchy.of(Checker.check(alone), Device.cpu(), DataType.FLOAT32, 0);
        NDManager manager = networks.manager().newSubManager()) {
      long width = networks.description().input().count();
      Shape shape = new Shape(networks.description().input().withBatch(inputs.length / width));
      NDArray x = manager.create(inputs, shape);
      return networks.evaluate(x, List.of(network.outputTap())).get(0).toFloatArray();
    }
  }
}
