package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Functional;
import java.util.EnumMap;
import java.util.Map;

/**
 * How activations are computed: by their formulas, or where DJL has operators, by those of this
 * table.
 */
final class Activations {
  private static final Map<Kind, Function> TABLE = new EnumMap<>(Kind.class);

  static {
    TABLE.put(Kind.RELU, (x, parameter) -> x.getNDArrayInternal().relu());
    TABLE.put(Kind.LEAKY_RELU, Functional::leakyRelu);
    TABLE.put(Kind.ELU, Functional::elu);
    TABLE.put(Kind.GELU, (x, parameter) -> x.getNDArrayInternal().gelu());
    TABLE.put(Kind.SIGMOID, (x, parameter) -> x.getNDArrayInternal().sigmoid());
    TABLE.put(Kind.TANH, (x, parameter) -> x.tanh());
    TABLE.put(Kind.EXP, (x, parameter) -> x.exp());
    TABLE.put(Kind.SINE, Activations::sine);
    TABLE.put(Kind.SOFTMAX, (x, parameter) -> x.softmax(-1));
  }

  private Activations() {}

  /** Gives the step of an activation. */
  static LayerStep compile(Activation activation) {
    if (activation.isIdentity()) {
      return LayerStep.IDENTITY;
    }
    Function function = TABLE.get(activation.kind());
    double parameter = activation.parameter();
    if (function != null) {
      return (input, call) -> function.apply(input, parameter);
    }
    CompiledFormula formula = CompiledFormula.of(activation.formula());
    return (input, call) -> formula.call(input);
  }

  private static NDArray sine(NDArray x, double frequency) {
    return frequency == 1 ? x.sin() : x.mul(Scalars.of(x, frequency)).sin();
  }

  /** A function of an array and the activation's parameter. */
  private interface Function {
    NDArray apply(NDArray x, double parameter);
  }
}
