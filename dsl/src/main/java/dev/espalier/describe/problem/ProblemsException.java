package dev.espalier.describe.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown by a phase that found problems; carries all of them, collected before anything was
 * changed.
 *
 * <p>Each phase has its own subclass, so that a caller can tell a wrong description from wrong
 * data.
 */
public abstract class ProblemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  /**
   * Makes the exception's message from the subject and its problems, of which it shows the first
   * 20.
   *
   * @param subject what was looked at, such as {@code hierarchy 'bad'}
   * @param problems at least one problem
   */
  protected ProblemsException(String subject, List<Problem> problems) {
    super(text(subject, problems));
    this.problems = List.copyOf(problems);
  }

  /** Gives all problems, in the order in which they were found. */
  public final List<Problem> problems() {
    return problems;
  }

  private static String text(String subject, List<Problem> problems) {
    String count = problems.size() == 1 ? "a problem" : problems.size() + " problems";
    int more = problems.size() - SHOWN;
    return problems.stream()
        .limit(SHOWN)
        .map(problem -> "\n  " + problem)
        .collect(
            Collectors.joining(
                "",
                Shown.of(subject) + " has " + count + ":",
                more <= 0 ? "" : "\n  and " + more + " more"));
  }
}
