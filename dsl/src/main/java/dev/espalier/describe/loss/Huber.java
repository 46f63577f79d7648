package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * The mean, over a sample's values, of half the square of {@code d = |prediction - target|} up to
 * {@code delta}, and of {@code delta (d - delta / 2)} beyond: outliers pull no harder than that.
 *
 * @param delta where the square ends, above 0
 */
@AutoService(Loss.class)
public record Huber(double delta) implements Loss {
  /** Refuses an end that is no number above 0. */
  public Huber {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "huber(" + delta + "): needed a finite number above 0. Try huber(1).");
    }
  }

  /** Takes 1. */
  public Huber() {
    this(1);
  }

  @Override
  public String name() {
    return "Huber";
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
            each = torch.huber_loss(prediction, target, 0, %s)
            return each if each.dim() == 1 else torch.mean(torch.flatten(each, 1), [-1])
            """
                .formatted(delta)));
  }

  @Override
  public String toString() {
    return "Huber at " + delta;
  }
}
