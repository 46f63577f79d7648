package dev.espalier.describe;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import dev.espalier.weights.StateDict;
import java.util.List;
import java.util.Optional;

/**
 * The values that a network of a hierarchy comes with, instead of first values drawn from the seed.
 *
 * <p>A checkpoint knows them by their hash, whatever they came from.
 *
 * @param weights the values, by {@code layer.parameter}
 * @param frozen whether they stay as they are: the network has no stage, and guides others. If not,
 *     it is trained from them
 * @param trainedOn what is known of the data that they were trained on
 * @param origin what they came from, such as {@code run 'digits by sal'}; shown only
 */
public record GivenValues(
    StateDict weights, boolean frozen, Optional<TrainedOn> trainedOn, String origin)
    implements Identified {
  /** Refuses null. */
  public GivenValues {
    Given.all("weights", weights, "trainedOn", trainedOn, "origin", origin);
  }

  /** Gives these values as ones that stay as they are, or that are trained further. */
  public GivenValues frozen(boolean stay) {
    return new GivenValues(weights, stay, trainedOn, origin);
  }

  @Override
  public Object identity() {
    return List.of(weights, frozen);
  }

  @Override
  public String toString() {
    return frozen ? "given: " + origin : "from " + origin;
  }
}
