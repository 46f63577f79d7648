package dev.espalier.data.split;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The numbers of the rows to train on, and of those to test with; both in the data's order.
 *
 * @param train to train on
 * @param test to test with
 */
public record Parts(List<Integer> train, List<Integer> test) {
  /** Copies the numbers. */
  public Parts {
    Given.all("train", train, "test", test);
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Gives parts of which none has rows of a group that the other has; the first has as near to the
   * fraction of the rows as whole groups, drawn at random, allow.
   *
   * @param subject what is divided, for an error
   * @param groups each row's group
   * @throws DataException if there is one group alone, or the fraction is out of range
   */
  public static Parts byGroup(String subject, List<String> groups, double fraction, long seed) {
    Given.all("subject", subject, "groups", groups);
    requireFraction(subject, "splitByGroup", fraction);
    Map<String, List<Integer>> rows = rowsOf(groups);
    if (rows.size() < 2) {
      throw problem(
          subject, "splitByGroup(...)", "found 1 group, needed at least 2", "split(0.8, 1)");
    }
    List<String> drawn = drawn(rows, seed);
    double wanted = fraction * groups.size();
    List<Integer> train = new ArrayList<>(rows.getOrDefault(drawn.get(0), List.of()));
    List<Integer> test = new ArrayList<>();
    for (String group : drawn.subList(1, drawn.size())) {
      List<Integer> own = rows.getOrDefault(group, List.of());
      boolean nearer =
          Math.abs(train.size() + own.size() - wanted) < Math.abs(train.size() - wanted);
      boolean last = test.isEmpty() && group.equals(drawn.get(drawn.size() - 1));
      (nearer && !last ? train : test).addAll(own);
    }
    return sorted(train, test);
  }

  /**
   * Gives the earliest rows and then the others: no row to train on is later than one to test with,
   * and rows of one time stay together.
   *
   * @throws DataException if that would leave a part empty, or the fraction is out of range
   */
  public static Parts byTime(String subject, double[] times, double fraction) {
    Given.all("subject", subject, "times", times);
    requireFraction(subject, "splitByTime", fraction);
    List<Integer> order =
        IntStream.range(0, times.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> times[row]))
            .toList();
    int end = (int) Math.max(1, Math.min(order.size() - 1, Math.round(fraction * order.size())));
    while (end < order.size() && times[order.get(end)] == times[order.get(end - 1)]) {
      end++;
    }
    if (end >= order.size()) {
      double latest = times[order.get(order.size() - 1)];
      end = 0;
      while (times[order.get(end)] < latest) {
        end++;
      }
    }
    if (end == 0) {
      throw problem(
          subject, "splitByTime(...)", "found one time alone, needed at least 2", "split(0.8, 1)");
    }
    return sorted(order.subList(0, end), order.subList(end, order.size()));
  }

  /**
   * Gives as many divisions, in which each row is to test with once; rows of a class are spread
   * evenly.
   *
   * @param labels each row's class; all 0 for values
   * @throws DataException if there are fewer rows than parts, or less than 2 parts
   */
  public static List<Parts> folds(String subject, int[] labels, int parts, long seed) {
    Given.all("subject", subject, "labels", labels);
    requireParts(subject, "folds", parts, labels.length, "rows");
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int row = 0; row < labels.length; row++) {
      classes.computeIfAbsent(labels[row], each -> new ArrayList<>()).add(row);
    }
    int[] fold = new int[labels.length];
    int next = 0;
    SplittableRandom random = Seeds.random(seed, "folds");
    for (List<Integer> rows : classes.values()) {
      shuffle(rows, random);
      for (int row : rows) {
        fold[row] = next++ % parts;
      }
    }
    return parts(fold, parts);
  }

  /**
   * Gives as many divisions, in which each group is to test with once, as a whole; the parts are as
   * equal as the largest groups first allow.
   *
   * @throws DataException if there are fewer groups than parts, or less than 2 parts
   */
  public static List<Parts> foldsByGroup(
      String subject, List<String> groups, int parts, long seed) {
    Given.all("subject", subject, "groups", groups);
    Map<String, List<Integer>> rows = rowsOf(groups);
    requireParts(subject, "foldsByGroup", parts, rows.size(), "groups");
    List<String> largest = drawn(rows, seed);
    largest.sort(
        Comparator.comparingInt((String group) -> -rows.getOrDefault(group, List.of()).size()));
    int[] size = new int[parts];
    int[] fold = new int[groups.size()];
    for (String group : largest) {
      int least = 0;
      for (int i = 1; i < parts; i++) {
        least = size[i] < size[least] ? i : least;
      }
      for (int row : rows.getOrDefault(group, List.of())) {
        fold[row] = least;
        size[least]++;
      }
    }
    return parts(fold, parts);
  }

  private static List<Parts> parts(int[] fold, int parts) {
    List<Parts> all = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int own = part;
      all.add(
          new Parts(
              IntStream.range(0, fold.length).filter(row -> fold[row] != own).boxed().toList(),
              IntStream.range(0, fold.length).filter(row -> fold[row] == own).boxed().toList()));
    }
    return all;
  }

  private static Map<String, List<Integer>> rowsOf(List<String> groups) {
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = 0; row < groups.size(); row++) {
      rows.computeIfAbsent(groups.get(row), each -> new ArrayList<>()).add(row);
    }
    return rows;
  }

  /** Gives the groups at random, whatever the order of the rows. */
  private static List<String> drawn(Map<String, List<Integer>> rows, long seed) {
    List<String> groups = new ArrayList<>(rows.keySet());
    Collections.sort(groups);
    shuffle(groups, Seeds.random(seed, "groups"));
    return groups;
  }

  private static void shuffle(List<?> list, SplittableRandom random) {
    for (int last = list.size() - 1; last > 0; last--) {
      Collections.swap(list, last, random.nextInt(last + 1));
    }
  }

  private static Parts sorted(List<Integer> train, List<Integer> test) {
    return new Parts(train.stream().sorted().toList(), test.stream().sorted().toList());
  }

  private static void requireFraction(String subject, String call, double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw problem(
          subject,
          call + "(..., " + fraction + ")",
          "found " + fraction + ", needed a fraction between 0 and 1",
          "0.8");
    }
  }

  private static void requireParts(String subject, String call, int parts, int found, String what) {
    if (parts < 2 || parts > found) {
      throw problem(
          subject,
          call + "(" + parts + ")",
          "found %s %s, needed 2 parts at least, and one for each".formatted(found, what),
          found < 2 ? "more " + what : "from 2 to " + found);
    }
  }

  private static DataException problem(String subject, String where, String what, String advice) {
    return DataException.of(subject, where, what, advice);
  }

  /** Gives the numbers of the rows to train on as an array. */
  public int[] trainRows() {
    return array(train);
  }

  /** Gives the numbers of the rows to test with as an array. */
  public int[] testRows() {
    return array(test);
  }

  private static int[] array(List<Integer> rows) {
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return Arrays.toString(trainRows()) + " to train, " + Arrays.toString(testRows()) + " to test";
  }
}
