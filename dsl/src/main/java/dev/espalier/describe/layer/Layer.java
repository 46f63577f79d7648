package dev.espalier.describe.layer;

import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/**
 * One layer of a network, without its name and its activation.
 *
 * <p>A layer knows what follows from its description and its input's shape: the output's shape and
 * its parameters. How it computes is a mapping elsewhere, one table per target.
 */
public sealed interface Layer
    permits Dense,
        Conv2d,
        Pool,
        GlobalPool,
        BatchNorm,
        LayerNorm,
        Dropout,
        Flatten,
        Reshape,
        Residual,
        Recurrent,
        LastStep,
        Embedding,
        Identity,
        CustomLayer {

  /** Gives the kind in lower-case letters, such as {@code dense}; automatic names start with it. */
  String kind();

  /**
   * Gives the shape of one output sample.
   *
   * @param in the shape of one input sample
   * @throws MisfitException if the layer cannot take that shape
   */
  Dims outputOf(Dims in);

  /**
   * Gives the parameters for an input that {@link #outputOf} accepts, in a fixed order.
   *
   * @throws MisfitException if explicit initial values do not fit
   */
  default List<ParameterSpec> parametersFor(Dims in) {
    return List.of();
  }
}
