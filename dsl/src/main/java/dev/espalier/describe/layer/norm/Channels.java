package dev.espalier.describe.layer.norm;

import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where an input has its channels: first, and last in a sequence, whose steps are no channels. */
final class Channels {
  private static final int MOST_AXES = 4;

  private Channels() {}

  /** Refuses more axes than a volume has. */
  static Dims require(Layer layer, Dims in) {
    if (in.rank() > MOST_AXES) {
      throw new MisfitException(
          layer
              + " needs features, (steps x features), (channels x height x width) or (channels x depth x height x width), but receives "
              + in,
          "layerNorm()");
    }
    return in;
  }

  static long count(Dims in) {
    return in.size(isSequence(in) ? 1 : 0);
  }

  static boolean isSequence(Dims in) {
    return in.rank() == 2;
  }

  /** Gives a value that is computed with the channels first. */
  static String first(Dims in, UnaryOperator<String> value) {
    return isSequence(in)
        ? "torch.transpose(%s, 1, 2)".formatted(value.apply("torch.transpose(x, 1, 2)"))
        : value.apply("x");
  }

  /** Gives operators that compute {@code normal} from {@code first}, which has channels first. */
  static List<OnnxNode> first(Dims in, List<OnnxNode> nodes) {
    List<OnnxNode> all = new ArrayList<>();
    if (isSequence(in)) {
      long[] swapped = {0, 2, 1};
      all.add(OnnxNode.of("Transpose", Layer.INPUT).with("perm", swapped).as("first"));
      all.addAll(nodes);
      all.add(OnnxNode.of("Transpose", "normal").with("perm", swapped));
    } else {
      all.add(OnnxNode.of("Identity", Layer.INPUT).as("first"));
      all.addAll(nodes);
      all.add(OnnxNode.of("Identity", "normal"));
    }
    return all;
  }
}
