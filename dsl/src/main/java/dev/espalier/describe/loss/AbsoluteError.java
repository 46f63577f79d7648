package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/** The mean, over a sample's values, of {@code |prediction - target|}. */
@AutoService(Loss.class)
public record AbsoluteError() implements Loss {
  @Override
  public String name() {
    return "absolute error";
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
            away = torch.abs(prediction - target)
            return away if away.dim() == 1 else torch.mean(torch.flatten(away, 1), [-1])
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
