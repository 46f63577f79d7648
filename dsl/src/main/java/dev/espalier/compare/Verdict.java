package dev.espalier.compare;

import dev.espalier.data.Split;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Spread;
import dev.espalier.report.chart.SpreadChart;
import dev.espalier.report.grid.Grid;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tech.tablesaw.api.Table;

/**
 * What a comparison found.
 *
 * <p>The metric is accuracy for classes and the mean square error for values. A difference is
 * paired: each seed's value minus the baseline's with the same seed; its interval is Student's at
 * 95 %. An interval that contains 0 says that the seeds do not tell the two apart.
 *
 * @param name the comparison's name
 * @param contenders who was compared, the baseline first
 * @param seeds the seeds, or the folds' numbers from 1
 * @param trials every training, by contender, then by seed or fold
 * @param recipe the recipe of all; seeds or folds, and the budget, replace its seed, its data and
 *     its epochs
 * @param budget what the contenders have in common
 * @param environment what the trainings ran on; empty if all failed
 * @param folds the folds; empty where the data were the same and seeds differed
 */
public record Verdict(
    String name,
    List<Contender> contenders,
    List<Long> seeds,
    List<Trial> trials,
    Recipe recipe,
    Budget budget,
    Map<String, String> environment,
    List<Split> folds) {

  /** Copies the lists and the map. */
  public Verdict {
    Given.all(
        "name",
        name,
        "contenders",
        contenders,
        "seeds",
        seeds,
        "trials",
        trials,
        "recipe",
        recipe,
        "budget",
        budget,
        "environment",
        environment,
        "folds",
        folds);
    folds = List.copyOf(folds);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    contenders = List.copyOf(contenders);
    seeds = List.copyOf(seeds);
    trials = List.copyOf(trials);
  }

  /** Gives what differs between a contender's trainings. */
  String unit() {
    return folds.isEmpty() ? "seed" : "fold";
  }

  /** Gives how many test rows folds have for each training row, on average; 0 for seeds. */
  private double overlap() {
    return folds.stream()
        .mapToDouble(fold -> (double) fold.test().size() / fold.train().size())
        .average()
        .orElse(0);
  }

  /** Gives the name of the metric that is compared. */
  public String metric() {
    return measure().name();
  }

  private Measure measure() {
    return Measured.main(recipe);
  }

  /**
   * Gives one row a contender: mean, spread, paired difference, budget, failures, and where there
   * are some, how many runs predict no better than a guess.
   */
  public Table table() {
    return grid().table();
  }

  /** Gives one row a training. */
  public Table trialTable() {
    return trialGrid().table();
  }

  Grid trialGrid() {
    List<List<Object>> rows = new ArrayList<>();
    for (Trial trial : trials) {
      List<Object> row = new ArrayList<>(List.of(trial.contender(), trial.seed()));
      row.add(present(value(trial)));
      added().forEach(name -> row.add(present(value(trial, name))));
      row.addAll(
          List.of(
              trial.epochs(), trial.steps(), trial.seconds(), trial.failure(), trial.guessing()));
      rows.add(row);
    }
    List<Grid.Header> columns =
        new ArrayList<>(List.of(Grid.Header.text("contender"), Grid.Header.whole(unit())));
    columns.add(Grid.Header.number(metric()));
    added().forEach(name -> columns.add(Grid.Header.number(name)));
    columns.addAll(
        List.of(
            Grid.Header.whole("epochs"),
            Grid.Header.whole("steps"),
            Grid.Header.number("seconds"),
            Grid.Header.text("failure"),
            Grid.Header.text("remark")));
    Grid all = new Grid(name + " trials", columns, rows);
    return withoutUnlessGuessing(all, "remark");
  }

  /** Gives a picture of every value by contender, with means and intervals. */
  public Chart chart() {
    List<Spread> spreads = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Double> values = values(contender);
      if (!values.isEmpty()) {
        spreads.add(new Spread(contender.name(), values));
      }
    }
    return new SpreadChart(name, metric(), spreads);
  }

  /** Gives a contender's values of the metric, by seed, without those that failed. */
  public List<Double> values(Contender contender) {
    Given.all("contender", contender);
    return values(contender, metric());
  }

  /** Gives a contender's values of a measure, by seed; NaN where it is not defined. */
  private List<Double> values(Contender contender, String name) {
    return trialsOf(contender).stream()
        .filter(Trial::succeeded)
        .map(trial -> value(trial, name))
        .toList();
  }

  /** Gives the names of the measures that the recipe adds. */
  private List<String> added() {
    return recipe.measures().stream().map(Measure::name).toList();
  }

  /** Gives the page that {@link #writeTo} writes. */
  public String html() {
    return VerdictPage.of(this).html();
  }

  /**
   * Writes the page into a file whose name ends with {@code .html}, or tables, chart and page into
   * a folder of any other name. A file that is there is replaced whole; the page opens offline.
   *
   * @return the file or folder
   * @throws dev.espalier.report.ReportException if it cannot be written
   */
  public Path writeTo(Path place) {
    Given.all("place", place);
    return VerdictPage.of(this).writeTo(place);
  }

  /** Gives what the seeds say of each candidate. */
  List<Judgement> judgements() {
    return contenders.stream().skip(1).map(one -> judgement(one, differences(one))).toList();
  }

  private Judgement judgement(Contender one, List<Double> differences) {
    return new Judgement(
        one.name(),
        contenders.get(0).name(),
        metric(),
        measure().better() == Better.LARGER,
        differences,
        unit(),
        overlap());
  }

  private double halfWidth(Contender one, List<Double> differences) {
    return differences.isEmpty() ? Double.NaN : judgement(one, differences).halfWidth();
  }

  Grid grid() {
    List<List<Object>> rows = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Trial> all = trialsOf(contender);
      List<Trial> done = all.stream().filter(Trial::succeeded).toList();
      List<Double> values = values(contender);
      List<Double> differences = differences(contender);
      Spread spread = spread(contender.name(), values);
      Spread difference = spread(contender.name(), differences);
      boolean baseline = contender.equals(contenders.get(0));
      List<Object> row = new ArrayList<>(List.of(contender.name()));
      row.add(present(spread.mean()));
      row.add(present(spread.deviation()));
      row.add(baseline ? "" : present(difference.mean()));
      row.add(baseline ? "" : present(halfWidth(contender, differences)));
      added().forEach(name -> row.add(present(spread(name, values(contender, name)).mean())));
      row.addAll(
          List.of(
              done.size(),
              all.size() - done.size(),
              done.stream().filter(Trial::guesses).count(),
              (long) mean(done.stream().mapToDouble(Trial::epochs).average()),
              (long) mean(done.stream().mapToDouble(Trial::steps).average()),
              mean(done.stream().mapToDouble(Trial::seconds).average())));
      rows.add(row);
    }
    List<Grid.Header> columns =
        new ArrayList<>(
            List.of(
                Grid.Header.text("contender"),
                Grid.Header.number("mean " + metric()),
                Grid.Header.number("deviation"),
                Grid.Header.number("difference"),
                Grid.Header.number("95 % +-")));
    added().forEach(name -> columns.add(Grid.Header.number("mean " + name)));
    columns.addAll(
        List.of(
            Grid.Header.whole("runs"),
            Grid.Header.whole("failed"),
            Grid.Header.whole("guessing"),
            Grid.Header.whole("epochs"),
            Grid.Header.whole("steps"),
            Grid.Header.number("seconds")));
    Grid all = new Grid(name, columns, rows);
    return withoutUnlessGuessing(all, "guessing");
  }

  /**
   * Gives, for each contender whose every run predicts no better than a guess, a sentence on it.
   */
  List<String> guessing() {
    List<String> sentences = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Trial> done = trialsOf(contender).stream().filter(Trial::succeeded).toList();
      if (!done.isEmpty() && done.stream().allMatch(Trial::guesses)) {
        sentences.add(
            "%s has learned nothing: with %s %s it %s, and with %s of %s it is no better than a guess."
                .formatted(
                    contender.name(),
                    unit(),
                    done.get(0).seed(),
                    done.get(0).guessing(),
                    done.size(),
                    Shown.count(done.size(), unit())));
      }
    }
    return sentences;
  }

  /** Leaves a column out that says which trials guess, where none does. */
  private Grid withoutUnlessGuessing(Grid all, String heading) {
    return trials.stream().anyMatch(Trial::guesses) ? all : all.without(heading);
  }

  /** Gives the differences to the baseline of the seeds with which both came to their end. */
  private List<Double> differences(Contender contender) {
    List<Trial> base = trialsOf(contenders.get(0));
    List<Double> differences = new ArrayList<>();
    for (Trial trial : trialsOf(contender)) {
      base.stream()
          .filter(other -> other.seed() == trial.seed() && other.succeeded() && trial.succeeded())
          .forEach(other -> differences.add(value(trial) - value(other)));
    }
    return differences;
  }

  private double value(Trial trial) {
    return value(trial, metric());
  }

  private static double value(Trial trial, String name) {
    return trial.metrics().getOrDefault(name, Double.NaN);
  }

  /** Gives a value as a cell; one that is not a number is absent. */
  private static Object present(double value) {
    return Double.isNaN(value) ? "" : value;
  }

  private List<Trial> trialsOf(Contender contender) {
    return trials.stream().filter(trial -> trial.contender().equals(contender.name())).toList();
  }

  private static Spread spread(String name, List<Double> values) {
    return new Spread(name, values.isEmpty() ? List.of(Double.NaN) : values);
  }

  private static double mean(OptionalDouble average) {
    return average.orElse(0);
  }

  @Override
  public String toString() {
    return grid().text();
  }
}
