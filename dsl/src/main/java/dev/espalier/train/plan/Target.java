package dev.espalier.train.plan;

import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import java.util.List;
import java.util.Optional;

/** What a term's prediction should come near to; never a place that gradients flow into. */
public sealed interface Target {

  /** Gives the place whose value it is, on whichever batch; empty for what no place has. */
  default Optional<Tap> place() {
    return Optional.empty();
  }

  /** The sample's label or values. */
  record Label() implements Target {
    @Override
    public String toString() {
      return "label";
    }
  }

  /**
   * What earlier networks leave of the label: the label (one-hot for classes) minus their readout.
   *
   * @param earlier the networks whose outputs are subtracted
   */
  record Residual(Readout earlier) implements Target {
    /** Refuses null. */
    public Residual {
      Given.all("earlier", earlier);
    }

    @Override
    public String toString() {
      return "label - (" + earlier + ")";
    }
  }

  /**
   * The negative of the sum of networks' outputs, of which a prediction's distance is what it adds
   * up to with them; 0 where there are none. For values only.
   *
   * @param networks the networks, such as the grades before
   */
  record Opposite(List<String> networks) implements Target {
    /** Copies the names. */
    public Opposite {
      Given.all("networks", networks);
      networks = List.copyOf(networks);
    }

    @Override
    public String toString() {
      return networks.isEmpty() ? "0" : "-(" + String.join(" + ", networks) + ")";
    }
  }

  /**
   * The value at another network's tap on the same batch.
   *
   * @param tap the place
   */
  record At(Tap tap) implements Target {
    /** Refuses null. */
    public At {
      Given.all("tap", tap);
    }

    @Override
    public Optional<Tap> place() {
      return Optional.of(tap);
    }

    @Override
    public String toString() {
      return tap.toString();
    }
  }

  /**
   * The value at the prediction's own tap, on the stage's transformed batch.
   *
   * @param tap the place
   */
  record Transformed(Tap tap) implements Target {
    /** Refuses null. */
    public Transformed {
      Given.all("tap", tap);
    }

    @Override
    public Optional<Tap> place() {
      return Optional.of(tap);
    }

    @Override
    public String toString() {
      return tap + " on the transformed batch";
    }
  }

  /**
   * A row of values that a solve stage has written for every training sample.
   *
   * @param name the column's name
   */
  record Column(String name) implements Target {
    /** Refuses null. */
    public Column {
      Given.all("name", name);
    }

    @Override
    public String toString() {
      return "column " + name;
    }
  }
}
