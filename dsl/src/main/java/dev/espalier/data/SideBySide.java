package dev.espalier.data;

import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Parts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays the targets of several data sets of the same inputs side by side. */
final class SideBySide {
  private static final int PIECE = 1024;

  private SideBySide() {}

  static DataSet of(String name, List<DataSet> outputs) {
    Findings findings = new Findings();
    if (outputs.size() < 2) {
      findings.add(
          "outputs", "found " + outputs.size() + ", needed at least 2", "one data set each");
    }
    outputs.forEach(each -> check(each, outputs.get(0), findings));
    findings.throwIfAny("data set '" + name + "'");
    List<Parts.Part> parts = new ArrayList<>();
    Map<String, Rows> targets = new LinkedHashMap<>();
    int from = 0;
    for (DataSet each : outputs) {
      List<String> names = each.kind() instanceof Targets.Classes kind ? kind.names() : List.of();
      boolean classes = !names.isEmpty();
      parts.add(new Parts.Part(each.name(), from, each.kind().outputDims(), names));
      targets.put(each.name(), classes ? each.targets().oneHot(names.size()) : each.targets());
      from = parts.get(parts.size() - 1).to();
    }
    Parts all = new Parts(parts);
    return outputs.get(0).named(name).withTargets(Rows.ofParts(all, targets), Targets.of(all));
  }

  private static void check(DataSet each, DataSet first, Findings findings) {
    String where = "output '" + each.name() + "'";
    Targets kind = each.kind();
    boolean cells = kind instanceof Targets.Classes classes && classes.dense();
    if (cells
        || kind.ignored().isPresent()
        || kind.scaled().isPresent()
        || kind.outputs().isPresent()) {
      findings.add(
          where,
          "found %s as targets, needed one label or values a row, as they are".formatted(kind),
          kind.scaled().isPresent() ? "unscaled(), and scaling them together" : "another output");
    }
    if (each.recipe().isPresent()) {
      findings.add(
          where,
          "its inputs are a table's, by a recipe that says what is predicted",
          "Data.fromTable(table, t -> t.label(...).target(...)) for both at once");
    }
    if (each.unlabelled().isPresent()) {
      findings.add(where, "some rows have no label", "data without withUnlabelled(...)");
    }
    if (each.weights().isPresent()) {
      findings.add(where, "its rows have weights", "withWeights(...) of all outputs together");
    }
    if (!each.normalization().equals(first.normalization())) {
      findings.add(
          where,
          "its inputs are normalised in another way than those of '%s'".formatted(first.name()),
          "raw data, and normalising them together");
    } else if (each.size() != first.size() || !each.inputDims().equals(first.inputDims())) {
      findings.add(
          where,
          "found %s rows of %s, needed %s of %s as '%s' has"
              .formatted(
                  each.size(), each.inputDims(), first.size(), first.inputDims(), first.name()),
          "the same inputs in the same order");
    } else if (each.inputs() != first.inputs()) {
      requireSame(where, each.inputs(), first, findings);
    }
  }

  private static void requireSame(String where, Rows inputs, DataSet first, Findings findings) {
    for (int from = 0; from < inputs.size(); from += PIECE) {
      int to = Math.min(inputs.size(), from + PIECE);
      int place = Arrays.mismatch(inputs.doubles(from, to), first.inputs().doubles(from, to));
      if (place >= 0) {
        findings.add(
            where,
            "row %s has other inputs than that of '%s'"
                .formatted(from + place / inputs.width(), first.name()),
            "the same inputs in the same order");
        return;
      }
    }
  }
}
