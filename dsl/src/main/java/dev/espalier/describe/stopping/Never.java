package dev.espalier.describe.stopping;

/** All epochs run. */
public record Never() implements Stopping {
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
