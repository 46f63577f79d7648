package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * {@code -(1 - p)^focusing log(p)}, {@code p} the probability of the label (arXiv 1708.02002): what
 * is told well already counts less.
 *
 * @param focusing how much less, 0 for not at all, else at least 1
 */
@AutoService(Loss.class)
public record Focal(double focusing) implements Loss {
  /** Refuses an exponent whose slope is infinite at probability 1. */
  public Focal {
    if (!(focusing == 0 || (focusing >= 1 && focusing <= 100))) {
      throw new IllegalArgumentException(
          "Focal(" + focusing + "): needed 0, or a number from 1 to 100. Try 2.");
    }
  }

  /** Takes 2. */
  public Focal() {
    this(2);
  }

  @Override
  public String name() {
    return "focal";
  }

  @Override
  public boolean servesValues() {
    return false;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Loss.formula(
            name(),
            """
            logs = torch.log_softmax(prediction, -1)
            own = torch.squeeze(torch.gather(logs, 1, torch.unsqueeze(target, 1)), 1)
            return torch.pow(-torch.expm1(own), %s) * -own
            """
                .formatted(focusing)));
  }

  @Override
  public String toString() {
    return "focal at " + focusing;
  }
}
