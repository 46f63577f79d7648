package dev.espalier.describe.stopping;

import com.google.auto.service.AutoService;

/** All epochs run. */
@AutoService(Stopping.class)
public record Never() implements Stopping {
  @Override
  public String name() {
    return "never";
  }

  @Override
  public boolean stopsAfter(History history) {
    return false;
  }

  @Override
  public boolean decides() {
    return false;
  }

  @Override
  public String toString() {
    return "all epochs";
  }
}
