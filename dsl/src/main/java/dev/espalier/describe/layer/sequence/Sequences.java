package dev.espalier.describe.layer.sequence;

import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/** What layers over sequences have in common. */
final class Sequences {
  private static final String RESHAPE = "reshape(steps, features) before it";

  private Sequences() {}

  /** Gives the shape of one input sample; refuses one that is not (steps x features). */
  static Dims require(Layer layer, Dims in) {
    return require(layer, in, RESHAPE);
  }

  /** Does the same, with advice of the layer's own. */
  static Dims require(Layer layer, Dims in, String advice) {
    if (in.rank() != 2) {
      throw new MisfitException(
          layer + " needs an input of (steps x features), but receives " + in, advice);
    }
    return in;
  }
}
