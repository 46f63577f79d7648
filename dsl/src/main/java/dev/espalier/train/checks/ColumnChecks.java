package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that every column is written before it is read, in the shape that it is read in. What is
 * written in an alternative can be read there alone, since another alternative may be kept.
 */
final class ColumnChecks {
  private final Places places;
  private Set<String> ofData = Set.of();

  ColumnChecks(Places places) {
    this.places = places;
  }

  /**
   * Notes what does not fit.
   *
   * @param data what is trained on, whose columns are there from the beginning
   */
  void check(List<Stage> stages, DataSet data) {
    Map<String, Dims> brought = new LinkedHashMap<>();
    data.columns().forEach((name, rows) -> brought.put(name, rows.dims()));
    ofData = Set.copyOf(brought.keySet());
    walk(stages, brought, Set.of());
  }

  /**
   * Walks stages in order.
   *
   * @param written the columns that are there, by name; those of these stages are added
   * @param shared those that were there before the alternative that these stages are of
   */
  private void walk(List<Stage> stages, Map<String, Dims> written, Set<String> shared) {
    for (Stage stage : stages) {
      String where = "stage " + stage.name();
      if (stage instanceof SolveStage solve) {
        CheckedHierarchy hierarchy = places.hierarchy();
        solve
            .solver()
            .columns(hierarchy)
            .forEach(
                (name, dims) -> {
                  if (name.isBlank()) {
                    places.add(where, "a column has no name", "a name");
                  }
                  if (ofData.contains(name)) {
                    places.add(
                        where,
                        "it writes column '%s', and the data bring one of that name"
                            .formatted(name),
                        "another name in withColumn(...)");
                  }
                  if (shared.contains(name)) {
                    places.add(
                        where,
                        "it writes column '%s' again, which other alternatives read"
                            .formatted(name),
                        "another name");
                  }
                  written.put(name, dims);
                });
      } else if (stage instanceof GradientStage gradient) {
        gradient.terms().forEach(term -> checkRead(where, term, written));
      } else {
        for (BranchStage.Alternative one : ((BranchStage) stage).alternatives()) {
          walk(one.stages(), new LinkedHashMap<>(written), Set.copyOf(written.keySet()));
        }
      }
    }
  }

  private void checkRead(String where, Term term, Map<String, Dims> written) {
    if (!(term.target() instanceof Target.Column column)) {
      return;
    }
    Dims dims = written.get(column.name());
    if (dims == null) {
      places.add(
          where,
          "term '%s' reads column '%s', which the data do not have and no stage before it writes"
              .formatted(term.name(), column.name()),
          written.isEmpty()
              ? "data.withColumn(...), or a solve stage whose solver names it in columns(...)"
              : "one of " + written.keySet());
      return;
    }
    Tap tap = term.prediction();
    places
        .hierarchy()
        .dims(tap)
        .filter(predicted -> !predicted.equals(dims))
        .ifPresent(
            predicted ->
                places.add(
                    where + ", term '" + term.name() + "'",
                    "%s gives the shape %s, and column '%s' has %s"
                        .formatted(tap, predicted, column.name(), dims),
                    "a column of the tap's shape"));
  }
}
