package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * {@code T^2 KL(softmax(t / T) || softmax(p / T))}, the mean over the batch (arXiv 1503.02531).
 *
 * @param temperature T, from 1e-18 to 1e18; large ones look at the unlikely classes too
 */
@AutoService(Likeness.class)
public record SoftTargets(double temperature) implements Likeness {
  /** Refuses a temperature out of its range. */
  public SoftTargets {
    // Its square, and one over it, are 32-bit numbers.
    if (!(temperature >= 1e-18 && temperature <= 1e18)) {
      throw new IllegalArgumentException(
          "softTargets(" + temperature + "): the temperature lies from 1e-18 to 1e18. Try 2.");
    }
  }

  /** Takes the temperature 4. */
  public SoftTargets() {
    this(4);
  }

  @Override
  public String name() {
    return "soft targets";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireScores(this, guide);
  }

  @Override
  public boolean ofScores() {
    return true;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            learned = torch.log_softmax(learner / %s, -1)
            wanted = torch.log_softmax(guide / %s, -1)
            divergence = torch.mean(torch.sum(torch.exp(wanted) * (wanted - learned), [-1]))
            return divergence * %s
            """
                .formatted(temperature, temperature, temperature * temperature)));
  }

  @Override
  public String toString() {
    return "soft targets at " + temperature;
  }
}
