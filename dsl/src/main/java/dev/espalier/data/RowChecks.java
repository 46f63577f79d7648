package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;

/** What must hold of rows before they become a data set. */
final class RowChecks {
  private static final int CHUNK = 256;

  private RowChecks() {}

  static void requireSound(String name, Rows inputs, Rows targets, Targets kind) {
    Findings findings = new Findings();
    if (inputs.size() == 0) {
      findings.add("rows", "found none, needed at least 1", "looking at where the data come from");
    }
    if (inputs.size() != targets.size()) {
      findings.add(
          "rows",
          "found %s inputs and %s targets, needed as many".formatted(inputs.size(), targets.size()),
          "");
    }
    if (!targets.dims().equals(kind.dims())) {
      findings.add(
          "targets",
          "found rows of shape %s, needed %s for %s".formatted(targets.dims(), kind.dims(), kind),
          "");
    }
    if (kind instanceof Classes classes && classes.count() < 2) {
      findings.add("classes", "found " + classes.names() + ", needed at least 2 classes", "");
    }
    findFaults(findings, inputs, "input");
    if (kind instanceof Classes classes) {
      if (classes.dense()) {
        findWrongCells(findings, targets, classes);
      } else {
        findWrongLabels(findings, targets, classes);
      }
    } else {
      findFaults(findings, targets, "target");
    }
    if (kind.ignored().isPresent() && findings.isEmpty()) {
      findNone(findings, targets, kind.ignored().getAsDouble());
    }
    findings.throwIfAny("data set '" + name + "'");
  }

  /** Refuses data of which no cell has a target. */
  private static void findNone(Findings findings, Rows targets, double ignored) {
    for (int from = 0; from < targets.size(); from += CHUNK) {
      for (double each : targets.doubles(from, Math.min(from + CHUNK, targets.size()))) {
        if (each != ignored) {
          return;
        }
      }
    }
    findings.add(
        "targets",
        "every one is %s, which is ignored, needed one that counts".formatted(text(ignored)),
        "another value in ignoring(...)");
  }

  private static void findWrongCells(Findings findings, Rows targets, Classes classes) {
    int width = targets.width();
    for (int from = 0; from < targets.size(); from += CHUNK) {
      double[] labels = targets.doubles(from, Math.min(from + CHUNK, targets.size()));
      for (int i = 0; i < labels.length; i++) {
        double label = labels[i];
        boolean ignored = classes.ignored().isPresent() && label == classes.ignored().getAsDouble();
        if (!ignored && (!(label >= 0 && label < classes.count()) || label != Math.rint(label))) {
          findings.add(
              "row " + (from + i / width),
              "the label %s is %s, needed a whole number from 0 to %s for %s classes%s"
                  .formatted(
                      position(targets.dims(), i % width),
                      text(label),
                      classes.count() - 1,
                      classes.count(),
                      classes.unlabelled().map(each -> ", or " + each + " for none").orElse("")),
              classes.unlabelled().isPresent() || label != Math.rint(label)
                  ? ""
                  : "ignoring(%s), if it stands for no label".formatted(text(label)));
        }
      }
    }
  }

  static void requireFinite(String name, Rows rows, String role) {
    Findings findings = new Findings();
    findFaults(findings, rows, role);
    findings.throwIfAny("data set '" + name + "'");
  }

  private static void findFaults(Findings findings, Rows rows, String role) {
    if (rows.finite()) {
      return;
    }
    int width = rows.width();
    for (int from = 0; from < rows.size(); from += CHUNK) {
      double[] values = rows.doubles(from, Math.min(from + CHUNK, rows.size()));
      for (int i = 0; i < values.length; i++) {
        // Training is in floats, so a value beyond them would become infinite there.
        if (!Float.isFinite((float) values[i])) {
          findings.add(
              "row " + (from + i / width),
              "the %s's value %s is %s, needed a finite number"
                  .formatted(role, position(rows.dims(), i % width), values[i]),
              "dropping the row or filling the value in");
        }
      }
    }
  }

  private static void findWrongLabels(Findings findings, Rows targets, Classes classes) {
    double[] labels = targets.doubles(0, targets.size());
    for (int row = 0; row < labels.length; row++) {
      double label = labels[row];
      if (!(label >= 0 && label < classes.count()) || label != Math.rint(label)) {
        findings.add(
            "row " + row,
            "the label is %s, needed a whole number from 0 to %s for %s classes"
                .formatted(text(label), classes.count() - 1, classes.count()),
            label == Math.rint(label) ? Labels.NUMBERING : "");
      }
    }
  }

  static String text(double label) {
    return label == Math.rint(label) && Math.abs(label) < 1e15
        ? String.valueOf((long) label)
        : String.valueOf(label);
  }

  static String position(Dims dims, int place) {
    List<Long> position = new ArrayList<>();
    long rest = place;
    for (int axis = dims.rank() - 1; axis >= 0; axis--) {
      position.add(0, rest % dims.size(axis));
      rest /= dims.size(axis);
    }
    return dims.rank() == 1
        ? "at " + place
        : "at " + position.toString().replace('[', '(').replace(']', ')');
  }
}
