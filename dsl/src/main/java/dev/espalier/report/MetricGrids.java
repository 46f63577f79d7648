package dev.espalier.report;

import dev.espalier.data.Targets;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Grid.Header;
import dev.espalier.train.log.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The grids of how good the result is: metrics, confusion, classes. */
final class MetricGrids {
  private MetricGrids() {}

  /**
   * Gives a row for each readout and data set; a metric that is not defined is absent, and a remark
   * says so.
   */
  static Grid metrics(Facts facts) {
    Set<String> names = new LinkedHashSet<>();
    facts.evaluations().forEach(evaluation -> names.addAll(evaluation.metrics().keySet()));
    List<Header> columns = new ArrayList<>(List.of(Header.text("readout"), Header.text("data")));
    names.forEach(name -> columns.add(Header.number(name)));
    boolean remarked = facts.evaluations().stream().anyMatch(one -> !remark(facts, one).isEmpty());
    if (remarked) {
      columns.add(Header.text("remark"));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (Evaluation evaluation : facts.evaluations()) {
      List<Object> row = new ArrayList<>();
      row.add(evaluation.readout().toString());
      row.add(evaluation.data());
      for (String name : names) {
        Double value = evaluation.metrics().get(name);
        row.add(value == null ? "" : value);
      }
      if (remarked) {
        row.add(remark(facts, evaluation));
      }
      rows.add(row);
    }
    return new Grid("metrics", columns, rows);
  }

  private static String remark(Facts facts, Evaluation evaluation) {
    return String.join("; ", evaluation.remarks(classes(facts, evaluation)));
  }

  /** Gives the number of samples by true class (row) and predicted class (column). */
  static Grid confusion(Facts facts, Evaluation evaluation) {
    List<String> classes = classes(facts, evaluation);
    List<Header> columns =
        Stream.concat(Stream.of(Header.text("true class")), classes.stream().map(Header::whole))
            .toList();
    List<List<Object>> rows =
        IntStream.range(0, classes.size())
            .mapToObj(
                i ->
                    Stream.concat(
                            Stream.<Object>of(classes.get(i)),
                            evaluation.confusion().get(i).stream())
                        .toList())
            .toList();
    return new Grid("confusion", columns, rows);
  }

  /**
   * Gives a row for each class: how many there are, how many are found, how many finds are right.
   */
  static Grid classQuality(Facts facts, Evaluation evaluation) {
    List<String> names = classes(facts, evaluation);
    List<List<Long>> counts = evaluation.confusion();
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int own = i;
      long samples = counts.get(i).stream().mapToLong(Long::longValue).sum();
      long predicted = counts.stream().mapToLong(row -> row.get(own)).sum();
      long right = counts.get(i).get(i);
      rows.add(
          Grid.row(
              names.get(i),
              samples,
              share(right, samples),
              share(right, predicted),
              share(2 * right, samples + predicted)));
    }
    return new Grid(
        "classes",
        List.of(
            Header.text("class"),
            Header.whole("samples"),
            Header.number("recall"),
            Header.number("precision"),
            Header.number("f1")),
        rows);
  }

  private static Object share(long part, long whole) {
    return whole == 0 ? "" : (double) part / whole;
  }

  /** Gives the names of the classes; numbers where the recipe has no or other classes. */
  static List<String> classes(Facts facts, Evaluation evaluation) {
    int count = evaluation.confusion().size();
    return facts.recipe().data().kind() instanceof Targets.Classes known && known.count() == count
        ? known.names()
        : IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }
}
