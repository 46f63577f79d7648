package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/** {@code mean((p - t)^2)}, {@code p} the learner's value and {@code t} the guide's. */
@AutoService(Likeness.class)
public record MeanSquare() implements Likeness {
  @Override
  public String name() {
    return "mean square";
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
                name(), "torch.sum(torch.square(learner - guide)) / float(learner.numel())")
            .withSlope(
                """
                left = learner - guide
                flat = torch.flatten(left)
                # One running sum in 32 bits loses digits over millions of values; LibTorch's own sum is by pairs, and slower.
                total = torch.sum(torch.square(flat)) if flat.numel() > 262144 else torch.dot(flat, flat)
                count = float(left.numel())
                return total / count, torch.mul_(left, 2. * weight / count)
                """));
  }

  @Override
  public String toString() {
    return name();
  }
}
