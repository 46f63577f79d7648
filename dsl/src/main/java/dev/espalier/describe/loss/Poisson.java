package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * The mean, over a sample's values, of {@code p - t log(p + 1e-8)}: the negative log-likelihood of
 * counts {@code t} at the rates {@code p}, without its constant, as torch's {@code PoissonNLLLoss}
 * of rates.
 *
 * <p>Predictions are rates, so the network ends in {@code exp()} or {@code softplus()}; targets are
 * counts, not scaled.
 */
@AutoService(Loss.class)
public record Poisson() implements Loss {
  @Override
  public String name() {
    return "Poisson";
  }

  @Override
  public boolean servesClasses() {
    return false;
  }

  @Override
  public Numbers numbers() {
    return Numbers.NOT_NEGATIVE;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Loss.formula(
            name(),
            """
            each = prediction - target * torch.log(prediction + 1e-08)
            return each if each.dim() == 1 else torch.mean(torch.flatten(each, 1), [-1])
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
