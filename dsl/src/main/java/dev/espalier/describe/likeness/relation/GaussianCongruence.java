package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Correlation congruence with the Gaussian kernel (arXiv 1904.01802): {@code |K(p) - K(t)|^2 /
 * batch^2}, {@code K = exp(-g |x - y|^2)} of samples of length 1, as its Taylor sum {@code exp(-2g)
 * sum (2g <x, y>)^k / k!}.
 *
 * @param gamma g, from 1e-6 to 1e3; the default is .4
 * @param order the last k, from 1 to 10; the default is 2
 */
@AutoService(Likeness.class)
public record GaussianCongruence(double gamma, int order) implements Likeness {
  /** Refuses settings out of their range. */
  public GaussianCongruence {
    Shapes.requireWithin("gamma", gamma, 1e-6, 1e3);
    Shapes.requireWithin("order", order, 1, 10);
  }

  /** Takes gamma .4 and order 2. */
  public GaussianCongruence() {
    this(.4, 2);
  }

  @Override
  public String name() {
    return "gaussian congruence";
  }

  /** Compares samples with samples, so both may have any shape. */
  @Override
  public boolean compares(Dims learner, Dims guide) {
    return true;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            t = torch.flatten(guide, 1)
            p = p / torch.clamp(torch.norm(p, 2., [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [1], True), 1e-12)
            p = torch.mm(p, torch.t(p)) * %s
            t = torch.mm(t, torch.t(t)) * %s
            a = %s
            b = %s
            return torch.mean(torch.square(a - b)) * %s
            """
                .formatted(2 * gamma, 2 * gamma, taylor("p"), taylor("t"), Math.exp(-4 * gamma))));
  }

  /** Gives the sum by Horner's rule. */
  private String taylor(String x) {
    String sum = "1.";
    for (int k = order; k > 0; k--) {
      sum = "1. + %s / %s. * (%s)".formatted(x, k, sum);
    }
    return sum;
  }

  @Override
  public String toString() {
    return "gaussian congruence, gamma %s, order %s".formatted(gamma, order);
  }
}
