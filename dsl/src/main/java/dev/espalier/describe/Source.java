package dev.espalier.describe;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;

/** Where a network's input comes from. */
public sealed interface Source {

  /**
   * The data's input, with the shape that this network gives for it.
   *
   * @param dims the shape of one sample
   */
  record Input(Dims dims) implements Source {
    /** Refuses null. */
    public Input {
      Given.all("dims", dims);
    }

    @Override
    public String toString() {
      return "input" + dims;
    }
  }

  /** The input that all networks of a hierarchy share. */
  record Shared() implements Source {
    @Override
    public String toString() {
      return "shared input";
    }
  }

  /**
   * The value at another network's tap.
   *
   * @param tap the place
   */
  record At(Tap tap) implements Source {
    /** Refuses null. */
    public At {
      Given.all("tap", tap);
    }

    @Override
    public String toString() {
      return tap.toString();
    }
  }
}
