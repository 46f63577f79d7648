package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Mean square between maps (arXiv 1612.03928): the mean over channels of the squared value,
 * flattened, divided by its norm, at any scale; that of zeros is zeros. Needs three axes {@code
 * (channels, height, width)}; the channels may differ.
 */
@AutoService(Likeness.class)
public record Attention() implements Likeness {
  @Override
  public String name() {
    return "attention";
  }

  @Override
  public boolean compares(Dims learner, Dims guide) {
    return Shapes.sameSize(learner, guide);
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  /** Scaled by each sample's largest value, as {@link Cosine} is by each row's. */
  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            least = 2.3e-308 if learner.dtype == torch.float64 else 1.2e-38
            largest = torch.amax(torch.abs(torch.detach(learner)), [1, 2, 3], True)
            p = learner / torch.masked_fill(largest, torch.lt(largest, least), 1.)
            largest = torch.amax(torch.abs(torch.detach(guide)), [1, 2, 3], True)
            t = guide / torch.masked_fill(largest, torch.lt(largest, least), 1.)
            a = torch.flatten(torch.mean(torch.square(p), [1], False), 1)
            b = torch.flatten(torch.mean(torch.square(t), [1], False), 1)
            squares = torch.sum(torch.square(a), [-1], True)
            a = a / torch.sqrt(torch.masked_fill(squares, torch.eq(squares, 0), 1.))
            squares = torch.sum(torch.square(b), [-1], True)
            b = b / torch.sqrt(torch.masked_fill(squares, torch.eq(squares, 0), 1.))
            return torch.mean(torch.square(a - b))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
