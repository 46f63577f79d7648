package org.example;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.loss.Loss;
import java.util.Optional;

/** The hinge loss of several classes: how far the label's score is from being 1 above the others. */
public record Margin() implements Loss {
  public String name() {
    return "margin";
  }

  public boolean servesValues() {
    return false;
  }

  public Optional<Formula> formula() {
    return Optional.of(
        Loss.formula(
            name(),
            """
            own = torch.gather(prediction, 1, torch.unsqueeze(target, 1))
            short = torch.relu(prediction - own + 1.)
            return torch.sum(short, [1]) - 1.
            """));
  }
}
