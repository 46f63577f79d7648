package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** Gives a user's block its parameters as they are, without copies or a server. */
final class DirectStore extends ParameterStore {
  static final DirectStore PLAIN = new DirectStore(false);

  /** Gives copies of what gradients do not train, so that a pass leaves statistics as they are. */
  static final DirectStore KEEPING_STATISTICS = new DirectStore(true);

  private final boolean keeps;

  private DirectStore(boolean keeps) {
    this.keeps = keeps;
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    NDArray value = parameter.getArray();
    return keeps && !parameter.requiresGradient() ? value.duplicate() : value;
  }
}
