package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.Squares;
import java.util.Optional;

/** Half the sum, over a sample's values, of {@code (prediction - target)^2}. */
@AutoService(Loss.class)
public record HalfSquaredError() implements Loss {
  @Override
  public String name() {
    return "half squared error";
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
            return (square if square.dim() == 1 else torch.sum(torch.flatten(square, 1), [-1])) * 0.5
            """));
  }

  @Override
  public Optional<Formula> mean() {
    return Optional.of(
        Loss.formula(
                name(),
                "torch.sum(torch.square(prediction - target)) / (2. * float(prediction.size(0)))")
            .withSlope(Squares.slope("prediction", "target", "2. * float(left.size(0))")));
  }

  @Override
  public String toString() {
    return name();
  }
}
