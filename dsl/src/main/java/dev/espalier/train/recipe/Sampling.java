package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which rows an epoch visits, and in which order. */
public enum Sampling {
  /** Each row once, in a new order each epoch. */
  SHUFFLED {
    @Override
    int[] drawn(int[] labels, SplittableRandom random) {
      int[] order = IntStream.range(0, labels.length).toArray();
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      return order;
    }
  },
  /**
   * As many rows as there are, each drawn anew: first one of the classes that occur, each as likely
   * as another, then one of its rows. A rare class's rows come often, and some of others not.
   */
  BALANCED {
    @Override
    int[] drawn(int[] labels, SplittableRandom random) {
      TreeMap<Integer, List<Integer>> rows = new TreeMap<>();
      for (int row = 0; row < labels.length; row++) {
        rows.computeIfAbsent(labels[row], label -> new ArrayList<>()).add(row);
      }
      List<List<Integer>> classes = List.copyOf(rows.values());
      int[] order = new int[labels.length];
      for (int i = 0; i < order.length; i++) {
        List<Integer> some = classes.get(random.nextInt(classes.size()));
        order[i] = some.get(random.nextInt(some.size()));
      }
      return order;
    }
  };

  /**
   * Gives the rows of an epoch.
   *
   * @param labels the class of each row; only their number counts where all are visited
   * @param random what is drawn from
   */
  public int[] order(int[] labels, SplittableRandom random) {
    Given.all("labels", labels, "random", random);
    return drawn(labels, random);
  }

  abstract int[] drawn(int[] labels, SplittableRandom random);
}
