package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * Variational information (arXiv 1904.05835): the mean of {@code ((t - p)^2 / v + log v) / 2}, v
 * the variance of a channel, or of the last axis where there are no channels: {@code softplus(a) +
 * 1e-5}, a learned. The learner's value is the mean of what the guide's should be, and comes
 * through {@code projected(...)}. It is no distance, and falls below 0.
 *
 * @param variance v at the start, from 1e-4 to 1e6; the default is 5
 */
@AutoService(Likeness.class)
public record VariationalInformation(double variance) implements Likeness {
  private static final double LEAST = 1e-5;

  /** Refuses a variance out of its range. */
  public VariationalInformation {
    Shapes.requireWithin("variance", variance, 1e-4, 1e6);
  }

  /** Takes the variance 5. */
  public VariationalInformation() {
    this(5);
  }

  @Override
  public String name() {
    return "variational information";
  }

  /** Gives {@code a}, one number a channel. */
  @Override
  public List<ParameterSpec> parametersFor(Compared values) {
    Dims guide = values.wanted();
    Dims channels =
        guide.rank() == 3 ? Dims.of(guide.size(0), 1, 1) : Dims.of(guide.size(guide.rank() - 1));
    double least = variance - LEAST;
    // The inverse of softplus, where e^v is beyond numbers v itself.
    double start = least > 30 ? least : Math.log(Math.expm1(least));
    return List.of(ParameterSpec.trained("a", channels, 1, 1, Initial.constant(start)));
  }

  /** Refuses a single number, which has no axis. */
  @Override
  public void requireFit(Dims guide) {
    if (guide.rank() == 0) {
      throw new MisfitException(
          this + " needs at least one axis, but the guide's shape is " + guide, "meanSquare()");
    }
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            v = torch.softplus(a) + %s
            return torch.mean(torch.square(guide - learner) / v + torch.log(v)) / 2.
            """
                .formatted(LEAST),
            "a"));
  }

  @Override
  public String toString() {
    return "variational information from the variance " + variance;
  }
}
