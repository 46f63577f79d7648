package dev.espalier.data;

import dev.espalier.check.TokenLayer;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Problem;
import java.util.List;
import java.util.Optional;

/** Looks at the values of inputs: finite, and numbers of tokens where a layer reads them so. */
final class InputChecks {
  private static final int CHUNK = 256;

  private InputChecks() {}

  /** Gives the values of rows that are no numbers of tokens. */
  static List<Problem> problems(Rows rows, TokenLayer layer, String where) {
    Findings findings = new Findings();
    int width = rows.width();
    for (int from = 0; from < rows.size(); from += CHUNK) {
      double[] values = rows.doubles(from, Math.min(from + CHUNK, rows.size()));
      for (int i = 0; i < values.length; i++) {
        if (!isToken(values[i], layer)) {
          String place = RowChecks.position(rows.dims(), i % width);
          findings.add(problem(where + "row " + (from + i / width), place, values[i], layer));
        }
      }
    }
    return findings.problems();
  }

  /** Gives the first value of a sample that no network could take. */
  static Optional<Problem> problem(String where, Sample sample, Optional<TokenLayer> tokens) {
    double[] values = sample.doubles();
    for (int i = 0; i < values.length; i++) {
      // Networks compute in floats, so a value beyond them would become infinite there.
      if (!Float.isFinite((float) values[i])) {
        return Optional.of(
            new Problem(
                where,
                "the value %s is %s, needed a finite number"
                    .formatted(RowChecks.position(sample.dims(), i), values[i]),
                "filling the value in"));
      }
      if (tokens.isPresent() && !isToken(values[i], tokens.get())) {
        String place = RowChecks.position(sample.dims(), i);
        return Optional.of(problem(where, place, values[i], tokens.get()));
      }
    }
    return Optional.empty();
  }

  /** Gives the padded steps that have a target, which would count as if they were real. */
  static List<Problem> padded(Rows inputs, DataSet data, TokenLayer tokens) {
    Findings findings = new Findings();
    Targets kind = data.kind();
    boolean ofSteps =
        tokens.padding().isPresent()
            && inputs.dims().rank() == 1
            && kind.dims().rank() > 0
            && kind.dims().size(0) == inputs.dims().size(0)
            && (kind instanceof Targets.Classes || kind.ignored().isPresent());
    if (!ofSteps) {
      return List.of();
    }
    int steps = inputs.width();
    int ofStep = data.targets().width() / steps;
    double none = kind.ignored().orElse(Double.NaN);
    for (int from = 0; from < data.size(); from += CHUNK) {
      int to = Math.min(from + CHUNK, data.size());
      double[] read = inputs.doubles(from, to);
      double[] wanted = data.targets().doubles(from, to);
      for (int i = 0; i < wanted.length; i++) {
        if (read[i / ofStep] == tokens.padding().getAsInt() && wanted[i] != none) {
          findings.add(
              "row " + (from + i / ofStep / steps),
              "the step at %s is padding of layer %s, and its target is %s, needed %s"
                  .formatted(
                      i / ofStep % steps,
                      tokens.name(),
                      RowChecks.text(wanted[i]),
                      kind.ignored().isPresent()
                          ? RowChecks.text(none) + ", which is ignored"
                          : "one that is ignored"),
              kind.ignored().isPresent()
                  ? ""
                  : "Targets.classes(...).perCell(%s).ignoring(-1)".formatted(steps));
        }
      }
    }
    return findings.problems();
  }

  private static boolean isToken(double value, TokenLayer layer) {
    return value >= 0 && value < layer.vocabulary() && value == Math.rint(value);
  }

  private static Problem problem(String where, String place, double value, TokenLayer layer) {
    return new Problem(
        where,
        "the value %s is %s, and layer %s needs a whole number from 0 to %s"
            .formatted(place, RowChecks.text(value), layer.name(), layer.vocabulary() - 1),
        "the number of a token, or a larger vocabulary");
  }
}
