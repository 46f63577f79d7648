package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hierarchy that computes: its networks and projections as DJL blocks on one device.
 *
 * <p>It owns every parameter and snapshot of its networks; closing it frees them.
 */
public final class CompiledHierarchy implements AutoCloseable {
  private final CheckedHierarchy description;
  private final NDManager manager;
  private final DataType type;
  private final Map<String, NetworkBlock> networks = new LinkedHashMap<>();
  private final Map<CheckedLink, ProjectionBlock> projections = new LinkedHashMap<>();

  private CompiledHierarchy(CheckedHierarchy description, NDManager manager, DataType type) {
    this.description = description;
    this.manager = manager;
    this.type = type;
  }

  /**
   * Compiles a hierarchy and gives all parameters their first values.
   *
   * @param description the hierarchy
   * @param device where it computes
   * @param type FLOAT32 or FLOAT64
   * @param seed what first values are drawn from: equal seeds give equal values
   */
  public static CompiledHierarchy of(
      CheckedHierarchy description, Device device, DataType type, long seed) {
    NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device);
    manager.setName("espalier " + description.name());
    CompiledHierarchy hierarchy = new CompiledHierarchy(description, manager, type);
    try {
      hierarchy.compile(seed);
    } catch (RuntimeException e) {
      manager.close();
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
    return manager;
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

  /** Gives the projection of a link, where the link has one. */
  public Optional<ProjectionBlock> projection(CheckedLink link) {
    return Optional.ofNullable(projections.get(link));
  }

  /**
   * Gives the values at taps in evaluation mode, running each network at most once and no farther
   * than needed.
   *
   * @param input the hierarchy's input, {@code (batch, ...)}
   * @param taps the places
   * @return the values {@code (batch, ...)} in the order of the taps, without history for
   *     gradients, owned by the input's manager
   */
  public Map<Tap, NDArray> evaluate(NDArray input, List<Tap> taps) {
    Map<String, List<Tap>> wanted = new HashMap<>();
    taps.forEach(tap -> want(tap, wanted));
    Map<Tap, NDArray> values = new HashMap<>();
    Map<Tap, NDArray> results = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      wanted.keySet().forEach(name -> run(name, wanted, input, values));
      for (Tap tap : taps) {
        results.computeIfAbsent(tap, key -> released(values, key, input));
      }
    }
    return results;
  }

  /** Frees all parameters. */
  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return "compiled " + description;
  }

  private void compile(long seed) {
    for (CheckedNetwork network : description.networks()) {
      networks.put(network.name(), NetworkBlock.of(network, manager, type, seed));
    }
    for (CheckedLink link : description.links()) {
      link.projection()
          .ifPresent(
              projection ->
                  projections.put(
                      link, ProjectionBlock.of(projection, link.name(), manager, type, seed)));
    }
  }

  private void want(Tap tap, Map<String, List<Tap>> wanted) {
    List<Tap> places = wanted.computeIfAbsent(tap.network(), name -> new ArrayList<>());
    if (places.contains(tap)) {
      return;
    }
    places.add(tap);
    if (network(tap.network()).network().description().source() instanceof Source.At at) {
      want(at.tap(), wanted);
    }
  }

  private void run(
      String name, Map<String, List<Tap>> wanted, NDArray input, Map<Tap, NDArray> values) {
    List<Tap> taps = wanted.getOrDefault(name, List.of());
    if (values.keySet().containsAll(taps)) {
      return;
    }
    NetworkBlock network = network(name);
    NDArray start = input;
    if (network.network().description().source() instanceof Source.At at) {
      run(at.tap().network(), wanted, input, values);
      start = values.get(at.tap());
    }
    Taps kept = network.taps(taps.stream().map(Tap::place).toArray(String[]::new));
    network.forward(start, 0, kept.farthest(), Pass.evaluation(), kept);
    taps.forEach(tap -> values.put(tap, kept.value(tap.place())));
  }

  /** Gives a value that outlives the scope, and is nobody else's. */
  private static NDArray released(Map<Tap, NDArray> values, Tap tap, NDArray input) {
    NDArray released = values.get(tap).stopGradient();
    released.attach(input.getManager());
    NDScope.unregister(released);
    return released;
  }
}
