package dev.espalier.describe.problem;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that a mistyped one may stand for. */
public final class Nearest {
  private static final int SHORTEST = 4;

  private Nearest() {}

  /**
   * Gives the name that is nearest to a wrong one, of which at most a quarter of the letters
   * differ; none for a wrong name of fewer than 4 letters.
   */
  public static Optional<String> of(String wrong, Collection<String> names) {
    Given.all("wrong", wrong, "names", names);
    int least = wrong.length() < SHORTEST ? 0 : Math.max(1, wrong.length() / SHORTEST);
    Optional<String> nearest = Optional.empty();
    for (String name : names) {
      int away = distance(wrong, name, least);
      if (away > 0 && (away < least || (away == least && nearest.isEmpty()))) {
        least = away;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  /**
   * Gives how many letters are to be put in, left out or replaced; more than most if it is more.
   */
  private static int distance(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) > most) {
      return most + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
