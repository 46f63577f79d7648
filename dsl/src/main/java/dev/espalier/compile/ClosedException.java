package dev.espalier.compile;

import dev.espalier.describe.Problem;
import dev.espalier.describe.ProblemsException;
import java.util.List;

/** Thrown by a call that came after its run or model was closed, or while the process ends. */
public final class ClosedException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  ClosedException(String owner, Problem problem) {
    super(owner, List.of(problem));
  }
}
