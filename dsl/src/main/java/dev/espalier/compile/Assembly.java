package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What compiling one network brings together: its steps, its parameters and users' own blocks. */
final class Assembly {
  private final String scope;
  private final long seed;
  private final List<Slot> slots = new ArrayList<>();
  private final List<Adopted> adopted = new ArrayList<>();
  private final Map<String, Integer> inner = new HashMap<>();
  private LayerStep[] steps = {};

  private Assembly(String scope, long seed) {
    this.scope = scope;
    this.seed = seed;
  }

  /** Compiles a network; nothing native is made yet. */
  static Assembly of(CheckedNetwork network, long seed) {
    Assembly assembly = new Assembly(network.name(), seed);
    for (int i = 0; i < network.layers().size(); i++) {
      CheckedLayer layer = network.layers().get(i);
      for (ParameterSpec spec : layer.parameters()) {
        assembly.slots.add(new Slot(spec.under(layer.name()), i));
      }
    }
    assembly.steps = new LayerStep[2 * network.layers().size()];
    int first = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      CheckedLayer layer = network.layers().get(i);
      Place place = new Place(assembly, network.name() + "." + layer.name(), first, layer.input());
      assembly.steps[2 * i] = LayerSteps.compile(layer.layer(), place);
      assembly.steps[2 * i + 1] = Activations.compile(layer.activation());
      first += layer.parameters().size();
    }
    assembly.completeParameters();
    return assembly;
  }

  /** Gives parameters that belong to no layer, such as a projection's. */
  static List<Parameter> parameters(String scope, List<ParameterSpec> specs, long seed) {
    Assembly assembly = new Assembly(scope, seed);
    specs.forEach(spec -> assembly.slots.add(new Slot(spec, 0)));
    assembly.completeParameters();
    return assembly.slots.stream().map(Slot::parameter).toList();
  }

  /** Takes up a user's block, whose parameters become those from an index on. */
  void adopt(Place place, Block block) {
    int at = place.first();
    for (Parameter parameter : block.getParameters().values()) {
      Slot slot = slots.get(at++);
      parameter.setInitializer((manager, shape, type) -> draw(slot.spec, manager, type));
      slot.parameter = parameter;
      slot.own = false;
    }
    adopted.add(new Adopted(place.path(), block, place.input()));
  }

  /** Gives the steps: of layer i the layer itself at 2 i, and its activation at 2 i + 1. */
  LayerStep[] steps() {
    return steps;
  }

  List<Slot> slots() {
    return slots;
  }

  List<Adopted> adopted() {
    return adopted;
  }

  /** Gives a step for each branch of a layer. */
  static List<LayerStep> branches(Layer layer, Place place) {
    List<ParameterSpec> specs = layer.parametersFor(place.input());
    List<LayerStep> steps = new ArrayList<>();
    for (Branch branch : layer.branches()) {
      int first = 0;
      while (first < specs.size() && !specs.get(first).name().startsWith(branch.name() + ".")) {
        first++;
      }
      steps.add(chain(branch, place, place.first() + first));
    }
    return steps;
  }

  /** Gives one layer after the other as one step, each with its activation. */
  private static LayerStep chain(Branch branch, Place place, int from) {
    List<LayerStep> chain = new ArrayList<>();
    Dims dims = place.input();
    int first = from;
    int[] points = new int[2 * branch.layers().size()];
    for (NamedLayer layer : branch.layers()) {
      Place inside = place.inside(branch.name() + "." + layer.name(), first, dims);
      points[chain.size()] = place.assembly().point(inside.path() + ":linear");
      chain.add(LayerSteps.compile(layer.layer(), inside));
      points[chain.size()] = place.assembly().point(inside.path());
      chain.add(
          layer.activation().isIdentity()
              ? LayerStep.IDENTITY
              : Activations.compile(layer.activation()));
      first += layer.layer().parametersFor(dims).size();
      dims = layer.layer().outputOf(dims);
    }
    LayerStep[] all = chain.toArray(LayerStep[]::new);
    return (input, call) -> {
      NDArray value = input;
      @Nullable NDArray real = call.steps().known();
      boolean kept = true;
      for (int i = 0; i < all.length; i++) {
        NDArray next = all[i].apply(value, call);
        if (next != value) {
          if (!kept) {
            value.close();
          }
          kept = false;
        }
        value = next;
        call.taps().pass(points[i], value);
        kept |= call.taps().keeps(points[i]);
      }
      call.steps().set(real);
      return value;
    };
  }

  /** Gives a place inside a layer a point of its own, behind those of the network's own layers. */
  private int point(String path) {
    return inner.computeIfAbsent(path, key -> steps.length + 1 + inner.size());
  }

  /** Gives the points inside layers, by their full paths. */
  Map<String, Integer> inner() {
    return inner;
  }

  private void completeParameters() {
    for (Slot slot : slots) {
      if (slot.parameter == null) {
        slot.parameter =
            Parameter.builder()
                .setName(slot.spec.name())
                .setType(typeOf(slot.spec.name()))
                .optShape(new Shape(slot.spec.dims().toArray()))
                .optRequiresGrad(slot.spec.trainable())
                .optInitializer((manager, shape, type) -> draw(slot.spec, manager, type))
                .build();
      }
    }
  }

  /** Gives starting values in memory of LibTorch's own, which it aligns and may keep. */
  private NDArray draw(ParameterSpec spec, NDManager manager, DataType type) {
    double[] drawn = spec.initial().draw(spec, Seeds.random(seed, "initial", scope, spec.name()));
    Shape shape = new Shape(spec.dims().toArray());
    try (NDArray values = create(manager, drawn, shape, type)) {
      NDArray owned = values.duplicate();
      NDScope.unregister(owned);
      return owned;
    }
  }

  private static NDArray create(NDManager manager, double[] drawn, Shape shape, DataType type) {
    if (type == DataType.FLOAT64) {
      return manager.create(drawn, shape);
    }
    if (type != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "parameters of type %s: they are FLOAT32 or FLOAT64. Try FLOAT32.".formatted(type));
    }
    float[] narrow = new float[drawn.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) drawn[i];
    }
    return manager.create(narrow, shape);
  }

  private static Parameter.Type typeOf(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "weight" -> Parameter.Type.WEIGHT;
      case "bias" -> Parameter.Type.BIAS;
      case "gamma" -> Parameter.Type.GAMMA;
      case "beta" -> Parameter.Type.BETA;
      case "runningMean" -> Parameter.Type.RUNNING_MEAN;
      case "runningVar" -> Parameter.Type.RUNNING_VAR;
      default -> Parameter.Type.OTHER;
    };
  }

  /** A parameter of the network: its spec under its full name, and the DJL parameter for it. */
  static final class Slot {
    private final ParameterSpec spec;
    private final int layer;
    private @Nullable Parameter parameter;
    private boolean own = true;

    Slot(ParameterSpec spec, int layer) {
      this.spec = spec;
      this.layer = layer;
    }

    ParameterSpec spec() {
      return spec;
    }

    int layer() {
      return layer;
    }

    /** Says whether it is the network's own, rather than one of a user's block. */
    boolean own() {
      return own;
    }

    Parameter parameter() {
      if (parameter == null) {
        throw new IllegalStateException("parameter " + spec.name() + " is not compiled yet.");
      }
      return parameter;
    }
  }

  /**
   * A user's block in the network.
   *
   * @param path the network's and the layer's names
   * @param block the block
   * @param input the shape of one input sample
   */
  record Adopted(String path, Block block, Dims input) {}
}
