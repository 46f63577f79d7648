package dev.espalier.methods.mgdl;

import dev.espalier.data.DataSet;
import dev.espalier.describe.problem.Given;
import dev.espalier.report.Section;
import dev.espalier.report.chart.Curve;
import dev.espalier.report.chart.CurveChart;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Grid.Header;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Readout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each grade of a multigrade training added, as a section of its report.
 *
 * <p>A table has a row a grade: mean square error, or accuracy for classes, of the sum up to the
 * grade on training, validation and test data; the seconds that the grade took; and whether it was
 * kept. A chart has the same numbers. Where values are predicted, what the sum leaves of the test
 * targets is drawn by grade: as curves from one input to one output, as pictures from coordinates
 * on a grid to one or three outputs.
 */
public final class GradeReport {
  private static final String GRADE = "grade";

  private GradeReport() {}

  /**
   * Gives the section; add it by {@code run.report().with(GradeReport.of(run.outcome(), test))}.
   *
   * @param outcome a training by grades that is not closed yet
   * @param test data of the same shapes; nothing was chosen by them
   * @throws IllegalArgumentException if the plan's stages are no grades
   */
  public static Section of(Outcome outcome, DataSet test) {
    Given.all("outcome", outcome, "test", test);
    List<Grade> grades = grades(outcome, test);
    Section section =
        Section.of("Grades").grid(grid(outcome, grades)).chart(chart(outcome, grades));
    List<Readout> readouts = grades.stream().map(Grade::readout).toList();
    return Residuals.of(outcome, readouts, test).addTo(section);
  }

  /**
   * A grade that was trained.
   *
   * @param evaluations of the sum up to it, on the data sets in the order of {@link #dataSets}
   */
  private record Grade(StageRecord stage, Readout readout, List<Evaluation> evaluations) {}

  private static List<Grade> grades(Outcome outcome, DataSet test) {
    List<GradientStage> stages = outcome.plan().gradientStages();
    List<Grade> grades = new ArrayList<>();
    for (StageRecord record : outcome.log().stages()) {
      for (GradientStage stage : stages) {
        if (stage.name().equals(record.name())) {
          grades.add(new Grade(record, stage.readout(), evaluations(outcome, stage, test)));
        }
      }
      requireGrade(outcome, grades);
    }
    return grades;
  }

  private static void requireGrade(Outcome outcome, List<Grade> grades) {
    List<String> all = outcome.plan().readout().networks();
    List<String> summed =
        grades.isEmpty() ? List.of() : grades.get(grades.size() - 1).readout().networks();
    if (grades.size() > all.size() || !summed.equals(all.subList(0, grades.size()))) {
      throw new IllegalArgumentException(
          ("grade report: the stages of plan '%s' predict %s one after another, needed sums that"
                  + " grow by a grade. Try a run of multigrade().")
              .formatted(outcome.plan().method(), grades.stream().map(Grade::readout).toList()));
    }
  }

  private static List<Evaluation> evaluations(Outcome outcome, GradientStage stage, DataSet test) {
    List<Evaluation> all = new ArrayList<>();
    outcome.evaluations().stream()
        .filter(evaluation -> evaluation.readout().equals(stage.readout()))
        .forEach(all::add);
    all.add(outcome.evaluate(stage.readout(), test));
    return all;
  }

  private static Grid grid(Outcome outcome, List<Grade> grades) {
    List<Header> columns = new ArrayList<>(List.of(Header.text(GRADE)));
    dataSets(outcome).forEach(data -> columns.add(Header.number(data + " " + metric(outcome))));
    columns.add(Header.number("seconds"));
    columns.add(Header.text("verdict"));
    List<List<Object>> rows = new ArrayList<>();
    for (Grade grade : grades) {
      List<Object> row = new ArrayList<>(List.of(grade.stage().name()));
      grade.evaluations().forEach(one -> row.add(one.metric(metric(outcome))));
      row.add(grade.stage().seconds());
      row.add(grade.stage().verdict());
      rows.add(row);
    }
    return new Grid("grades", columns, rows);
  }

  private static CurveChart chart(Outcome outcome, List<Grade> grades) {
    List<String> dataSets = dataSets(outcome);
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < dataSets.size(); i++) {
      int data = i;
      curves.add(
          new Curve(
              dataSets.get(i),
              IntStream.range(0, grades.size())
                  .mapToObj(
                      grade ->
                          new Curve.Point(
                              grade + 1.0,
                              grades.get(grade).evaluations().get(data).metric(metric(outcome))))
                  .toList()));
    }
    return new CurveChart(
        metric(outcome) + " by grade", GRADE, curves, List.of(), CurveChart.Scale.AUTOMATIC);
  }

  private static List<String> dataSets(Outcome outcome) {
    return outcome.recipe().validation().isPresent()
        ? List.of("training", "validation", "test")
        : List.of("training", "test");
  }

  private static String metric(Outcome outcome) {
    return outcome.result().confusion().isEmpty() ? "mse" : "accuracy";
  }
}
