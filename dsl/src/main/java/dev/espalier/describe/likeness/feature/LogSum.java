package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * Log sum of differences, "SRD" (arXiv 2303.11098): {@code log sum |N(W p) - N(t)|^c} over the
 * batch's elements, W a learned map of the learner's features to the guide's, and N the
 * normalisation over the batch. The mean over a picture's pixels counts as its features. It is no
 * distance, and falls without end towards agreement.
 *
 * @param exponent c, from 1 to 10; the default is 4
 */
@AutoService(Likeness.class)
public record LogSum(double exponent) implements Likeness {
  /** Refuses an exponent out of its range. */
  public LogSum {
    Shapes.requireWithin("exponent", exponent, 1, 10);
  }

  /** Takes the exponent 4. */
  public LogSum() {
    this(4);
  }

  @Override
  public String name() {
    return "log sum";
  }

  /** Compares features or pictures, whose sizes W maps. */
  @Override
  public boolean compares(Dims learner, Dims guide) {
    return (learner.rank() == 1 || learner.rank() == 3) && (guide.rank() == 1 || guide.rank() == 3);
  }

  /** Gives {@code weight}, (guide's features x learner's). */
  @Override
  public List<ParameterSpec> parametersFor(Compared values) {
    long in = values.first().size(0);
    long out = values.wanted().size(0);
    return List.of(ParameterSpec.trained("weight", Dims.of(out, in), in, out, Initial.fanIn()));
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.mean(learner, [-2, -1]) if learner.dim() == 4 else learner
            t = torch.mean(guide, [-2, -1]) if guide.dim() == 4 else guide
            p = torch.linear(p, weight, None)
            p = (p - torch.mean(p, [0], True)) / torch.sqrt(torch.var(p, [0], False, True) + 1e-5)
            t = (t - torch.mean(t, [0], True)) / torch.sqrt(torch.var(t, [0], False, True) + 1e-5)
            return torch.log(torch.clamp(torch.sum(torch.pow(torch.abs(p - t), %s)), 1e-30))
            """
                .formatted(exponent),
            "weight"));
  }

  @Override
  public String toString() {
    return "log sum, exponent " + exponent;
  }
}
