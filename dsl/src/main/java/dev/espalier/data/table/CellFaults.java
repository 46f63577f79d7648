package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;

/** Counts what is wrong with a column's cells, to say it in one line. */
final class CellFaults {
  private int missing;
  private int firstMissing;
  private int wrong;
  private String firstWrong = "";
  private String advice = "";

  void missing(int row) {
    if (missing++ == 0) {
      firstMissing = row;
    }
  }

  void wrong(int row, MisfitException misfit) {
    if (wrong++ == 0) {
      firstWrong = "row %s: %s".formatted(row, misfit.what());
      advice = misfit.advice();
    }
  }

  /** Says in one line what is wrong with a column of targets, which nothing fills in. */
  void addToTargets(Findings findings, String column) {
    if (wrong == 0 && missing > 0) {
      findings.add(
          "column " + Shown.name(column),
          "%s missing, the first in row %s, needed none here".formatted(missing, firstMissing),
          "a table without these rows");
    } else {
      addTo(findings, column, true, "");
    }
  }

  /** Says in one line what is wrong with a column, if anything is. */
  boolean addTo(Findings findings, String column, boolean fills, String filling) {
    String where = "column " + Shown.name(column);
    if (wrong > 0) {
      findings.add(
          where,
          wrong == 1 ? firstWrong : "%s, and %s more like it".formatted(firstWrong, wrong - 1),
          advice);
      return true;
    }
    if (missing > 0 && !fills) {
      findings.add(
          new Problem(
              where,
              "%s missing, the first in row %s, needed none".formatted(missing, firstMissing),
              "fillMissing(\"%s\", %s)".formatted(Shown.name(column), filling)));
      return true;
    }
    return false;
  }
}
