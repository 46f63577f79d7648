package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * Prime-aware adaptive distillation (arXiv 2008.01458): the mean of {@code (t - p)^2 / (1e-6 + e^s)
 * + s}, s the log variance that an affine map of p, learned and normalised over the batch, expects
 * of each element: samples that are hard to meet count for less. Values are flattened. It is no
 * distance, and falls below 0.
 */
@AutoService(Likeness.class)
public record PrimeAware() implements Likeness {
  @Override
  public String name() {
    return "prime aware";
  }

  /** Gives the map {@code weight} and {@code bias}, and the normalisation's. */
  @Override
  public List<ParameterSpec> parametersFor(Compared values) {
    long size = values.wanted().count();
    return List.of(
        ParameterSpec.trained("weight", Dims.of(size, size), size, size, Initial.fanIn()),
        ParameterSpec.trained("bias", Dims.of(size), size, size, Initial.fanIn()),
        ParameterSpec.trained("gamma", Dims.of(size), size, size, Initial.ones()),
        ParameterSpec.trained("beta", Dims.of(size), size, size, Initial.zeros()));
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            t = torch.flatten(guide, 1)
            s = torch.linear(p, weight, bias)
            mean = torch.mean(s, [0], True)
            s = (s - mean) / torch.sqrt(torch.var(s, [0], False, True) + 1e-5) * gamma + beta
            return torch.mean(torch.square(t - p) / (torch.exp(s) + 1e-6) + s)
            """,
            "weight",
            "bias",
            "gamma",
            "beta"));
  }

  @Override
  public String toString() {
    return name();
  }
}
