package dev.espalier.report;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when a report cannot be written, or has not what was asked for. */
public final class ReportException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject which report
   * @param problems at least one problem
   */
  public ReportException(String subject, List<Problem> problems) {
    super(subject, problems);
  }
}
