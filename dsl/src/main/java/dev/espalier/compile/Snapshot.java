package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of a network's parameters, statistics included, on the same device.
 *
 * <p>Close it when it is no longer needed; closing the parameters' owner closes it too.
 */
public final class Snapshot implements AutoCloseable {
  private final List<String> names;
  private final List<NDArray> values;

  private Snapshot(List<String> names, List<NDArray> values) {
    this.names = List.copyOf(names);
    this.values = List.copyOf(values);
  }

  static Snapshot of(List<NamedParameter> parameters) {
    List<String> names = new ArrayList<>();
    List<NDArray> values = new ArrayList<>();
    for (NamedParameter parameter : parameters) {
      NDArray detached = parameter.array().stopGradient();
      NDArray copy = detached.duplicate();
      detached.close();
      NDScope.unregister(copy);
      names.add(parameter.name());
      values.add(copy);
    }
    return new Snapshot(names, values);
  }

  void copyInto(List<NamedParameter> parameters) {
    List<String> wanted = parameters.stream().map(NamedParameter::name).toList();
    if (!wanted.equals(names)) {
      throw new IllegalArgumentException(
          "snapshot: it holds %s, and the network has %s. Try a snapshot of this network."
              .formatted(names, wanted));
    }
    for (int i = 0; i < values.size(); i++) {
      Values.copy(values.get(i), parameters.get(i).array());
    }
  }

  /** Frees the copies. */
  @Override
  public void close() {
    values.forEach(NDArray::close);
  }
}
