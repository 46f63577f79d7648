package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.Squares;
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
            .withSlope(Squares.slope("learner", "guide", "float(left.numel())")));
  }

  @Override
  public String toString() {
    return name();
  }
}
