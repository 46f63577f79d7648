package dev.espalier.weights;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when weights cannot be read or written; carries every problem found. */
public final class WeightsException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject what was read or written, such as {@code file 'student.safetensors'}
   * @param problems at least one problem
   */
  public WeightsException(String subject, List<Problem> problems) {
    super(subject, problems);
  }

  static WeightsException of(String subject, String where, String what, String advice) {
    return new WeightsException(subject, List.of(new Problem(where, what, advice)));
  }

  WeightsException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }
}
