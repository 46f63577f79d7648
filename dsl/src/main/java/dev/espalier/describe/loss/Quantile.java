package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * The mean, over a sample's values, of {@code max(q (target - prediction), (q - 1) (target -
 * prediction))}, the pinball loss: least where a fraction {@code q} of the targets lies below the
 * prediction (Koenker and Bassett 1978). It is scikit-learn's {@code mean_pinball_loss}.
 *
 * @param fraction {@code q}, between 0 and 1; 0.5 is the median, at half the absolute error
 */
@AutoService(Loss.class)
public record Quantile(double fraction) implements Loss {
  /** Refuses a fraction that is not between 0 and 1. */
  public Quantile {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "quantile(" + fraction + "): needed a number between 0 and 1. Try quantile(0.9).");
    }
  }

  /** Takes the median. */
  public Quantile() {
    this(0.5);
  }

  @Override
  public String name() {
    return "quantile";
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
            away = target - prediction
            each = torch.maximum(away * %s, away * %s)
            return each if each.dim() == 1 else torch.mean(torch.flatten(each, 1), [-1])
            """
                .formatted(fraction, fraction - 1)));
  }

  @Override
  public String toString() {
    return "quantile " + fraction;
  }
}
