package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.Squares;
import java.util.Optional;

/** The mean, over a sample's values, of {@code (prediction - target)^2}; the default for values. */
@AutoService(Loss.class)
public record SquaredError() implements Loss {
  @Override
  public String name() {
    return "squared error";
  }

  @Override
  public boolean servesClasses() {
    return false;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Loss.formula(
            name(),
            """
            square = torch.square(prediction - target)
            return square if square.dim() == 1 else torch.mean(torch.flatten(square, 1), [-1])
            """));
  }

  @Override
  public Optional<Formula> mean() {
    return Optional.of(
        Loss.formula(
                name(), "torch.sum(torch.square(prediction - target)) / float(prediction.numel())")
            .withSlope(Squares.slope("prediction", "target", "float(left.numel())")));
  }

  @Override
  public String toString() {
    return name();
  }
}
