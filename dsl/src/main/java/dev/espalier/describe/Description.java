package dev.espalier.describe;

/** What can be checked and trained: one network, or a hierarchy of several. */
public sealed interface Description permits Network, Hierarchy {

  /** Gives the name. */
  String name();

  /** Gives this as a hierarchy; a network alone becomes a hierarchy of one. */
  Hierarchy hierarchy();
}
