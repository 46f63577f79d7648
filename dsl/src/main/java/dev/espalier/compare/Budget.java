package dev.espalier.compare;

/** What the contenders have in common. */
public enum Budget {
  /**
   * As many epochs in all: the recipe's epochs hold for a stage of the plan with most gradient
   * stages, and a plan with fewer gets as many more epochs a stage, rounded up. Stages that set
   * their own epochs keep them.
   */
  EQUAL_EPOCHS,
  /** The recipe as it is, whatever the number of stages. */
  SAME_RECIPE
}
