package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The table from each activation to the TorchScript expression that computes it. */
public final class ScriptActivations {
  // %1$s stands for the value, %2$s for the activation's parameter.
  private static final Map<Kind, String> TABLE = new EnumMap<>(Kind.class);

  static {
    TABLE.put(Kind.IDENTITY, "%1$s");
    TABLE.put(Kind.RELU, "torch.relu(%1$s)");
    TABLE.put(Kind.RELU6, "torch.hardtanh(%1$s, 0.0, 6.0)");
    TABLE.put(Kind.LEAKY_RELU, "torch.leaky_relu(%1$s, %2$s)");
    TABLE.put(Kind.ELU, "torch.elu(%1$s, %2$s)");
    TABLE.put(Kind.GELU, "torch.gelu(%1$s)");
    TABLE.put(Kind.SILU, "torch.silu(%1$s)");
    TABLE.put(Kind.SIGMOID, "torch.sigmoid(%1$s)");
    TABLE.put(Kind.TANH, "torch.tanh(%1$s)");
    TABLE.put(Kind.SOFTPLUS, "torch.softplus(%1$s)");
    TABLE.put(Kind.SINE, "torch.sin(torch.mul(%1$s, %2$s))");
    TABLE.put(Kind.HARD_TANH, "torch.hardtanh(%1$s)");
    TABLE.put(Kind.HARD_SIGMOID, "torch.hardsigmoid(%1$s)");
    TABLE.put(Kind.HARD_SWISH, "torch.hardswish(%1$s)");
    TABLE.put(Kind.SOFTMAX, "torch.softmax(%1$s, -1)");
  }

  private ScriptActivations() {}

  public static boolean has(Kind kind) {
    return TABLE.containsKey(kind);
  }

  static String expression(Activation activation, String x) {
    String pattern = TABLE.get(activation.kind());
    if (pattern == null) {
      throw new IllegalStateException(
          "activation %s: TorchScript has no entry for it. Try adding one."
              .formatted(activation.kind()));
    }
    return String.format(Locale.ROOT, pattern, x, activation.parameter());
  }
}
