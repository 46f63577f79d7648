package dev.espalier.data;

import dev.espalier.describe.problem.Given;

/**
 * A data set in three parts.
 *
 * @param train what is trained on
 * @param validation what decides when to stop and what to keep
 * @param test what is only evaluated, once
 */
public record ThreeWaySplit(DataSet train, DataSet validation, DataSet test) {
  /** Refuses null. */
  public ThreeWaySplit {
    Given.all("train", train, "validation", validation, "test", test);
  }

  /** Gives all parts with mean 0 and deviation 1, learned on the training part alone. */
  public ThreeWaySplit standardized() {
    return normalized(Normalization.standardizing(train.inputs()));
  }

  /** Gives all parts with values from 0 to 1, learned on the training part alone. */
  public ThreeWaySplit scaledToUnit() {
    return normalized(Normalization.scalingToUnit(train.inputs()));
  }

  /** Gives all parts normalised. */
  public ThreeWaySplit normalized(Normalization normalization) {
    Given.all("normalization", normalization);
    return new ThreeWaySplit(
        train.normalized(normalization),
        validation.normalized(normalization),
        test.normalized(normalization));
  }

  /**
   * Gives all parts with targets of mean 0 and deviation 1, learned on the training part alone;
   * predictions and measures stay in the targets' own units.
   */
  public ThreeWaySplit standardizedTargets() {
    Normalization scaling = Normalization.standardizing(train.targets());
    return new ThreeWaySplit(
        train.targetsNormalized(scaling),
        validation.targetsNormalized(scaling),
        test.targetsNormalized(scaling));
  }

  @Override
  public String toString() {
    return "%s; %s rows to validate, %s to test".formatted(train, validation.size(), test.size());
  }
}
