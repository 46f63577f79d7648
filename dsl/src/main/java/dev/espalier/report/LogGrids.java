package dev.espalier.report;

import static dev.espalier.report.grid.Grid.row;

import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Grid.Header;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.StageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The grids of what happened: stages, epochs, links, measures, counters, notes. */
final class LogGrids {
  private LogGrids() {}

  /** Gives a row for each stage, with the metrics of its last epoch. */
  static Grid stages(Facts facts) {
    List<String> metrics = facts.keys(EpochRecord::validation);
    List<Header> columns = new ArrayList<>();
    columns.add(Header.text("stage"));
    columns.add(Header.text("trains"));
    columns.add(Header.whole("epochs"));
    columns.add(Header.whole("best epoch"));
    columns.add(Header.number("training loss"));
    metrics.forEach(metric -> columns.add(Header.number("validation " + metric)));
    columns.add(Header.whole("steps"));
    columns.add(Header.whole("trained values"));
    columns.add(Header.number("seconds"));
    columns.add(Header.text("end"));
    columns.add(Header.text("verdict"));
    List<List<Object>> rows = new ArrayList<>();
    for (StageRecord stage : facts.log().stages()) {
      List<EpochRecord> epochs = facts.log().epochsOf(stage.name());
      Map<String, Double> validation =
          epochs.isEmpty() ? Map.of() : epochs.get(epochs.size() - 1).validation();
      List<Object> row = new ArrayList<>();
      row.add(stage.name());
      row.add(stage.trains());
      row.add(stage.epochs());
      row.add(facts.best(stage.name()).<Object>map(EpochRecord::epoch).orElse(""));
      row.add(epochs.isEmpty() ? "" : firstTerm(epochs.get(epochs.size() - 1)));
      metrics.forEach(metric -> row.add(present(validation, metric)));
      row.add(stage.steps());
      row.add(stage.trainable());
      row.add(stage.seconds());
      row.add(stage.end());
      row.add(stage.verdict());
      rows.add(row);
    }
    return new Grid("stages", columns, rows);
  }

  /** Gives a row for each epoch, with a column for each term, weight, measure and metric. */
  static Grid epochs(Facts facts) {
    List<String> terms = facts.keys(EpochRecord::terms);
    List<String> weights = facts.keys(EpochRecord::weights);
    List<String> measures = facts.keys(EpochRecord::measures);
    List<String> metrics = facts.keys(EpochRecord::validation);
    List<Header> columns = new ArrayList<>();
    columns.add(Header.text("stage"));
    columns.add(Header.whole("epoch"));
    columns.add(Header.whole("steps"));
    columns.add(Header.number("rate"));
    terms.forEach(name -> columns.add(Header.number("term " + name)));
    weights.forEach(name -> columns.add(Header.number("weight " + name)));
    measures.forEach(name -> columns.add(Header.number("measure " + name)));
    metrics.forEach(name -> columns.add(Header.number("validation " + name)));
    columns.add(Header.number("seconds"));
    List<List<Object>> rows = new ArrayList<>();
    for (EpochRecord epoch : facts.log().epochs()) {
      List<Object> row = new ArrayList<>();
      row.add(epoch.stage());
      row.add(epoch.epoch());
      row.add(epoch.steps());
      row.add(epoch.rate());
      terms.forEach(name -> row.add(present(epoch.terms(), name)));
      weights.forEach(name -> row.add(present(epoch.weights(), name)));
      measures.forEach(name -> row.add(present(epoch.measures(), name)));
      metrics.forEach(name -> row.add(present(epoch.validation(), name)));
      row.add(epoch.seconds());
      rows.add(row);
    }
    return new Grid("epochs", columns, rows);
  }

  /** Gives a row for each link and epoch; 0 is alike. */
  static Grid links(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (LinkCurve curve : LinkCurve.all(facts)) {
      for (LinkCurve.Point point : curve.points()) {
        rows.add(row(curve.link(), curve.stage(), point.epoch(), point.weight(), point.likeness()));
      }
    }
    return new Grid(
        "links",
        List.of(
            Header.text("link"),
            Header.text("stage"),
            Header.whole("epoch"),
            Header.number("weight"),
            Header.number("likeness")),
        rows);
  }

  /** Gives a row for each link and stage: where it began and where it came to. */
  static Grid linkSummary(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (LinkCurve curve : LinkCurve.all(facts)) {
      LinkCurve.Point first = curve.points().get(0);
      LinkCurve.Point last = curve.points().get(curve.points().size() - 1);
      String weight =
          first.weight().equals(last.weight())
              ? shown(first.weight())
              : shown(first.weight()) + " to " + shown(last.weight());
      rows.add(row(curve.link(), curve.stage(), weight, first.likeness(), last.likeness()));
    }
    return new Grid(
        "guidance",
        List.of(
            Header.text("link"),
            Header.text("stage"),
            Header.text("weight"),
            Header.number("first"),
            Header.number("last")),
        rows);
  }

  /** Gives a row for each epoch and each number that a batch transform logged. */
  static Grid measures(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (EpochRecord epoch : facts.log().epochs()) {
      epoch
          .measures()
          .forEach((name, value) -> rows.add(row(epoch.stage(), epoch.epoch(), name, value)));
    }
    return new Grid(
        "measures",
        List.of(
            Header.text("stage"),
            Header.whole("epoch"),
            Header.text("measure"),
            Header.number("value")),
        rows);
  }

  /** Gives a row for each number that a solve stage counted. */
  static Grid counters(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (StageRecord stage : facts.log().stages()) {
      stage.counters().forEach((name, value) -> rows.add(row(stage.name(), name, value)));
    }
    return new Grid(
        "counters",
        List.of(Header.text("stage"), Header.text("counter"), Header.number("value")),
        rows);
  }

  /** Gives a row for each note, those on the whole run first. */
  static Grid notes(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    facts.log().notes().forEach(note -> rows.add(row("run", note)));
    for (StageRecord stage : facts.log().stages()) {
      stage.notes().forEach(note -> rows.add(row(stage.name(), note)));
    }
    return new Grid("notes", List.of(Header.text("stage"), Header.text("note")), rows);
  }

  private static Object firstTerm(EpochRecord epoch) {
    return epoch.terms().values().stream().<Object>map(value -> value).findFirst().orElse("");
  }

  private static Object present(Map<String, Double> values, String name) {
    Double value = values.get(name);
    return value == null ? "" : value;
  }

  private static String shown(Object weight) {
    return weight instanceof Double number ? Numbers.text(number) : "";
  }
}
