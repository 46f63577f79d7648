package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.torch.Functional;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The table from each activation to the LibTorch operators that compute it. */
final class Activations {
  private static final Map<Kind, Function> TABLE = new EnumMap<>(Kind.class);

  static {
    TABLE.put(Kind.IDENTITY, (x, parameter) -> x);
    TABLE.put(Kind.RELU, (x, parameter) -> x.getNDArrayInternal().relu());
    TABLE.put(Kind.RELU6, (x, parameter) -> relu6(x));
    TABLE.put(Kind.LEAKY_RELU, Functional::leakyRelu);
    TABLE.put(Kind.ELU, Functional::elu);
    TABLE.put(Kind.GELU, (x, parameter) -> x.getNDArrayInternal().gelu());
    TABLE.put(Kind.SILU, (x, parameter) -> x.mul(x.getNDArrayInternal().sigmoid()));
    TABLE.put(Kind.SIGMOID, (x, parameter) -> x.getNDArrayInternal().sigmoid());
    TABLE.put(Kind.TANH, (x, parameter) -> x.tanh());
    TABLE.put(Kind.SOFTPLUS, (x, parameter) -> x.getNDArrayInternal().softPlus());
    TABLE.put(Kind.SINE, Activations::sine);
    TABLE.put(
        Kind.HARD_TANH, (x, parameter) -> x.maximum(Scalars.of(x, -1)).minimum(Scalars.of(x, 1)));
    TABLE.put(Kind.HARD_SIGMOID, (x, parameter) -> hardSigmoid(x));
    TABLE.put(Kind.HARD_SWISH, (x, parameter) -> x.mul(hardSigmoid(x)));
    TABLE.put(Kind.SOFTMAX, (x, parameter) -> x.softmax(-1));
  }

  private Activations() {}

  /** Gives the kinds that can be computed. */
  static Set<Kind> kinds() {
    return TABLE.keySet();
  }

  /** Gives the step of an activation. */
  static LayerStep compile(Activation activation) {
    Function function = TABLE.get(activation.kind());
    if (function == null) {
      throw new IllegalStateException(
          "activation " + activation + ": no operator is known for it.");
    }
    double parameter = activation.parameter();
    return activation.isIdentity()
        ? LayerStep.IDENTITY
        : (input, call) -> function.apply(input, parameter);
  }

  private static NDArray relu6(NDArray x) {
    return x.getNDArrayInternal().relu().minimum(Scalars.of(x, 6));
  }

  private static NDArray hardSigmoid(NDArray x) {
    return relu6(x.add(Scalars.of(x, 3))).div(Scalars.of(x, 6));
  }

  private static NDArray sine(NDArray x, double frequency) {
    return frequency == 1 ? x.sin() : x.mul(Scalars.of(x, frequency)).sin();
  }

  /** A function of an array and the activation's parameter. */
  private interface Function {
    NDArray apply(NDArray x, double parameter);
  }
}
