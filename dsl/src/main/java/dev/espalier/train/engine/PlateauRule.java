package dev.espalier.train.engine;

import dev.espalier.describe.measure.Measure;
import dev.espalier.train.recipe.Plateau;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Follows what a stage measures on the validation data: by what its rate is multiplied. */
final class PlateauRule implements Saved {
  private final Optional<Plateau> plateau;
  private OptionalDouble best = OptionalDouble.empty();
  private int worse;
  private double multiplier = 1;

  PlateauRule(Optional<Plateau> plateau) {
    this.plateau = plateau;
  }

  /** Gives what the rule follows; empty if there is none. */
  Optional<Measure> measure() {
    return plateau.map(Plateau::measure);
  }

  /** Gives what the rate is multiplied by. */
  double multiplier() {
    return multiplier;
  }

  /** Takes an epoch's value of the rule's measure. */
  void after(double value) {
    Plateau rule = plateau.orElseThrow();
    if (best.isEmpty() || rule.isBetter(value, best.getAsDouble())) {
      best = OptionalDouble.of(value);
      worse = 0;
      return;
    }
    worse++;
    if (worse > rule.patience()) {
      multiplier *= rule.factor();
      worse = 0;
    }
  }

  @Override
  public void save(StateWriter out) throws IOException {
    out.real("best", best.orElse(0));
    out.number("measured", best.isPresent() ? 1 : 0);
    out.number("worse", worse);
    out.real("multiplier", multiplier);
  }

  @Override
  public void restore(StateReader in) {
    best = in.number("measured") == 1 ? OptionalDouble.of(in.real("best")) : OptionalDouble.empty();
    worse = Math.toIntExact(in.number("worse"));
    multiplier = in.real("multiplier");
  }

  @Override
  public String toString() {
    return plateau.map(Plateau::toString).orElse("none");
  }
}
