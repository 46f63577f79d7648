package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import java.util.Optional;

/**
 * Factor transfer (arXiv 1802.04977): {@code |p / |p| - t / |t||}, of each sample's flattened
 * value, in the norm of an order: of order 1 the mean over all elements, else the mean over
 * samples. The guide's factor is a tap of a network that paraphrases its layer, the learner's comes
 * through {@code projected(...)}.
 *
 * @param order 1 or 2; the default is 1
 */
@AutoService(Likeness.class)
public record FactorTransfer(int order) implements Likeness {
  /** Refuses an order that is none. */
  public FactorTransfer {
    Shapes.requireWithin("order", order, 1, 2);
  }

  /** Takes order 1. */
  public FactorTransfer() {
    this(1);
  }

  @Override
  public String name() {
    return "factor transfer";
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
            return %s
            """
                .formatted(
                    order == 1
                        ? "torch.mean(torch.abs(p - t))"
                        : "torch.mean(torch.norm(p - t, 2., [1]))")));
  }

  @Override
  public String toString() {
    return "factor transfer, order " + order;
  }
}
