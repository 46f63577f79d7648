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
        Likeness.formula(name(), lines("learner", "guide", "found") + "return found\n"));
  }

  /** Gives the lines that compute it of two names under a third. */
  static String lines(String learner, String guide, String found) {
    StringBuilder lines =
        new StringBuilder(
            """
            total = torch.mse_loss(%s, %s)
            share = 1.
            shares = 1.
            """
                .formatted(learner, guide));
    for (int fields : new int[] {4, 2, 1}) {
      lines.append(
          """
          if %1$s.size(2) > %3$s:
            share = share / 2.
            shares = shares + share
            total = total + share * torch.mse_loss(torch.adaptive_avg_pool2d(%1$s, [%3$s, %3$s]), torch.adaptive_avg_pool2d(%2$s, [%3$s, %3$s]))
          """
              .formatted(learner, guide, fields));
    }
    return lines.append("%s = total / shares\n".formatted(found)).toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
