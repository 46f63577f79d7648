package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of a network's parameters, statistics included, on the same device.
 *
 * <p>Close it when it is no longer needed; closing the parameters' owner closes it too. An owner
 * that is only forgotten lives as long as this.
 */
public final class Snapshot implements AutoCloseable {
  private final List<String> names;
  private final List<NDArray> values;
  private final Object owner;

  private Snapshot(List<String> names, List<NDArray> values, Object owner) {
    this.owner = owner;
    this.names = List.copyOf(names);
    this.values = List.copyOf(values);
  }

  /**
   * Copies parameters.
   *
   * @param owner what frees their memory when it is garbage collected, which this puts off
   */
  static Snapshot of(List<NamedParameter> parameters, Object owner) {
    List<String> names = new ArrayList<>();
    List<NDArray> values = new ArrayList<>();
    for (NamedParameter parameter : parameters) {
      try (NDArray detached = Autograd.detach(parameter.array())) {
        NDArray copy = detached.duplicate();
        NDScope.unregister(copy);
        names.add(parameter.name());
        values.add(copy);
      }
    }
    return new Snapshot(names, values, owner);
  }

  /** Gives the copies under the parameters' names; changing one changes the snapshot. */
  public Map<String, NDArray> values() {
    try {
      Map<String, NDArray> byName = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        byName.put(names.get(i), values.get(i));
      }
      return byName;
    } finally {
      Reference.reachabilityFence(owner);
    }
  }

  /** Says whether parameters still have the values of this copy. */
  boolean holds(List<NamedParameter> parameters) {
    return parameters.isEmpty()
        || Operators.areEqual(parameters.stream().map(NamedParameter::array).toList(), values);
  }

  void copyInto(List<NamedParameter> parameters) {
    List<String> wanted = parameters.stream().map(NamedParameter::name).toList();
    if (!wanted.equals(names)) {
      throw new IllegalArgumentException(
          "snapshot: it holds %s, and the network has %s. Try a snapshot of this network."
              .formatted(names, wanted));
    }
    Operators.copy(parameters.stream().map(NamedParameter::array).toList(), values);
  }

  /** Frees the copies. */
  @Override
  public void close() {
    values.forEach(NDArray::close);
  }
}
