package dev.espalier.methods;

import dev.espalier.methods.sal.SelfAbstraction;
import dev.espalier.methods.supervised.Supervised;

/** Gives every method by a name that reads well after a static import. */
public final class Methods {
  private Methods() {}

  /** Plain training on the task loss, each network alone. */
  public static Supervised supervised() {
    return new Supervised();
  }

  /** Self-abstraction learning: each network guided by the simpler one before it. */
  public static SelfAbstraction selfAbstraction() {
    return new SelfAbstraction();
  }
}
