package dev.espalier.methods.reverse;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The table from each activation to the function that reverses it. */
final class ActivationRules {
  private static final Map<Kind, String> TABLE = new EnumMap<>(Kind.class);

  static {
    TABLE.put(Kind.RELU, "relu");
    TABLE.put(Kind.RELU6, "relu6");
    TABLE.put(Kind.LEAKY_RELU, "leaky_relu");
    TABLE.put(Kind.ELU, "elu");
    TABLE.put(Kind.GELU, "gelu");
    TABLE.put(Kind.GELU_TANH, "gelu_tanh");
    TABLE.put(Kind.SELU, "selu");
    TABLE.put(Kind.CELU, "celu");
    TABLE.put(Kind.MISH, "mish");
    TABLE.put(Kind.SILU, "silu");
    TABLE.put(Kind.SIGMOID, "sigmoid");
    TABLE.put(Kind.TANH, "tanh");
    TABLE.put(Kind.EXP, "exp");
    TABLE.put(Kind.SOFTPLUS, "softplus");
    TABLE.put(Kind.SOFTSIGN, "softsign");
    TABLE.put(Kind.LOG_SIGMOID, "log_sigmoid");
    TABLE.put(Kind.HARD_SHRINK, "hard_shrink");
    TABLE.put(Kind.SOFT_SHRINK, "soft_shrink");
    TABLE.put(Kind.SINE, "sine");
    TABLE.put(Kind.HARD_TANH, "hard_tanh");
    TABLE.put(Kind.HARD_SIGMOID, "hard_sigmoid");
    TABLE.put(Kind.HARD_SWISH, "hard_swish");
    TABLE.put(Kind.SOFTMAX, "softmax");
    TABLE.put(Kind.LOG_SOFTMAX, "log_softmax");
  }

  private ActivationRules() {}

  /** Gives the kinds that have a function; the identity needs none. */
  static Set<Kind> kinds() {
    return TABLE.keySet();
  }

  /** Gives the rule of an activation. */
  static ReverseRule of(Activation activation) {
    if (activation.isIdentity()) {
      return (input, output, wanted) -> Reversed.of(wanted);
    }
    String function = TABLE.get(activation.kind());
    if (function == null) {
      throw new IllegalStateException("activation " + activation + ": no rule reverses it.");
    }
    double parameter = activation.parameter();
    return (input, output, wanted) ->
        Reversed.of(Scripts.pointwise().call(function, input, wanted, parameter));
  }
}
