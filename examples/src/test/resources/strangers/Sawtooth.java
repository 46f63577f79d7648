package org.example;

import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;

/** Falls from 1 towards 0 over some epochs, and begins again. */
public record Sawtooth(int epochs) implements Schedule {
  public Sawtooth() {
    this(5);
  }

  public String name() {
    return "sawtooth";
  }

  public double at(Moment moment) {
    return 1 - (double) (moment.epoch() % epochs) / epochs;
  }
}
