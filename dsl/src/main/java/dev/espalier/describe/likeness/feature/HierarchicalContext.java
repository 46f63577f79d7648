package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Hierarchical context, of knowledge review (arXiv 2104.09044): the mean square between pictures,
 * and, each for half as much as the one before, between their averages over 4 x 4, 2 x 2 and 1
 * fields, of those that are lower than the picture; divided by the sum of these shares.
 */
@AutoService(Likeness.class)
public record HierarchicalContext() implements Likeness {
  @Override
  public String name() {
    return "hierarchical context";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            total = torch.mse_loss(learner, guide)
            share = 1.
            shares = 1.
            if learner.size(2) > 4:
              share = share / 2.
              shares = shares + share
              total = total + share * torch.mse_loss(torch.adaptive_avg_pool2d(learner, [4, 4]), torch.adaptive_avg_pool2d(guide, [4, 4]))
            if learner.size(2) > 2:
              share = share / 2.
              shares = shares + share
              total = total + share * torch.mse_loss(torch.adaptive_avg_pool2d(learner, [2, 2]), torch.adaptive_avg_pool2d(guide, [2, 2]))
            if learner.size(2) > 1:
              share = share / 2.
              shares = shares + share
              total = total + share * torch.mse_loss(torch.adaptive_avg_pool2d(learner, [1, 1]), torch.adaptive_avg_pool2d(guide, [1, 1]))
            return total / shares
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
