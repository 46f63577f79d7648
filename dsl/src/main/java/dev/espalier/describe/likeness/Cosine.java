package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * {@code 1 - mean(<p, t> / (|p| |t|))}, over samples, at any scale: each is divided by its largest
 * value first. Zeros agree with zeros (0), and are at right angles to all else (1).
 */
@AutoService(Likeness.class)
public record Cosine() implements Likeness {
  @Override
  public String name() {
    return "cosine";
  }

  @Override
  public void requireFit(Dims guide) {
    if (guide.count() == 1) {
      throw new MisfitException(
          this
              + " compares directions and needs at least 2 values, but the guide's shape is "
              + guide,
          "relative() or meanSquare()");
    }
  }

  /**
   * Half the squared distance of unit vectors, exact for values of any size.
   *
   * <p>What is scaled by its largest value first has a norm of 1 at least, and neither overflows
   * nor needs an epsilon. The scale is no part of the gradient, for the unit vector is the same at
   * every scale. Rows too small to divide by count as zeros.
   */
  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            t = torch.flatten(guide, 1)
            least = 2.3e-308 if p.dtype == torch.float64 else 1.2e-38
            largest = torch.amax(torch.abs(torch.detach(p)), [-1], True)
            a = p / torch.masked_fill(largest, torch.lt(largest, least), 1.)
            largest = torch.amax(torch.abs(torch.detach(t)), [-1], True)
            b = t / torch.masked_fill(largest, torch.lt(largest, least), 1.)
            squares = torch.sum(torch.square(a), [-1], True)
            a = a / torch.sqrt(torch.masked_fill(squares, torch.eq(squares, 0), 1.))
            squares = torch.sum(torch.square(b), [-1], True)
            b = b / torch.sqrt(torch.masked_fill(squares, torch.eq(squares, 0), 1.))
            lengths = torch.sum(torch.square(torch.detach(a)) - torch.square(b), [-1])
            return torch.mean(torch.sum(torch.square(a - b), [-1]) + torch.round(torch.abs(lengths))) / 2.
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
