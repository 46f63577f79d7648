package dev.espalier.report;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Diagram;
import dev.espalier.report.grid.Grid;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Recipe;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * What a training did and how good its result is: as Tablesaw tables, as text, as charts, and as
 * one page of HTML that opens offline.
 *
 * <p>A term of a stage is shown as guidance when its target is another network's tap, or when its
 * name is that of a link, {@code guide.layer -> learner.layer}. A likeness of 0 means alike. The
 * best epoch is the one with the lowest validation loss, or, without validation data, the lowest
 * first term.
 *
 * <p>Immutable. Nothing is drawn or made into a table before it is asked for; {@link #print} and
 * {@link #html} do not load Tablesaw.
 */
public final class Report {
  private final Facts facts;
  private final List<Section> sections;

  private Report(Facts facts, List<Section> sections) {
    this.facts = facts;
    this.sections = sections;
  }

  /**
   * Gives the report of a training.
   *
   * @param hierarchy the networks
   * @param plan the stages as planned
   * @param recipe data and settings
   * @param log the stages as they went
   * @param evaluations the final metrics, one for each readout and data set
   * @param environment what it ran on, such as versions, device, threads
   */
  public static Report of(
      CheckedHierarchy hierarchy,
      Plan plan,
      Recipe recipe,
      RunLog log,
      List<Evaluation> evaluations,
      Map<String, String> environment) {
    Given.all(
        "hierarchy",
        hierarchy,
        "plan",
        plan,
        "recipe",
        recipe,
        "log",
        log,
        "evaluations",
        evaluations,
        "environment",
        environment);
    return new Report(new Facts(hierarchy, plan, recipe, log, evaluations, environment), List.of());
  }

  /** Gives the report of a finished training; it stays as it is when the training is closed. */
  public static Report of(Outcome outcome) {
    Given.all("outcome", outcome);
    return of(
        outcome.checked(),
        outcome.plan(),
        outcome.recipe(),
        outcome.log(),
        outcome.evaluations(),
        outcome.environment());
  }

  /** Gives a row for each setting of a recipe. */
  public static Grid settings(Recipe recipe) {
    Given.all("recipe", recipe);
    return ModelGrids.recipe(recipe);
  }

  /** Adds sections to the text, the tables, the charts and the page. */
  public Report with(Section... more) {
    Given.all("more", more);
    return new Report(facts, Stream.concat(sections.stream(), Stream.of(more)).toList());
  }

  /** Gives a row for each stage: what it trained, its last and best epoch, its verdict. */
  public Table stages() {
    return LogGrids.stages(facts).table();
  }

  /** Gives a row for each epoch, with a column for each term, weight, measure and metric. */
  public Table epochs() {
    return LogGrids.epochs(facts).table();
  }

  /** Gives a row for each link and epoch: its weight and its likeness, 0 where the ends agree. */
  public Table links() {
    return LogGrids.links(facts).table();
  }

  /** Gives a row for each epoch and number that a batch transform logged. */
  public Table measures() {
    return LogGrids.measures(facts).table();
  }

  /** Gives a row for each number that a solve stage counted. */
  public Table counters() {
    return LogGrids.counters(facts).table();
  }

  /** Gives a row for each readout and data set, with a column for each final metric. */
  public Table metrics() {
    return MetricGrids.metrics(facts).table();
  }

  /** Gives the number of samples by true class (row) and predicted class, of the result. */
  public Table confusion() {
    return confusion(predicting());
  }

  /**
   * Gives the number of samples by true class (row) and predicted class (column), on the validation
   * data where there are any.
   *
   * @throws ReportException if the readout was not evaluated, or predicts values
   */
  public Table confusion(Readout readout) {
    Given.all("readout", readout);
    return MetricGrids.confusion(facts, classified(readout)).table();
  }

  /** Gives a row for each class: recall, precision and f1 of the result. */
  public Table classes() {
    return classes(predicting());
  }

  /**
   * Gives a row for each class: recall, precision and f1, on the validation data where there are
   * any.
   *
   * @throws ReportException if the readout was not evaluated, or predicts values
   */
  public Table classes(Readout readout) {
    Given.all("readout", readout);
    return MetricGrids.classQuality(facts, classified(readout)).table();
  }

  /** Gives the rows of the plan's explanation. */
  public Table plan() {
    return ModelGrids.plan(facts).table();
  }

  /** Gives a row for each parameter of each network. */
  public Table parameters() {
    return ModelGrids.parameters(facts).table();
  }

  /** Gives a row for each setting of the recipe. */
  public Table recipe() {
    return ModelGrids.recipe(facts.recipe()).table();
  }

  /** Gives a row for each thing that the training ran on. */
  public Table environment() {
    return ModelGrids.environment(facts).table();
  }

  /** Gives all tables that have a row by name, those of the sections last. */
  public Map<String, Table> tables() {
    return Output.tables(grids());
  }

  /** Gives all charts as SVG documents by name: the diagram, the curves, those of the sections. */
  public Map<String, String> charts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("diagram", Diagram.of(facts.hierarchy()));
    drawings().forEach((name, chart) -> texts.put(name, chart.svg()));
    return Collections.unmodifiableMap(texts);
  }

  /** Gives the overview that {@link #print} prints. */
  public String text() {
    return Overview.of(facts, sections);
  }

  /** Gives the page that {@link #writeTo} writes. */
  public String html() {
    return Page.of(facts, RunCharts.of(facts), sections);
  }

  /** Prints an overview to the terminal. */
  public Report print() {
    return print(System.out);
  }

  /** Prints an overview. */
  public Report print(PrintStream out) {
    Given.all("out", out);
    out.print(text());
    out.flush();
    return this;
  }

  /**
   * Writes the page into a file whose name ends with {@code .html}, or tables, charts and page into
   * a folder of any other name. A file that is there is replaced whole.
   *
   * @return the file or folder
   * @throws ReportException if it cannot be written
   */
  public Path writeTo(Path place) {
    Given.all("place", place);
    if (Output.isPage(place)) {
      return output().text(place, html());
    }
    writeTables(place);
    writeCharts(place.resolve("charts"));
    writeTo(place.resolve("report.html"));
    return place;
  }

  /**
   * Writes every table into a folder, as CSV and as JSON, an object for each row.
   *
   * @return the folder
   * @throws ReportException if it cannot be written
   */
  public Path writeTables(Path folder) {
    Given.all("folder", folder);
    return output().tables(folder, tables());
  }

  /**
   * Writes every chart into a folder, as SVG and, but for the diagram, as PNG on white ground.
   *
   * @return the folder
   * @throws ReportException if it cannot be written
   */
  public Path writeCharts(Path folder) {
    Given.all("folder", folder);
    Output output = output();
    output.folder(folder);
    charts().forEach((name, svg) -> output.svg(folder, name, svg));
    drawings().forEach((name, chart) -> output.png(folder, name, chart));
    return folder;
  }

  private List<Grid> grids() {
    List<Grid> grids = new ArrayList<>();
    grids.add(LogGrids.stages(facts));
    grids.add(MetricGrids.metrics(facts));
    facts
        .result()
        .filter(one -> !one.confusion().isEmpty())
        .ifPresent(
            one -> {
              grids.add(MetricGrids.confusion(facts, one));
              grids.add(MetricGrids.classQuality(facts, one));
            });
    grids.add(LogGrids.links(facts));
    grids.add(LogGrids.epochs(facts));
    grids.add(LogGrids.measures(facts));
    grids.add(LogGrids.counters(facts));
    grids.add(LogGrids.notes(facts));
    grids.add(ModelGrids.plan(facts));
    grids.add(ModelGrids.recipe(facts.recipe()));
    grids.add(ModelGrids.environment(facts));
    grids.add(ModelGrids.parameters(facts));
    sections.forEach(section -> grids.addAll(section.grids()));
    return grids;
  }

  private Map<String, Chart> drawings() {
    return Output.charts(RunCharts.of(facts), sections);
  }

  private Readout predicting() {
    return facts.result().map(Evaluation::readout).orElse(facts.plan().readout());
  }

  private Evaluation classified(Readout readout) {
    return facts
        .evaluation(readout)
        .filter(evaluation -> !evaluation.confusion().isEmpty())
        .orElseThrow(
            () ->
                new ReportException(
                    toString(),
                    List.of(
                        new Problem(
                            "confusion of " + readout,
                            "its classes were not counted, needed a readout of classes",
                            "one of "
                                + facts.evaluations().stream()
                                    .filter(one -> !one.confusion().isEmpty())
                                    .map(one -> one.readout().toString())
                                    .distinct()
                                    .toList()))));
  }

  private Output output() {
    return new Output(toString());
  }

  @Override
  public String toString() {
    return "report of %s by %s, %s, %s, %s"
        .formatted(
            facts.hierarchy().name(),
            facts.plan().method(),
            Shown.count(facts.log().stages().size(), "stage"),
            Shown.count(facts.log().epochs().size(), "epoch"),
            facts.ending());
  }
}
