package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The graph of an ONNX file: which node makes which value, and what depends on the input. */
final class OnnxModel {
  private static final int MOST_NODES = 50_000;
  private static final int MOST_INPUTS = 8;

  private final String subject;
  private final GraphProto graph;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  // Values that come from the input by computation, not by its shape alone.
  private final Set<String> computed = new HashSet<>();
  private final OnnxSettings settings;
  // The first is the network's, the others say what it makes of padding and kinds of tokens.
  private final List<ValueInfoProto> inputs;
  private final Set<String> beside = new HashSet<>();
  private final long bytes;

  private OnnxModel(String subject, GraphProto graph, long bytes, OnnxSettings settings) {
    this.subject = subject;
    this.graph = graph;
    this.bytes = bytes;
    this.settings = settings;
    for (TensorProto tensor : graph.getInitializerList()) {
      if (initializers.put(tensor.getName(), tensor) != null) {
        throw refused("initializer " + Shown.name(tensor.getName()), "it is there twice");
      }
    }
    this.inputs = inputs();
    index();
  }

  /**
   * Reads a file that is in memory.
   *
   * @throws ZooException if it is no ONNX model, or is not made as one
   */
  static OnnxModel read(ByteBuffer file, String subject, OnnxSettings settings) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException e) {
      throw ZooException.of(
              subject, "file", "it is no ONNX model, or it is damaged", "a whole copy of the file")
          .causedBy(e);
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw ZooException.of(
          subject, "graph", "it has no operators, needed a network", "a file of an ONNX model");
    }
    return new OnnxModel(subject, model.getGraph(), file.limit(), settings);
  }

  /**
   * Gives the inputs that are no initializers: one, or tokens and what stands beside them where the
   * settings say which token is padding.
   */
  private List<ValueInfoProto> inputs() {
    List<ValueInfoProto> found =
        graph.getInputList().stream()
            .filter(each -> !initializers.containsKey(each.getName()))
            .toList();
    List<String> names = found.stream().map(each -> Shown.name(each.getName())).toList();
    if (found.size() == 1) {
      return found;
    }
    if (found.isEmpty() || found.size() > MOST_INPUTS) {
      throw refused("graph", "its inputs are %s, needed one".formatted(names));
    }
    if (settings.padding().isEmpty()) {
      throw new ZooException(
          subject,
          List.of(
              new Problem(
                  "graph",
                  "its inputs are %s, needed one, or tokens of which one is known as padding"
                      .formatted(names),
                  "Onnx.read(path, o -> o.input(128).padding(0)), where 0 fills a text up to 128 tokens")));
    }
    return found;
  }

  /** Finds what makes each value; a graph is in an order in which each node has its inputs. */
  private void index() {
    if (graph.getNodeCount() > MOST_NODES) {
      throw refused(
          "graph",
          "it has %s operators, needed %s at most".formatted(graph.getNodeCount(), MOST_NODES));
    }
    computed.add(input().getName());
    inputs.stream().skip(1).forEach(each -> beside.add(each.getName()));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      boolean depends = false;
      for (String name : node.getInputList()) {
        if (!isKnown(name)) {
          throw refused(
              node, "its input '%s' is made by no operator before it".formatted(Shown.name(name)));
        }
        depends |= computed.contains(name);
      }
      for (String name : node.getOutputList()) {
        if (!name.isEmpty() && (isKnown(name) || producers.put(name, i) != null)) {
          throw refused(node, "its output '%s' is there already".formatted(Shown.name(name)));
        }
        if (depends && !name.isEmpty() && !node.getOpType().equals("Shape")) {
          computed.add(name);
        }
      }
    }
  }

  private boolean isKnown(String name) {
    return name.isEmpty()
        || name.equals(input().getName())
        || beside.contains(name)
        || producers.containsKey(name)
        || initializers.containsKey(name);
  }

  String subject() {
    return subject;
  }

  String name() {
    return graph.getName();
  }

  List<NodeProto> nodes() {
    return graph.getNodeList();
  }

  ValueInfoProto input() {
    return inputs.get(0);
  }

  /** Says whether a value is an input beside the tokens. */
  boolean isBeside(String value) {
    return beside.contains(value);
  }

  /** Gives the inputs beside the tokens. */
  Set<String> beside() {
    return beside;
  }

  OnnxSettings settings() {
    return settings;
  }

  /** Gives the number of samples that the file was written for; 0 where it is open. */
  long batch() {
    var axes = input().getType().getTensorType().getShape().getDimList();
    return axes.isEmpty() || !axes.get(0).hasDimValue() ? 0 : axes.get(0).getDimValue();
  }

  /** Gives the name of the only output, or of the one that the settings name. */
  String output() {
    List<String> names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    String wished = settings.output().orElse(names.size() == 1 ? names.get(0) : "");
    if (names.contains(wished) && !wished.isEmpty()) {
      return wished;
    }
    List<String> shown = names.stream().map(Shown::name).toList();
    String needed = settings.output().map(name -> "'" + Shown.name(name) + "'").orElse("one");
    throw new ZooException(
        subject,
        List.of(
            new Problem(
                "graph",
                "its outputs are %s, needed %s".formatted(shown, needed),
                shown.isEmpty()
                    ? "a whole copy of the file"
                    : "Onnx.read(path, o -> o.output(\"%s\"))".formatted(shown.get(0)))));
  }

  /** Gives the bytes of the file. */
  long bytes() {
    return bytes;
  }

  boolean isComputed(String value) {
    return computed.contains(value);
  }

  Optional<TensorProto> initializer(String name) {
    return Optional.ofNullable(initializers.get(name));
  }

  /** Gives the place of the node that makes a value; -1 for none. */
  int place(String value) {
    return producers.getOrDefault(value, -1);
  }

  /** Gives the places of the nodes that a value needs, in the graph's order. */
  Set<Integer> placesBefore(String value) {
    Set<Integer> places = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      int place = place(open.remove());
      if (place >= 0 && places.add(place)) {
        open.addAll(graph.getNode(place).getInputList());
      }
    }
    return places;
  }

  Optional<NodeProto> producer(String value) {
    int place = place(value);
    return place < 0 ? Optional.empty() : Optional.of(graph.getNode(place));
  }

  /** Gives the node that makes a value if it is of a kind. */
  Optional<NodeProto> producer(String value, String operator) {
    return producer(value).filter(node -> node.getOpType().equals(operator));
  }

  /** Gives the inputs of a node that are computed from the network's input. */
  List<String> computedInputs(NodeProto node) {
    List<String> found = new ArrayList<>();
    for (String name : node.getInputList()) {
      if (computed.contains(name)) {
        found.add(name);
      }
    }
    return found;
  }

  static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(one -> one.getName().equals(name)).findFirst();
  }

  static long whole(NodeProto node, String name, long otherwise) {
    return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  /** Gives a number as it was written, in the fewest digits. */
  static double number(NodeProto node, String name, double otherwise) {
    return attribute(node, name)
        .map(one -> Double.parseDouble(Float.toString(one.getF())))
        .orElse(otherwise);
  }

  static String text(NodeProto node, String name, String otherwise) {
    return attribute(node, name).map(one -> one.getS().toStringUtf8()).orElse(otherwise);
  }

  static List<Long> wholes(NodeProto node, String name) {
    return attribute(node, name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  /** Gives an input's name; empty where it is left out. */
  static String input(NodeProto node, int place) {
    return place < node.getInputCount() ? node.getInput(place) : "";
  }

  /** Gives what messages call a node. */
  static String where(NodeProto node) {
    String name =
        node.getName().isEmpty()
            ? node.getOutputCount() > 0 ? node.getOutput(0) : ""
            : node.getName();
    return "operator %s '%s'".formatted(Shown.name(node.getOpType()), Shown.name(name));
  }

  ZooException refused(NodeProto node, String what) {
    return refused(where(node), what);
  }

  ZooException refused(String where, String what) {
    return new ZooException(
        subject, List.of(new Problem(where, what, "a network of layers that Espalier has")));
  }
}
