package dev.espalier.compile;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Operators;
import dev.espalier.weights.TensorData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A network that computes: one flat DJL block whose parameters are named {@code layer.parameter}.
 *
 * <p>A pass runs from point to point: point 0 is the input, and layer {@code i} leads over point
 * {@code 2 i + 1}, its value before the activation, to point {@code 2 i + 2}, its value after it.
 * So any part of the network can be run, from {@link #point one tap's value} to another. What a
 * pass makes belongs to the caller's {@code NDScope}.
 *
 * <p>It is an ordinary DJL block too: models and predictors take it, and {@code saveParameters} and
 * {@code loadParameters} write and read its values. Passes in evaluation may run on several threads
 * at once; training is for one.
 */
public final class NetworkBlock extends AbstractBlock {
  private static final byte VERSION = 1;

  private final CheckedNetwork network;
  private final List<Assembly.Slot> slots;
  private final List<Assembly.Adopted> adopted;
  private final LayerStep[] steps;
  private final Map<String, Integer> inner;
  private final long seed;
  private final AtomicLong trainingPasses = new AtomicLong();
  private final Lifetime lifetime;
  private volatile NDArray @Nullable [] arrays;

  private NetworkBlock(CheckedNetwork network, long seed, Lifetime lifetime) {
    super(VERSION);
    this.lifetime = lifetime;
    this.network = network;
    this.seed = seed;
    Assembly assembly = Assembly.of(network, seed);
    slots = assembly.slots();
    adopted = assembly.adopted();
    steps = assembly.steps();
    inner = Map.copyOf(assembly.inner());
    slots.stream().filter(Assembly.Slot::own).forEach(slot -> addParameter(slot.parameter()));
    adopted.forEach(
        child ->
            addChildBlock(child.path(), Loan.take(child.path(), child.block(), this.lifetime)));
  }

  /**
   * Compiles a network and gives its parameters their first values.
   *
   * @param network the network
   * @param manager what owns the parameters, and decides on the device
   * @param type FLOAT32 or FLOAT64
   * @param seed what the first values are drawn from, each by its own name
   */
  public static NetworkBlock of(
      CheckedNetwork network, NDManager manager, DataType type, long seed) {
    return initialized(uninitialized(network, seed), manager, type);
  }

  /** Compiles a network that may be used as long as something lives. */
  static NetworkBlock of(
      CheckedNetwork network, NDManager manager, DataType type, long seed, Lifetime lifetime) {
    return initialized(new NetworkBlock(network, seed, lifetime), manager, type);
  }

  private static NetworkBlock initialized(NetworkBlock block, NDManager manager, DataType type) {
    block.initialize(manager, type, new Shape(block.network.input().withBatch(1)));
    return block;
  }

  /** Compiles a network whose parameters DJL is to initialise or load. */
  public static NetworkBlock uninitialized(CheckedNetwork network, long seed) {
    return new NetworkBlock(
        network, seed, new Lifetime("network '" + network.name() + "'", () -> {}));
  }

  /** Gives the network that this was compiled from. */
  public CheckedNetwork network() {
    return network;
  }

  /**
   * Gives the output for an input, in training or evaluation.
   *
   * @param input {@code (batch, ...)}, in the network's type; an embedding takes any type
   * @return {@code (batch, ...)}, the last layer's value after its activation
   * @throws IllegalArgumentException if the pass is in mixed precision and the parameters are not
   *     FLOAT32
   */
  public NDArray forward(NDArray input, Pass pass) {
    return forward(input, 0, end(), pass, Taps.none());
  }

  /** Gives the output for an input, and leaves the values of some places in the taps. */
  public NDArray forward(NDArray input, Pass pass, Taps taps) {
    return forward(input, 0, end(), pass, taps);
  }

  /**
   * Gives the value at one point from the value at another.
   *
   * @param value the value at {@code from}, {@code (batch, ...)}
   * @param from the point to start at; 0 is the input
   * @param to the point to arrive at; {@link #end()} is the output
   * @param taps takes the values passed by, that at {@code from} left out
   */
  public NDArray forward(NDArray value, int from, int to, Pass pass, Taps taps) {
    try (Lifetime.Use use = lifetime.use("forward")) {
      return run(value, from, to, new Call(arrays(), DirectStore.PLAIN, pass, taps));
    }
  }

  /** Gives the point of the output. */
  public int end() {
    return steps.length;
  }

  /**
   * Gives the point of a place.
   *
   * @param place {@code layer} or {@code layer:linear}
   * @throws IllegalArgumentException if there is no such layer
   */
  public int point(String place) {
    boolean linear = place.endsWith(":linear");
    String layer = linear ? place.substring(0, place.length() - ":linear".length()) : place;
    return 2 * layersUpTo(layer) - (linear ? 1 : 0);
  }

  /**
   * Gives how many layers lead up to and include one, as {@link TrainedLayers} takes it.
   *
   * @throws IllegalArgumentException if there is no such layer
   */
  public int layersUpTo(String layer) {
    List<String> names = network.layers().stream().map(checked -> checked.name()).toList();
    int index = names.indexOf(layer);
    if (index < 0) {
      throw new IllegalArgumentException(
          "tap %s.%s: network '%s' has no such layer. It has %s."
              .formatted(network.name(), layer, network.name(), String.join(", ", names)));
    }
    return index + 1;
  }

  /**
   * Gives taps at some places of this network.
   *
   * @param places each {@code layer} or {@code layer:linear}, also inside layers: {@code
   *     block.body.conv}
   * @throws IllegalArgumentException if there is no such layer
   */
  public Taps taps(String... places) {
    int[] points = Arrays.stream(places).mapToInt(this::tapped).toArray();
    return new Taps(network.name(), List.of(places), points, end() + 1 + inner.size());
  }

  /** Gives the point of a place, also of one inside a layer. */
  private int tapped(String place) {
    Tap tap = Tap.of(network.name(), place);
    Integer inside =
        network
            .pathOf(tap.layer())
            .map(path -> new Tap(network.name(), path, tap.linear()))
            .map(full -> inner.get(full.toString()))
            .orElse(null);
    return inside == null ? point(place) : inside;
  }

  /**
   * Gives all parameters in their fixed order, statistics included. Where another thread may close
   * their owner, use them within {@link CompiledHierarchy#use}.
   */
  public List<NamedParameter> parameters() {
    NDArray[] current = arrays();
    List<NamedParameter> all = new ArrayList<>(current.length);
    for (int i = 0; i < current.length; i++) {
      var spec = slots.get(i).spec();
      all.add(new NamedParameter(spec.name(), current[i], spec.trainable(), slots.get(i).layer()));
    }
    return all;
  }

  /**
   * Sets parameters, in place, to values that may be of another type of numbers.
   *
   * @param values by {@code layer.parameter}, each of its parameter's shape; the others stay
   */
  public void set(Map<String, TensorData> values) {
    if (values.isEmpty()) {
      return;
    }
    try (Lifetime.Use use = lifetime.use("set")) {
      for (NamedParameter parameter : parameters()) {
        TensorData value = values.get(parameter.name());
        if (value != null) {
          parameter.array().set(value.as(parameter.array().getDataType()).bytes());
        }
      }
    }
  }

  /** Gives a copy of all parameters, owned by their manager until it is closed. */
  public Snapshot snapshot() {
    try (Lifetime.Use use = lifetime.use("snapshot")) {
      return Snapshot.of(parameters(), lifetime);
    }
  }

  /** Says whether all parameters have the values that a snapshot of this network holds. */
  public boolean isAs(Snapshot snapshot) {
    try (Lifetime.Use use = lifetime.use("isAs")) {
      return snapshot.holds(parameters());
    }
  }

  /** Sets all parameters, in place, to what a snapshot of this network holds. */
  public void restore(Snapshot snapshot) {
    try (Lifetime.Use use = lifetime.use("restore")) {
      snapshot.copyInto(parameters());
    }
  }

  /**
   * Sets the last layer's weight and bias to 0, so that the output is 0.
   *
   * @throws IllegalStateException if the last layer has no weight
   */
  public void zeroOutput() {
    int index = network.layers().size() - 1;
    CheckedLayer last = network.layers().get(index);
    if (last.parameters().stream().noneMatch(spec -> spec.name().equals("weight"))) {
      throw new IllegalStateException(
          "layer %s.%s: %s has no weight that could be 0. Try output(%s) as the last layer."
              .formatted(network.name(), last.name(), last.layer(), last.output().size(-1)));
    }
    try (Lifetime.Use use = lifetime.use("zeroOutput");
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<NDArray> output =
          parameters().stream()
              .filter(parameter -> parameter.layer() == index && parameter.trainable())
              .map(NamedParameter::array)
              .toList();
      Operators.copy(output, output.stream().map(NDArray::zerosLike).toList());
    }
  }

  /** Lets gradients train all of the network's trainable parameters, or none. */
  public void trainable(boolean trains) {
    trainable(trains ? new TrainedLayers(network.layers().size(), Set.of()) : TrainedLayers.NONE);
  }

  /**
   * Lets gradients train some layers, and freezes the others.
   *
   * @param layers which train
   */
  public void trainable(TrainedLayers layers) {
    try (Lifetime.Use use = lifetime.use("trainable")) {
      for (Assembly.Slot slot : slots) {
        if (slot.spec().trainable()) {
          slot.parameter().freeze(!layers.trains(slot.layer()));
        }
      }
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(network.output().withBatch(inputShapes[0].get(0)))};
  }

  @Override
  public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
    try (Lifetime.Use use = lifetime.use("initialize")) {
      arrays = null;
      super.initialize(manager, dataType, inputShapes);
    }
  }

  @Override
  public void saveParameters(DataOutputStream os) throws IOException {
    try (Lifetime.Use use = lifetime.use("saveParameters")) {
      super.saveParameters(os);
    }
  }

  @Override
  public void loadParameters(NDManager manager, DataInputStream is)
      throws IOException, MalformedModelException {
    try (Lifetime.Use use = lifetime.use("loadParameters")) {
      load(manager, is);
    }
  }

  private void load(NDManager manager, DataInputStream is)
      throws IOException, MalformedModelException {
    NDArray[] before =
        slots.stream()
            .map(Assembly.Slot::parameter)
            .filter(Parameter::isInitialized)
            .map(Parameter::getArray)
            .toArray(NDArray[]::new);
    arrays = null;
    super.loadParameters(manager, is);
    for (Assembly.Slot slot : slots) {
      requireShape(slot);
      slot.parameter().getArray().setRequiresGradient(slot.parameter().requiresGradient());
    }
    for (NDArray array : before) {
      array.close();
    }
  }

  @Override
  public void clear() {
    arrays = null;
    super.clear();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    try (Lifetime.Use use = lifetime.use("forward")) {
      return run(parameterStore, inputs, training);
    }
  }

  private NDList run(ParameterStore parameterStore, NDList inputs, boolean training) {
    NDArray input = inputs.singletonOrThrow();
    Shape shape = input.getShape();
    if (!Arrays.equals(shape.slice(1).getShape(), network.input().toArray())) {
      throw new IllegalArgumentException(
          ("network %s: the input has shape %s, needed (batch, ...) with samples of %s."
                  + " Try reshape or a batch axis.")
              .formatted(network.name(), shape, network.input()));
    }
    NDArray[] found =
        slots.stream()
            .map(slot -> parameterStore.getValue(slot.parameter(), input.getDevice(), training))
            .toArray(NDArray[]::new);
    Pass pass =
        training
            ? Pass.training(Seeds.derive(seed, "pass", trainingPasses.getAndIncrement()))
            : Pass.evaluation();
    return new NDList(run(input, 0, end(), new Call(found, parameterStore, pass, Taps.none())));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    for (Assembly.Adopted child : adopted) {
      child.block().initialize(manager, dataType, new Shape(child.input().withBatch(1)));
    }
  }

  private NDArray run(NDArray input, int from, int to, Call call) {
    requireSinglePrecision(call);
    Call training = call;
    Call evaluation = call.with(Pass.evaluation());
    int trainingPoints = call.pass().layers() > steps.length ? to : 2 * call.pass().layers();
    Set<Integer> frozen = call.pass().frozen();
    Taps taps = call.taps();
    taps.clear();
    NDArray value = input;
    boolean kept = true;
    for (int point = from; point < to; point++) {
      boolean trains = point < trainingPoints && (frozen.isEmpty() || !frozen.contains(point / 2));
      NDArray next = steps[point].apply(value, trains ? training : evaluation);
      if (next != value) {
        if (!kept) {
          // Autograd holds what it needs; the rest is free for the next layer, not after the pass.
          value.close();
        }
        kept = false;
      }
      value = next;
      taps.pass(point + 1, value);
      kept |= taps.keeps(point + 1);
    }
    return value;
  }

  private NDArray[] arrays() {
    lifetime.requireOpen("network " + network.name());
    NDArray[] current = arrays;
    if (current == null) {
      current = slots.stream().map(slot -> slot.parameter().getArray()).toArray(NDArray[]::new);
      arrays = current;
    }
    return current;
  }

  private void requireSinglePrecision(Call call) {
    if (call.pass().mixed()
        && call.parameters().length > 0
        && call.parameters()[0].getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "network %s: a pass in mixed precision found parameters of type %s, needed FLOAT32. Try the pass without inMixedPrecision()."
              .formatted(network.name(), call.parameters()[0].getDataType()));
    }
  }

  private void requireShape(Assembly.Slot slot) throws MalformedModelException {
    Shape found = slot.parameter().getArray().getShape();
    if (!Arrays.equals(found.getShape(), slot.spec().dims().toArray())) {
      throw new MalformedModelException(
          "parameter %s.%s: the file holds %s, needed %s. Try the file of this network."
              .formatted(network.name(), slot.spec().name(), found, slot.spec().dims()));
    }
  }
}
