package dev.espalier.data.problem;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Thrown when data are wrong; names the row, file or column that shows it. */
public final class DataException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception from what was looked at and what is wrong with it.
   *
   * @param subject such as {@code data set 'digits'}
   * @param problems at least one
   */
  public DataException(String subject, List<Problem> problems) {
    super(subject, problems);
  }

  public static DataException of(String subject, String where, String what, String advice) {
    return new DataException(subject, List.of(new Problem(where, what, advice)));
  }

  public static DataException unreadable(Path file, IOException cause) {
    boolean absent = cause instanceof NoSuchFileException;
    DataException exception =
        of(
            "file '" + file.getFileName() + "'",
            "folder " + file.toAbsolutePath().getParent(),
            absent ? "found no such file" : "the file cannot be read: " + cause.getMessage(),
            "another folder");
    exception.initCause(cause);
    return exception;
  }
}
