package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * The mean, over a sample's values, of {@code -t log(p) - (1 - t) log(1 - p)}: each value is the
 * probability of a label of its own, so that a sample may have several labels, or none. Logarithms
 * are at least -100, as those of torch's {@code BCELoss}.
 *
 * <p>Predictions are probabilities, so the network ends in a sigmoid; targets are 0, 1, or
 * probabilities themselves.
 */
@AutoService(Loss.class)
public record BinaryCrossEntropy() implements Loss {
  @Override
  public String name() {
    return "binary cross-entropy";
  }

  @Override
  public boolean servesClasses() {
    return false;
  }

  @Override
  public Numbers numbers() {
    return Numbers.UNIT;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Loss.formula(
            name(),
            """
            each = torch.binary_cross_entropy(prediction, target, None, 0)
            return each if each.dim() == 1 else torch.mean(torch.flatten(each, 1), [-1])
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
