package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import java.util.Optional;

/**
 * Activation boundaries (arXiv 1811.03233): {@code [t > 0] max(0, m - p)^2 + [t <= 0] max(0, m +
 * p)^2}, summed over a sample's values, the mean over the batch. Linked before the activation,
 * {@code layer:linear}, the learner's neurons come to be active where the guide's are. It is 0
 * where p is beyond the margin on the guide's side.
 *
 * @param margin m, from 0 to 1e18; the default is 1
 */
@AutoService(Likeness.class)
public record ActivationBoundary(double margin) implements Likeness {
  /** Refuses a margin out of its range. */
  public ActivationBoundary {
    Shapes.requireWithin("margin", margin, 0, 1e18);
  }

  /** Takes the margin 1. */
  public ActivationBoundary() {
    this(1);
  }

  @Override
  public String name() {
    return "activation boundary";
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            on = torch.to(torch.gt(torch.flatten(guide, 1), 0.), p.dtype)
            beyond = on * torch.square(torch.relu(%s - p)) + (1. - on) * torch.square(torch.relu(p + %s))
            return torch.mean(torch.sum(beyond, [1]))
            """
                .formatted(margin, margin)));
  }

  @Override
  public String toString() {
    return "activation boundary, margin " + margin;
  }
}
