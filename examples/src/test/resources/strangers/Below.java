package org.example;

import dev.espalier.describe.stopping.History;
import dev.espalier.describe.stopping.Stopping;

/** Stops once the validation loss is small enough. */
public record Below(double loss) implements Stopping {
  public Below() {
    this(1e9);
  }

  public String name() {
    return "below";
  }

  public boolean stopsAfter(History history) {
    return history.last() < loss;
  }
}
