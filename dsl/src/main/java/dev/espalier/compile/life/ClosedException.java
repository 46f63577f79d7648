package dev.espalier.compile.life;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.util.List;

/** Thrown by a call that came after its run or model was closed, or while the process ends. */
public final class ClosedException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  public ClosedException(String owner, Problem problem) {
    super(owner, List.of(problem));
  }
}
