package dev.espalier.zoo.problem;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when something cannot be published or opened; carries every problem found. */
public final class ZooException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject what was published or opened, such as {@code model 'digits-sal'}
   * @param problems at least one problem
   */
  public ZooException(String subject, List<Problem> problems) {
    super(subject, problems);
  }

  public static ZooException of(String subject, String where, String what, String advice) {
    return new ZooException(subject, List.of(new Problem(where, what, advice)));
  }

  public ZooException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }
}
