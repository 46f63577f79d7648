package dev.espalier.data.problem;

import dev.espalier.describe.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects problems; of a million wrong rows it keeps the first ten and the number of the rest. */
public final class Findings {
  private static final int SHOWN = 10;

  private final List<Problem> problems = new ArrayList<>();
  private int more;

  public Findings add(String where, String what, String advice) {
    return add(new Problem(where, what, advice));
  }

  public Findings add(Problem problem) {
    if (problems.size() < SHOWN) {
      problems.add(problem);
    } else {
      more++;
    }
    return this;
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    if (more > 0) {
      all.add(Problem.of("and more", "found " + more + " further problems like these"));
    }
    return List.copyOf(all);
  }

  public void throwIfAny(String subject) {
    if (!isEmpty()) {
      throw new DataException(subject, problems());
    }
  }
}
