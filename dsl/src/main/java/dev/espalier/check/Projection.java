package dev.espalier.check;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/**
 * A learned map from the shape of the learner's tap to that of the guide's, sized by the checker,
 * trained with the learner and dropped afterwards.
 *
 * <p>Features and sequences: an affine map of the last axis. Images: a 1x1 convolution, then
 * adaptive average pooling where height or width differ. Parameters: {@code weight} (to x from) and
 * {@code bias} (to), of the last axis or of the channels.
 *
 * @param from the learner's shape
 * @param to the guide's shape
 */
public record Projection(Dims from, Dims to) {

  /** What two shapes need for a projection between them, as advice. */
  static final String NEEDS =
      "layers of one kind: both features, both images, or both sequences of equally many steps";

  /** Refuses null. */
  public Projection {
    Given.all("from", from, "to", to);
  }

  /** Says whether a projection can map one shape to another. */
  public static boolean fits(Dims from, Dims to) {
    Given.all("from", from, "to", to);
    return from.rank() == to.rank()
        && (from.rank() == 1
            || (from.rank() == 2 && from.size(0) == to.size(0))
            || from.rank() == 3);
  }

  /** Says whether this maps images, channel by channel. */
  public boolean image() {
    return from.rank() == 3;
  }

  /** Says whether images are also averaged to another height or width. */
  public boolean pools() {
    return image() && (from.size(1) != to.size(1) || from.size(2) != to.size(2));
  }

  /** Gives the parameters, {@code weight} and {@code bias}. */
  public List<ParameterSpec> parameters() {
    int axis = image() ? 0 : -1;
    long in = from.size(axis);
    long out = to.size(axis);
    return List.of(
        ParameterSpec.trained("weight", Dims.of(out, in), in, out, Initial.fanIn()),
        ParameterSpec.trained("bias", Dims.of(out), in, out, Initial.fanIn()));
  }

  /** Gives the number of trained values. */
  public long trainable() {
    return parameters().stream().mapToLong(ParameterSpec::count).sum();
  }

  @Override
  public String toString() {
    return from + " => " + to;
  }
}
