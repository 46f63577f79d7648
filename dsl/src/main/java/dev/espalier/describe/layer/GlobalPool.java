package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/**
 * The largest value or the mean of each channel, (channels x height x width) to (channels); of a
 * sequence, over its steps, (steps x features) to (features).
 *
 * @param type largest or mean
 */
public record GlobalPool(Pool.Kind type) implements Layer {
  /** Refuses null. */
  public GlobalPool {
    Given.all("type", type);
  }

  @Override
  public String kind() {
    return type == Pool.Kind.MAX ? "globalMaxPool" : "globalAveragePool";
  }

  @Override
  public Dims outputOf(Dims in) {
    return switch (in.rank()) {
      case 3 -> Dims.of(in.size(0));
      case 2 -> Dims.of(in.size(1));
      default ->
          throw new MisfitException(
              this + " needs an image or a sequence, but receives " + in, "leaving it out");
    };
  }

  @Override
  public String toString() {
    return kind() + "()";
  }
}
