package dev.espalier.train.plan;

import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import java.util.List;
import java.util.Optional;

/** What a term's prediction should come near to; never a place that gradients flow into. */
public sealed interface Target {

  /** Gives the place whose value it is, or one of that shape; empty for what no place has. */
  default Optional<Tap> place() {
    return Optional.empty();
  }

  /** Gives the places of networks whose values it is computed from as they are. */
  default List<Tap> reads() {
    return List.of();
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
    public List<Tap> reads() {
      return List.of(tap);
    }

    @Override
    public String toString() {
      return tap.toString();
    }
  }

  /**
   * The mean of the values at several networks' taps on the same batch, such as of several guides'
   * outputs. Of logits, it softens to the geometric mean of the guides' probabilities.
   *
   * @param taps the places, at least one, of one shape
   */
  record Mean(List<Tap> taps) implements Target {
    /** Copies the places, and refuses none. */
    public Mean {
      Given.all("taps", taps);
      taps = List.copyOf(taps);
      if (taps.isEmpty()) {
        throw new IllegalArgumentException(
            "mean: found no tap, needed at least one. Try Tap.of(\"teacher\", \"output\").");
      }
    }

    @Override
    public Optional<Tap> place() {
      return Optional.of(taps.get(0));
    }

    @Override
    public List<Tap> reads() {
      return taps;
    }

    @Override
    public String toString() {
      return "mean of " + String.join(", ", taps.stream().map(Tap::toString).toList());
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
   * The value at a tap of the average of its network's own past, on the same batch: parameters and
   * statistics {@code a = d a + (1 - d) p} after each step, {@code d = min(decay, 1 - 1/(s + 1))}
   * after step s from 1, at first those that the stage begins with (mean teacher, arXiv
   * 1703.01780). It is computed at every step, so it is never stale.
   *
   * @param tap the place, of a network that trains in the stage
   * @param decay how much of the average stays at each step, at least 0 and below 1
   */
  record Past(Tap tap, double decay) implements Target {
    /** Refuses a decay out of its range. */
    public Past {
      Given.all("tap", tap);
      if (!(decay >= 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "past: the decay is %s, needed at least 0 and below 1. Try 0.999.".formatted(decay));
      }
    }

    @Override
    public Optional<Tap> place() {
      return Optional.of(tap);
    }

    @Override
    public String toString() {
      return "%s of its own past's average, decay %s".formatted(tap, decay);
    }
  }

  /**
   * A row of values that a solve stage has written for every training sample, or that the data
   * bring ({@code data.withColumn}).
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
