package dev.espalier.describe.layer.norm;

import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/** What a norm multiplies with and adds: {@code gamma} and {@code beta}. */
final class Factors {
  private Factors() {}

  static List<ParameterSpec> specs(Dims dims, Initial gamma, Initial beta) {
    return List.of(spec("gamma", dims, gamma), spec("beta", dims, beta));
  }

  static ParameterSpec spec(String name, Dims dims, Initial initial) {
    long count = dims.count();
    return ParameterSpec.trained(name, dims, count, count, initial);
  }

  static String torchName(String parameter) {
    return switch (parameter) {
      case "gamma" -> "weight";
      case "beta" -> "bias";
      case "runningMean" -> "running_mean";
      case "runningVar" -> "running_var";
      default -> parameter;
    };
  }
}
