package org.example;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import java.util.Optional;

/** The mean absolute difference. */
public record Distance() implements Likeness {
  public String name() {
    return "distance";
  }

  public Optional<Formula> formula() {
    return Optional.of(Likeness.formula(name(), "torch.mean(torch.abs(learner - guide))"));
  }
}
