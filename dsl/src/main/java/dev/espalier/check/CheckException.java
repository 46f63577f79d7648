package dev.espalier.check;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when a description cannot be compiled; carries every problem found. */
public final class CheckException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject what was checked, such as {@code hierarchy 'bad'}
   * @param problems at least one problem
   */
  public CheckException(String subject, List<Problem> problems) {
    super(subject, problems);
  }
}
