package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import java.util.Optional;

/**
 * What predictions and targets are: rows of numbers, one after the other.
 *
 * <p>Of classes, a prediction is a row of scores, one for each class, and a target is one number,
 * the class's place. Of values, both are rows of as many numbers.
 *
 * @param classes whether the targets are classes
 * @param width how many numbers a prediction has: the classes, or the values of a row
 * @param logits whether the scores of classes are logits; else they are sums of probabilities and
 *     corrections
 * @param parts the outputs that lie side by side in a row, if there are several; a label is then 1
 *     among zeros
 */
public record Outputs(boolean classes, int width, boolean logits, Optional<Parts> parts) {
  /** Refuses a width below 1. */
  public Outputs {
    Given.all("parts", parts);
    if (width < 1) {
      throw new IllegalArgumentException(
          "outputs: found a width of " + width + ", needed at least 1. Try Outputs.ofValues(1).");
    }
  }

  /** Gives outputs that lie nowhere side by side. */
  public Outputs(boolean classes, int width, boolean logits) {
    this(classes, width, logits, Optional.empty());
  }

  /** Gives several outputs. */
  public static Outputs ofParts(Parts parts, boolean logits) {
    Given.all("parts", parts);
    return new Outputs(false, (int) parts.dims().count(), logits, Optional.of(parts));
  }

  /** Gives what one of several outputs is. */
  Outputs of(Parts.Part part) {
    return new Outputs(part.ofClasses(), part.width(), part.ofClasses() && logits);
  }

  /** Gives the outputs of a classifier whose scores are logits. */
  public static Outputs ofClasses(int count) {
    return new Outputs(true, count, true);
  }

  /** Gives the outputs of a regression of so many values a row. */
  public static Outputs ofValues(int width) {
    return new Outputs(false, width, false);
  }

  /** Gives how many numbers a target has. */
  public int targetWidth() {
    return classes ? 1 : width;
  }

  /**
   * Gives a row of predictions as {@code predict(...)} gives it: logits become probabilities by a
   * softmax, other numbers stay.
   *
   * @param predictions rows, one after the other
   * @param row which of them
   */
  public double[] said(double[] predictions, int row) {
    Given.all("predictions", predictions);
    double[] said = new double[width];
    System.arraycopy(predictions, row * width, said, 0, width);
    if (classes && logits) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double logit : said) {
        largest = Math.max(largest, logit);
      }
      double sum = 0;
      for (int c = 0; c < width; c++) {
        said[c] = Math.exp(said[c] - largest);
        sum += said[c];
      }
      for (int c = 0; c < width; c++) {
        said[c] /= sum;
      }
    }
    return said;
  }

  @Override
  public String toString() {
    return parts
        .map(several -> "outputs " + several)
        .orElseGet(() -> width + (classes ? " classes" : " values") + " a row");
  }
}
