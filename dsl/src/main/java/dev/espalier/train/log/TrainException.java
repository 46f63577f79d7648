package dev.espalier.train.log;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when a training cannot go on, such as when a loss is no longer finite. */
public final class TrainException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject what was trained
   * @param problems at least one problem
   */
  public TrainException(String subject, List<Problem> problems) {
    super(subject, problems);
  }
}
