package dev.espalier.describe.layer;

import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/** The last step of a sequence, (steps x features) to (features). */
public record LastStep() implements Layer {

  @Override
  public String kind() {
    return "last";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 2) {
      throw new MisfitException(
          this + " needs an input of (steps x features), but receives " + in,
          "leaving it out, or an rnn, lstm or gru before it");
    }
    return Dims.of(in.size(1));
  }

  @Override
  public String toString() {
    return "last()";
  }
}
