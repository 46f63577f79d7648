package dev.espalier.train.plan;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown when a method, a plan or a recipe cannot train a hierarchy; nothing has run yet. */
public final class PlanException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param subject what was planned, such as {@code plan 'sal' for 'digits-sal'}
   * @param problems at least one problem
   */
  public PlanException(String subject, List<Problem> problems) {
    super(subject, problems);
  }
}
