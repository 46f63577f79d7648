package dev.espalier.train.feed;

import dev.espalier.describe.Tap;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Optional;

/**
 * What a column of one row per sample holds. Keys of different kinds are never equal, whatever
 * users name their columns, networks and layers; the text is for people.
 */
public sealed interface ColumnKey {

  /** What the data set itself has; the rows are their numbers. */
  enum Given implements ColumnKey {
    INPUT("the input"),
    /** Where it is not the learners' own. */
    GUIDE_INPUT("the guides' input"),
    TARGET("the target"),
    /** 1 where the target is known, else 0; only of data that have both. */
    LABELLED("whether it is labelled"),
    /** How much each row counts; only of data that say it. */
    WEIGHT("the rows' weights"),
    ROWS("the rows");

    private final String words;

    Given(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The value at a tap of a network that is frozen.
   *
   * @param tap the place
   */
  record At(Tap tap) implements ColumnKey {
    @Override
    public String toString() {
      return tap.toString();
    }
  }

  /**
   * The mean of the values at taps of networks that are frozen.
   *
   * @param taps the places
   */
  record Mean(List<Tap> taps) implements ColumnKey {
    /** Copies the places. */
    public Mean {
      taps = List.copyOf(taps);
    }

    @Override
    public String toString() {
      return "mean of " + taps;
    }
  }

  /**
   * A sum of frozen networks' outputs.
   *
   * @param networks the networks, in the order of the sum
   * @param softmax the network whose output counts as probabilities, if one does
   */
  record Sum(List<String> networks, Optional<String> softmax) implements ColumnKey {
    /** Copies the names. */
    public Sum {
      networks = List.copyOf(networks);
    }

    @Override
    public String toString() {
      return "sum of " + networks + softmax.map(first -> ", softmax of " + first).orElse("");
    }
  }

  /**
   * What a readout of frozen networks leaves of the label.
   *
   * @param earlier the readout
   */
  record Left(Readout earlier) implements ColumnKey {
    @Override
    public String toString() {
      return "label - (" + earlier + ")";
    }
  }

  /**
   * What a solve stage has written, or the data bring.
   *
   * @param name the name that the stage gave it, or that it has there
   */
  record Solved(String name) implements ColumnKey {
    @Override
    public String toString() {
      return "column " + name;
    }
  }
}
