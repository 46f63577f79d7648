package dev.espalier.data;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;

/**
 * A data set in two parts.
 *
 * @param train what is trained on
 * @param test what is only evaluated
 */
public record Split(DataSet train, DataSet test) {
  /** Refuses null. */
  public Split {
    Given.all("train", train, "test", test);
  }

  /** Gives both parts with mean 0 and deviation 1, learned on the training part alone. */
  public Split standardized() {
    return normalized(Normalization.standardizing(train.inputs()));
  }

  /** Gives both parts with values from 0 to 1, learned on the training part alone. */
  public Split scaledToUnit() {
    return normalized(Normalization.scalingToUnit(train.inputs()));
  }

  /** Gives both parts normalised. */
  public Split normalized(Normalization normalization) {
    Given.all("normalization", normalization);
    return new Split(train.normalized(normalization), test.normalized(normalization));
  }

  /**
   * Gives all parts with targets of mean 0 and deviation 1, learned on the training part alone;
   * predictions and measures stay in the targets' own units.
   */
  public Split standardizedTargets() {
    Normalization scaling = Normalization.standardizing(train.targets());
    return new Split(train.targetsNormalized(scaling), test.targetsNormalized(scaling));
  }

  @Override
  public String toString() {
    return train + "; " + Shown.count(test.size(), "row") + " to test";
  }
}
