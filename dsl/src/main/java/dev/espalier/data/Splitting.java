package dev.espalier.data;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws row numbers at random. */
final class Splitting {
  private Splitting() {}

  /** Divides the rows of each label apart; each part gets one of a label that has two or more. */
  static Split split(DataSet data, int[] labels, double fraction, long seed) {
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
    return split(data, train.build().toArray(), test.build().toArray(), fraction);
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

  private static Split split(DataSet data, int[] train, int[] test, double fraction) {
    if (!(fraction > 0 && fraction < 1) || train.length == 0 || test.length == 0) {
      Problem problem =
          new Problem(
              "split(" + fraction + ")",
              "found %s rows, which would leave a part empty".formatted(data.size()),
              "a fraction between 0 and 1, such as 0.8");
      throw new DataException(data.subject(), List.of(problem));
    }
    return new Split(
        data.select(train).named(data.name() + " (training)"),
        data.select(test).named(data.name() + " (test)"));
  }
}
