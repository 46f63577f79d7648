package dev.espalier.zoo.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Layers while they are found, from the input on, with the shape that the last one gives. */
final class LayerStack {
  /** Stands for the size of the batch in a shape. */
  static final long BATCH = Long.MIN_VALUE;

  /** How a value lies in ONNX, where a layer has (batch, ...). */
  enum Order {
    /** (batch, ...). */
    BATCH_FIRST,
    /** (steps, batch, features). */
    STEPS_FIRST,
    /** (steps, 1, batch, features), what a recurrent operator gives. */
    DIRECTIONS,
    /** (1, batch, features), the last state of a recurrent operator. */
    STATE
  }

  private final OnnxModel model;
  private final Shared shared;
  private final String prefix;
  private final List<NamedLayer> layers = new ArrayList<>();
  private Dims dims;
  private Order order = Order.BATCH_FIRST;

  private LayerStack(OnnxModel model, Shared shared, String prefix, Dims dims) {
    this.model = model;
    this.shared = shared;
    this.prefix = prefix;
    this.dims = dims;
  }

  /** What all stacks of a network have in common. */
  private record Shared(
      Set<String> names, Map<String, TensorData> values, Map<String, List<Long>> shapes) {}

  static LayerStack over(OnnxModel model, Dims input) {
    Shared shared = new Shared(new HashSet<>(), new LinkedHashMap<>(), new HashMap<>());
    return new LayerStack(model, shared, "", input);
  }

  /** Gives a stack for layers within one that is still to come, over the same input. */
  LayerStack within(String layer, String branch) {
    LayerStack inner = new LayerStack(model, shared, prefix + layer + "." + branch + ".", dims);
    inner.order = order;
    return inner;
  }

  Dims dims() {
    return dims;
  }

  Order order() {
    return order;
  }

  void order(Order next) {
    order = next;
  }

  List<NamedLayer> layers() {
    return layers;
  }

  /** Gives the values of all parameters so far. */
  Map<String, TensorData> values() {
    return shared.values;
  }

  /** Refuses a value that lies otherwise than layers have it. */
  void require(Order needed, NodeProto node) {
    if (order != needed) {
      throw model.refused(
          node, "it takes values in the order %s, needed %s".formatted(order, needed));
    }
  }

  /** Gives a name that no layer has: the wished one, or the kind's with a count. */
  String name(String wished, Layer layer) {
    String clean = wished.replaceAll("[^A-Za-z0-9_-]", "_");
    if (!clean.isEmpty() && !Character.isLetter(clean.charAt(0))) {
      clean = layer.kind() + clean;
    }
    String base =
        clean.isEmpty() ? layer.kind() : clean.substring(0, Math.min(clean.length(), 150));
    String name = clean.isEmpty() ? base + 1 : base;
    for (int count = 2; !shared.names.add(name); count++) {
      name = base + (clean.isEmpty() ? "" : "-") + count;
    }
    return name;
  }

  /** Adds a layer with its values, in the order of its parameters; gives its name. */
  String add(NodeProto node, String wished, Layer layer, Map<String, TensorData> values) {
    String name = name(wished, layer);
    add(node, new NamedLayer(name, layer, Activation.IDENTITY));
    values.forEach((parameter, data) -> shared.values.put(prefix + name + "." + parameter, data));
    return name;
  }

  /** Adds a layer whose values are known already. */
  void add(NodeProto node, NamedLayer layer) {
    try {
      dims = layer.layer().outputOf(dims);
    } catch (MisfitException e) {
      throw model.refused(node, e.what());
    }
    layers.add(layer);
  }

  /** Sets the activation of the last layer; adds a layer for it where there is one already. */
  void activate(NodeProto node, Activation activation) {
    if (layers.isEmpty() || !layers.get(layers.size() - 1).activation().isIdentity()) {
      add(node, "", new Identity(), Map.of());
    }
    int last = layers.size() - 1;
    layers.set(last, layers.get(last).withActivation(activation));
  }

  /**
   * Gives values another shape, by one layer for several such operators, or none if it is as
   * before.
   */
  void reshape(NodeProto node, List<Long> sizes) {
    Dims target;
    try {
      target = new Dims(sizes);
    } catch (IllegalArgumentException e) {
      throw model.refused(node, "it makes %s of %s".formatted(sizes, dims));
    }
    if (target.count() != dims.count()) {
      throw model.refused(node, "it makes %s of %s".formatted(target, dims));
    }
    int last = layers.size() - 1;
    if (last >= 0 && isView(layers.get(last))) {
      shared.names.remove(layers.remove(last).name());
      dims = before();
    }
    if (!target.equals(dims)) {
      reshaped.add(dims);
      add(node, "", target.rank() == 1 ? new Flatten() : new Reshape(target), Map.of());
    }
  }

  private final List<Dims> reshaped = new ArrayList<>();

  /** Gives the shape before the last change of shape. */
  private Dims before() {
    return reshaped.remove(reshaped.size() - 1);
  }

  private static boolean isView(NamedLayer layer) {
    return layer.activation().isIdentity()
        && (layer.layer() instanceof Flatten || layer.layer() instanceof Reshape);
  }

  /** Remembers the shape that a value of the file has. */
  void remember(String value) {
    List<Long> shape = new ArrayList<>(dims.sizes());
    switch (order) {
      case BATCH_FIRST -> shape.add(0, BATCH);
      case STEPS_FIRST -> shape.add(1, BATCH);
      case DIRECTIONS -> shape.addAll(1, List.of(1L, BATCH));
      case STATE -> shape.addAll(0, List.of(1L, BATCH));
    }
    shared.shapes.put(value, shape);
  }

  /**
   * Gives the shape of a value of the file, with {@link #BATCH} for the batch's; none if unknown.
   */
  List<Long> shapeOf(String value, NodeProto node) {
    List<Long> shape = shared.shapes.get(value);
    if (shape == null) {
      throw model.refused(node, "it asks for the shape of a value inside another layer");
    }
    return shape;
  }
}
