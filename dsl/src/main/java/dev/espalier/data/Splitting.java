package dev.espalier.data;

import dev.espalier.describe.Problem;
import dev.espalier.describe.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Row numbers, divided at random into two parts.
 *
 * @param train the first part, in random order
 * @param test the rest, in random order
 */
record Splitting(int[] train, int[] test) {

  /** Divides the rows of each label apart; each part of a label of two rows or more gets one. */
  static Splitting byLabel(int[] labels, double fraction, long seed) {
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    int[] size = new int[classes];
    for (int label : labels) {
      size[label]++;
    }
    int[] wanted = new int[classes];
    Arrays.setAll(
        wanted,
        each -> {
          int most = Math.max(1, size[each] - 1);
          return (int) Math.max(1, Math.min(most, Math.round(size[each] * fraction)));
        });
    IntStream.Builder train = IntStream.builder();
    IntStream.Builder test = IntStream.builder();
    for (int row : shuffled(labels.length, seed)) {
      (wanted[labels[row]]-- > 0 ? train : test).add(row);
    }
    return new Splitting(train.build().toArray(), test.build().toArray());
  }

  /** Gives as many rows of each label, in random order. */
  static int[] perClass(int[] labels, int perClass, long seed) {
    int[] wanted = new int[Arrays.stream(labels).max().orElse(0) + 1];
    Arrays.fill(wanted, perClass);
    return Arrays.stream(shuffled(labels.length, seed))
        .filter(row -> wanted[labels[row]]-- > 0)
        .toArray();
  }

  /** Gives the numbers from 0 in random order. */
  static int[] shuffled(int size, long seed) {
    SplittableRandom random = Seeds.random(seed, "rows");
    int[] order = IntStream.range(0, size).toArray();
    for (int last = size - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int moved = order[last];
      order[last] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /** Gives the two parts of a data set. */
  Split of(DataSet data, double fraction) {
    if (!(fraction > 0 && fraction < 1) || train.length == 0 || test.length == 0) {
      Problem problem =
          new Problem(
              "split(" + fraction + ")",
              "of %d rows, one part would have none".formatted(data.size()),
              "a fraction between 0 and 1, such as 0.8, of at least 2 rows");
      throw new DataException(data.subject(), List.of(problem));
    }
    return new Split(
        data.select(train).named(data.name() + " (training)"),
        data.select(test).named(data.name() + " (test)"));
  }
}
