package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Affinity (arXiv 1903.04688): {@code |x x' - y y'| / pixels}, x and y a channel's map of the
 * learner and of the guide with length 1; summed over channels, the mean over the batch. The
 * products of maps are of pixels by pixels, and are never made.
 */
@AutoService(Likeness.class)
public record Affinity() implements Likeness {
  @Override
  public String name() {
    return "affinity";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 2)
            t = torch.flatten(guide, 2)
            p = p / torch.clamp(torch.norm(p, 2., [2], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [2], True), 1e-12)
            # |x x' - y y'|^2 is |x|^4 + |y|^4 - 2 <x, y>^2; so written it loses no digits where x is almost y.
            u = torch.sum(torch.square(p - t), [2])
            v = torch.sum(torch.square(p + t), [2])
            w = torch.sum((p - t) * (p + t), [2])
            squares = (torch.square(w) + u * v) / 2.
            none = torch.le(squares, 0.)
            distances = torch.masked_fill(torch.sqrt(torch.masked_fill(squares, none, 1.)), none, 0.)
            return torch.mean(torch.sum(distances, [1])) / float(p.size(2))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
