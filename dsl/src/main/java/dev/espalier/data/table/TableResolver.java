package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.data.table.TableBuilder.Written;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;

/** Finds out what was said of each column of a table, and all that is wrong with it. */
final class TableResolver {
  private static final int LISTED = 20;

  private final Table table;
  private final TableBuilder said;
  private final Findings findings = new Findings();
  private final Map<String, Column<?>> columns = new LinkedHashMap<>();

  TableResolver(Table table, TableBuilder said) {
    this.table = table;
    this.said = said;
    table.columns().forEach(column -> columns.put(column.name(), column));
  }

  TableBuilder.Resolved resolve() {
    Set<String> targets = new LinkedHashSet<>(said.targetColumns());
    said.labelColumn().ifPresent(targets::add);
    requireNames(targets);
    findings.throwIfAny(subject());
    List<String> features =
        columns.keySet().stream()
            .filter(name -> !targets.contains(name) && !said.dropped().contains(name))
            .toList();
    List<TableColumn> resolved = new ArrayList<>();
    features.forEach(name -> resolved.addAll(features(name)));
    if (features.isEmpty()) {
      findings.add(
          "columns", "found no column of features, needed at least 1", "fewer in drop(...)");
    }
    requireTextAlone(resolved);
    TableTargets read = targets(targets);
    if (resolved.isEmpty()) {
      findings.throwIfAny(subject());
    }
    // What is wrong with the cells is said together with what is wrong with the columns.
    TableRecipe recipe = new TableRecipe(resolved, target(targets, read));
    TableRows rows =
        TableRows.of(recipe, TableSource.of(table, List.copyOf(columns.keySet())), findings);
    findings.throwIfAny(subject());
    return new TableBuilder.Resolved(rows, read);
  }

  /** Refuses features beside a text, whose tokens are all that an embedding takes. */
  private void requireTextAlone(List<TableColumn> resolved) {
    List<String> others =
        resolved.stream()
            .filter(each -> !said.texts().contains(each))
            .map(TableColumn::name)
            .toList();
    if (said.texts().size() > 1 || (!said.texts().isEmpty() && !others.isEmpty())) {
      findings.add(
          "column " + Shown.name(said.texts().get(0).name()),
          "its tokens would stand beside other features, %s, and a network has one input"
              .formatted(
                  resolved.stream()
                      .map(TableColumn::name)
                      .distinct()
                      .limit(LISTED)
                      .map(Shown::name)
                      .toList()),
          "drop(...) of the others, or one text that has all of them");
    }
  }

  private void requireNames(Set<String> targets) {
    if (table.rowCount() == 0) {
      findings.add("rows", "found none, needed at least 1", "another table");
    }
    if (targets.isEmpty()) {
      findings.add(
          "targets",
          "found neither label(...) nor target(...), needed one",
          "label(\"%s\") for a class, target(...) for numbers"
              .formatted(columns.isEmpty() ? "kind" : last()));
    }
    names("label or target", targets);
    names("drop", said.dropped());
    names("oneHot", said.categories());
    names("indicateMissing", said.indicated());
    names("fillMissing", said.fillings().stream().map(Map.Entry::getKey).toList());
    names("words or tokens", said.texts().stream().map(Tokenized::name).toList());
    names("number or date", said.written().stream().map(Map.Entry::getKey).toList());
    if (new LinkedHashSet<>(said.targetColumns()).size() < said.targetColumns().size()) {
      findings.add("targets", "found a column twice in target(...)", "each once");
    }
    said.labelColumn()
        .filter(said.targetColumns()::contains)
        .ifPresent(
            column ->
                findings.add(
                    "column " + Shown.name(column),
                    "it is the label and among the numbers to predict",
                    "one of both"));
    for (String target : targets) {
      if (said.dropped().contains(target)
          || said.categories().contains(target)
          || said.indicated().contains(target)
          || said.texts().stream().anyMatch(each -> each.name().equals(target))
          || said.fillings().stream().anyMatch(each -> each.getKey().equals(target))) {
        findings.add(
            "column " + Shown.name(target),
            "it is what is predicted, and was said to be a feature, filled in or dropped too",
            "one of both");
      }
    }
    if (said.targetScaling() != Scaling.NONE && said.targetColumns().isEmpty()) {
      findings.add("standardizeTargets()", "found a label, needed numbers", "target(...)");
    }
    if (said.rarest() > 0 && said.categories().isEmpty()) {
      findings.add("rare(" + said.rarest() + ")", "found no column for it", "oneHot(...) with it");
    }
  }

  private String last() {
    return columns.keySet().stream().reduce((first, second) -> second).orElse("");
  }

  private void names(String word, Iterable<String> names) {
    for (String name : names) {
      if (!columns.containsKey(name)) {
        findings.add(
            "column " + Shown.name(name),
            "%s names it, and the table has %s".formatted(word, listed()),
            "one of these, as it is written there");
      }
    }
  }

  private String listed() {
    return columns.keySet().stream()
            .limit(LISTED)
            .map(Shown::name)
            .collect(Collectors.joining(", "))
        + (columns.size() > LISTED ? " and more" : "");
  }

  private Column<?> column(String name) {
    return Objects.requireNonNull(columns.get(name), name);
  }

  private List<TableColumn> features(String name) {
    Column<?> column = column(name);
    boolean indicator = said.indicated().contains(name);
    Optional<Filling> own =
        said.fillings().stream()
            .filter(each -> each.getKey().equals(name))
            .map(Map.Entry::getValue)
            .findFirst();
    Optional<Tokenized> tokenized =
        said.texts().stream().filter(each -> each.name().equals(name)).findFirst();
    if (tokenized.isPresent()) {
      if (said.categories().contains(name) || indicator || own.isPresent()) {
        findings.add(
            "column " + Shown.name(name),
            "it is a text, and was said to be oneHot, filled in or indicated too",
            "one of both");
      }
      return List.of(tokenized.get());
    }
    if (said.categories().contains(name)) {
      Optional<Filling> filling = own.or(() -> said.filling().filter(TableResolver::ofCategories));
      if (own.isPresent() && !ofCategories(own.get())) {
        misfit(name, own.get(), "mostFrequent() or value(\"none\")");
      }
      if (written(name).isPresent()) {
        findings.add(
            "column " + Shown.name(name), "it is oneHot and read as a number too", "one of both");
      }
      return List.of(
          Categorical.of(
              name, TableSource.cells(column), column.size(), said.rarest(), filling, indicator));
    }
    Optional<Written> written = written(name).or(() -> standard(column));
    if (written.isEmpty()) {
      int text = firstText(column);
      findings.add(
          "column " + Shown.name(name),
          "found text such as %s in row %s, needed numbers"
              .formatted(Cell.shown(column.get(text)), text),
          advice(column.get(text)).replace("NAME", Shown.name(name)));
      return List.of();
    }
    List<TableColumn> parts = new ArrayList<>();
    for (Reading reading : written.get().parts()) {
      Numeric part = Numeric.of(name, reading, written.get().pattern(), said.scaling());
      if (own.isPresent() && !part.takes(own.get())) {
        misfit(name, own.get(), reading.amount() ? "median()" : "mostFrequent()");
        return List.of();
      }
      parts.add(
          part.filledBy(
              own.or(() -> said.filling().filter(part::takes)), indicator && parts.isEmpty()));
    }
    return parts;
  }

  private static String advice(Object cell) {
    String otherwise = "oneHot(\"NAME\"), number(\"NAME\"), date(\"NAME\") or drop(\"NAME\")";
    try {
      Reading.COMMA.read(cell, "");
      return cell.toString().indexOf(',') < 0 ? otherwise : "numberWithComma(\"NAME\")";
    } catch (MisfitException e) {
      return otherwise;
    }
  }

  /** Gives the first row whose cell is no number, or else the first one. */
  private static int firstText(Column<?> column) {
    for (int row = 0; row < column.size(); row++) {
      Object cell = column.get(row);
      if (!Cell.missing(cell)) {
        try {
          Reading.POINT.read(cell, "");
        } catch (MisfitException e) {
          return row;
        }
      }
    }
    return 0;
  }

  private void misfit(String name, Filling filling, String advice) {
    findings.add("column " + Shown.name(name), "%s cannot fill it".formatted(filling), advice);
  }

  private Optional<Written> written(String name) {
    return said.written().stream()
        .filter(each -> each.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean ofCategories(Filling filling) {
    return filling instanceof Filling.MostFrequent || filling instanceof Filling.Value;
  }

  private static Optional<Written> standard(Column<?> column) {
    if (column instanceof NumericColumn) {
      return Optional.of(new Written(List.of(Reading.NUMBER), ""));
    }
    if (column instanceof BooleanColumn) {
      return Optional.of(new Written(List.of(Reading.TRUTH), ""));
    }
    if (column instanceof TimeColumn) {
      return Optional.of(new Written(List.of(Reading.HOURS), ""));
    }
    return column instanceof DateColumn
            || column instanceof DateTimeColumn
            || column instanceof InstantColumn
        ? Optional.of(new Written(List.of(Reading.DAYS), ""))
        : Optional.empty();
  }

  private TableTarget target(Set<String> targets, TableTargets read) {
    if (read.outputs().isPresent()) {
      return new TableTarget.Amounts(read.valueNames(), said.targetScaling());
    }
    return said.labelColumn().isPresent()
        ? new TableTarget.Label(said.labelColumn().get())
        : new TableTarget.Amounts(List.copyOf(targets), said.targetScaling());
  }

  private TableTargets targets(Set<String> names) {
    if (said.labelColumn().isPresent()) {
      String name = said.labelColumn().get();
      TableTargets labels =
          TableTargets.labels(
              name, TableSource.cells(column(name)), table.rowCount(), said.classes(), findings);
      if (said.targetColumns().isEmpty()) {
        return labels;
      }
      TableTargets numbers = amounts(said.targetColumns());
      return findings.isEmpty() ? labels.beside(name, numbers, said.targetColumns()) : labels;
    }
    return amounts(names);
  }

  private TableTargets amounts(Collection<String> names) {
    Map<String, TableSource.Cells> cells = new LinkedHashMap<>();
    Map<String, Written> readings = new LinkedHashMap<>();
    for (String name : names) {
      cells.put(name, TableSource.cells(column(name)));
      written(name).ifPresent(how -> readings.put(name, how));
    }
    return TableTargets.amounts(cells, readings, table.rowCount(), findings);
  }

  private String subject() {
    return "table '" + table.name() + "'";
  }
}
