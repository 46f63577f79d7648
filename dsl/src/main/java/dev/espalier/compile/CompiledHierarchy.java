package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.compile.life.ClosedException;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.describe.Tap;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Cudnn;
import dev.espalier.torch.Torch;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hierarchy that computes: its networks as DJL blocks on one device.
 *
 * <p>It owns every parameter and snapshot of its networks. Closing it frees them, once the calls in
 * progress have ended; one that is only forgotten, with its networks, frees them when it is garbage
 * collected.
 */
public final class CompiledHierarchy implements AutoCloseable {
  private final CheckedHierarchy description;
  private final NDManager manager;
  private final DataType type;
  private final Lifetime lifetime;
  private final Map<String, NetworkBlock> networks = new LinkedHashMap<>();

  private CompiledHierarchy(CheckedHierarchy description, NDManager manager, DataType type) {
    this.description = description;
    this.manager = manager;
    this.type = type;
    this.lifetime = new Lifetime("hierarchy '" + description.name() + "'", manager::close);
  }

  /**
   * Compiles a hierarchy and gives all parameters their first values.
   *
   * @param description the hierarchy
   * @param device where it computes
   * @param type FLOAT32 or FLOAT64
   * @param seed what first values are drawn from: equal seeds give equal values. Those that a
   *     network of the description comes with take their place
   * @throws dev.espalier.check.CheckException if its parameters need more memory than there is
   */
  public static CompiledHierarchy of(
      CheckedHierarchy description, Device device, DataType type, long seed) {
    Footprint.require(description, type, device);
    if (device.isGpu()) {
      Cudnn.exact();
    }
    NDManager manager = NDManager.newBaseManager(device, Torch.ENGINE);
    manager.setName("espalier " + description.name());
    CompiledHierarchy hierarchy = new CompiledHierarchy(description, manager, type);
    try {
      hierarchy.compile(seed);
    } catch (RuntimeException e) {
      hierarchy.close();
      throw e;
    }
    return hierarchy;
  }

  /** Gives the hierarchy that this was compiled from. */
  public CheckedHierarchy description() {
    return description;
  }

  /** Gives the manager that owns the parameters; arrays attached to it live as long as this. */
  public NDManager manager() {
    lifetime.requireOpen("manager");
    return manager;
  }

  /**
   * Begins a call that uses the networks, which are freed only after its end; the same thread ends
   * it.
   *
   * @param call what messages name it, such as {@code predict}
   * @throws ClosedException if the networks are closed, or the process ends
   */
  public Lifetime.Use use(String call) {
    return lifetime.use(call);
  }

  /** Says whose networks these are, such as {@code run 'digits by supervised'}, in messages. */
  public void belongTo(String owner) {
    lifetime.rename(owner);
  }

  /** Gives the type of the parameters, FLOAT32 or FLOAT64. */
  public DataType type() {
    return type;
  }

  /** Gives the networks, simplest first. */
  public List<NetworkBlock> networks() {
    return List.copyOf(networks.values());
  }

  /**
   * Gives the network of a name.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public NetworkBlock network(String name) {
    NetworkBlock network = networks.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "network %s: hierarchy '%s' has no such network. It has %s."
              .formatted(name, description.name(), String.join(", ", networks.keySet())));
    }
    return network;
  }

  /** Gives a copy of all values, as {@code network.layer.parameter}, statistics included. */
  public StateDict weights() {
    Map<String, TensorData> values = new LinkedHashMap<>();
    for (NetworkBlock block : networks.values()) {
      String prefix = block.network().name() + ".";
      weights(block.network().name())
          .tensors()
          .forEach((name, data) -> values.put(prefix + name, data));
    }
    return StateDict.of(values);
  }

  /**
   * Gives a copy of a network's values, as {@code layer.parameter}, statistics included.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public StateDict weights(String name) {
    NetworkBlock block = network(name);
    Map<String, TensorData> values = new LinkedHashMap<>();
    try (Lifetime.Use use = use("weights")) {
      for (NamedParameter parameter : block.parameters()) {
        values.put(parameter.name(), TensorData.of(parameter.array()));
      }
    }
    return StateDict.of(values);
  }

  /**
   * Gives the values at taps in evaluation mode, running each network at most once and no farther
   * than needed.
   *
   * @param input the hierarchy's input, {@code (batch, ...)}
   * @param taps the places
   * @return the values {@code (batch, ...)}, one for each tap in their order, without history for
   *     gradients, owned by the input's manager
   */
  public List<NDArray> evaluate(NDArray input, List<Tap> taps) {
    taps.forEach(tap -> network(tap.network()));
    Chain chain = Chain.of(this, taps);
    List<NDArray> results = new ArrayList<>(taps.size());
    try (Lifetime.Use use = use("evaluate");
        NDScope scope = new NDScope();
        Autograd.Mode mode = Autograd.paused()) {
      scope.suppressNotUsedWarning();
      Map<Tap, NDArray> values = chain.evaluate(input);
      for (Tap tap : taps) {
        results.add(released(Chain.at(values, tap), input));
      }
    }
    return results;
  }

  /** Frees all parameters, once the calls in progress have ended. */
  @Override
  public void close() {
    lifetime.close();
  }

  @Override
  public String toString() {
    return "compiled " + description;
  }

  private void compile(long seed) {
    for (CheckedNetwork network : description.networks()) {
      NetworkBlock block = NetworkBlock.of(network, manager, type, seed, lifetime);
      networks.put(network.name(), block);
      block.set(description.valuesOf(network));
    }
  }

  /** Gives a value that outlives the scope, and is nobody else's. */
  private static NDArray released(NDArray value, NDArray input) {
    NDArray released = Autograd.detach(value);
    released.attach(input.getManager());
    NDScope.unregister(released);
    return released;
  }
}
