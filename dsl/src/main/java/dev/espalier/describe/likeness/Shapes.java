package dev.espalier.describe.likeness;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/** What likenesses ask of shapes and settings, refused in one wording. */
public final class Shapes {
  private Shapes() {}

  /** Refuses a shape that is no scores of at least two classes. */
  public static void requireScores(Likeness likeness, Dims guide) {
    Given.all("likeness", likeness, "guide", guide);
    if (guide.rank() != 1 || guide.count() == 1) {
      throw new MisfitException(
          likeness + " needs the scores of at least 2 classes, but the guide's shape is " + guide,
          "relative() or meanSquare()");
    }
  }

  /** Refuses a shape that is no picture, {@code (channels, height, width)}. */
  public static void requirePicture(Likeness likeness, Dims guide) {
    Given.all("likeness", likeness, "guide", guide);
    if (guide.rank() != 3) {
      throw new MisfitException(
          likeness + " needs (channels x height x width), but the guide's shape is " + guide,
          "relative() or meanSquare()");
    }
  }

  /** Refuses a shape that is not four views of a sample, {@code (4, size)}. */
  public static void requireViews(Likeness likeness, Dims guide) {
    Given.all("likeness", likeness, "guide", guide);
    if (guide.rank() != 2 || guide.size(0) != 4) {
      throw new MisfitException(
          likeness + " needs four views of a sample (4 x size), but the guide's shape is " + guide,
          "data whose samples are four views, as steps of a sequence");
    }
  }

  /** Says whether both are pictures of one height and width, whatever their channels. */
  public static boolean sameSize(Dims learner, Dims guide) {
    Given.all("learner", learner, "guide", guide);
    return learner.rank() == 3
        && guide.rank() == 3
        && learner.sizes().subList(1, 3).equals(guide.sizes().subList(1, 3));
  }

  /** Refuses a setting that is not a number within bounds, such as {@code margin(-1)}. */
  public static void requireWithin(String word, double value, double least, double most) {
    Given.all("word", word);
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s(%s): it lies from %s to %s. Try %s."
              .formatted(word, value, least, most, Math.max(least, Math.min(most, 1))));
    }
  }
}
