package dev.espalier.check;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a network's parameters found among weights, or everything that is missing, extra
 * or misshapen.
 *
 * <p>A tensor is found by Espalier's name or by PyTorch's, such as {@code norm.gamma} and {@code
 * norm.weight}; {@code num_batches_tracked}, which PyTorch counts beside them, is left out.
 *
 * @param values by {@code layer.parameter}, in the network's order; without those missing where
 *     weights are partial
 * @param problems none if it fits
 */
public record WeightsFit(Map<String, TensorData> values, List<Problem> problems) {

  /** Copies both in their order. */
  public WeightsFit {
    Given.all("values", values, "problems", problems);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    problems = List.copyOf(problems);
  }

  /** Finds the tensors of a network's parameters. */
  public static WeightsFit of(CheckedNetwork network, StateDict weights) {
    Given.all("network", network, "weights", weights);
    return new WeightsSearch(network, weights).fit();
  }
}
