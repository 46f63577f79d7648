package dev.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.report.chart.Spread;
import dev.espalier.report.chart.SpreadChart;
import dev.espalier.report.grid.Grid;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Readout;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

final class ReportTest {
  private static final String GOLDEN =
      """
      digits-sal by sal: completed in 9 s, 3 stages, 60 epochs, 1380 steps, seed 7

      stages, with losses and scores of their last epochs
        stage    epochs  best  training  validation  accuracy  seconds  end         verdict
        simple       20    18   0.1124       0.2222    0.9414      1.5  all epochs  kept
        middle       20    19   0.0549       0.1597    0.9554      3    all epochs  kept
        complex      20    19   0.03584      0.139     0.9602      4.5  all epochs  kept

      result
        readout  data                loss  accuracy    top3  macroF1
        simple   digits           0.08       0.98    0.998    0.978
        simple   digits held out  0.2        0.95    0.995    0.945
        middle   digits           0.04       0.99    0.999    0.989
        middle   digits held out  0.1        0.975   0.9975   0.9725
        complex  digits           0.02667    0.9933  0.9993   0.9927
        complex  digits held out  0.06667    0.9833  0.9983   0.9817

      guidance, 0 is alike
        link                         stage    weight      first     last
        simple.idea -> middle.idea   middle   1          0.9192  0.04404
        middle.idea -> complex.idea  complex  1 to 0.05  0.8762  0.04277

      counters
        stage    counter              value
        complex  fallbacks & retries      3

      notes
        stage   note
        middle  what simple gives was computed once: 1 MiB < 2 GiB
      """;

  @Test
  void printShowsStagesResultGuidanceCountersAndNotes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Report report = MadeUp.report(20);

    Report printed = report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(printed).isSameAs(report);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(GOLDEN);
    assertThat(report).hasToString("report of digits-sal by sal, 3 stages, 60 epochs, completed");
  }

  @Test
  void linkTableHasARowForEachLinkAndEpoch() {
    Table links = MadeUp.report(20).links();

    assertThat(links.rowCount()).isEqualTo(40);
    assertThat(links.stringColumn("link").asList().stream().distinct())
        .containsExactly("simple.idea -> middle.idea", "middle.idea -> complex.idea");
    assertThat(links.row(39).getLong("epoch")).isEqualTo(20);
    assertThat(links.row(39).getDouble("weight")).isEqualTo(1 - 19.0 / 20);
  }

  @Test
  void termNamedAsALinkIsGuidanceInAStageThatThePlanDoesNotName() {
    EpochRecord epoch =
        new EpochRecord(
            "elsewhere",
            1,
            1,
            0.1,
            Map.of("simple.idea -> middle.idea", 0.5),
            Map.of(),
            Map.of(),
            Map.of(),
            1);
    RunLog log = new RunLog(List.of(), List.of(epoch), RunLog.Ending.CANCELLED);

    Table links = MadeUp.report(log, List.of()).links();

    assertThat(links.rowCount()).isEqualTo(1);
    assertThat(links.column("weight").isMissing(0)).isTrue();
  }

  @Test
  void tablesAreNamedAndInOrder() {
    Map<String, Table> tables = MadeUp.report(2).tables();

    assertThat(tables.keySet())
        .containsExactly(
            "stages",
            "metrics",
            "confusion",
            "classes",
            "links",
            "epochs",
            "measures",
            "counters",
            "notes",
            "plan",
            "recipe",
            "environment",
            "parameters");
    assertThat(tables.values()).allMatch(table -> table.rowCount() > 0);
  }

  @Test
  void bestEpochIsTheOneOfTheLowestValidationLossAndOfTheFirstTermWithoutValidation() {
    EpochRecord first = epoch(1, Map.of("task", 1.0), Map.of("loss", 0.5));
    EpochRecord second = epoch(2, Map.of("task", 0.5), Map.of("loss", Double.NaN));
    EpochRecord third = epoch(3, Map.of("task", 0.7), Map.of("loss", 0.6));

    assertThat(best(first, second, third)).isEqualTo(1);
    assertThat(best(epoch(1, first.terms(), Map.of()), epoch(2, second.terms(), Map.of())))
        .isEqualTo(2);
  }

  private static EpochRecord epoch(
      int epoch, Map<String, Double> terms, Map<String, Double> metrics) {
    return new EpochRecord("simple", epoch, 1, 0.1, terms, Map.of(), Map.of(), metrics, 1);
  }

  private static long best(EpochRecord... epochs) {
    StageRecord stage =
        new StageRecord("simple", "simple", epochs.length, 1, 1, 1, "", "", Map.of(), List.of());
    RunLog log = new RunLog(List.of(stage), List.of(epochs), RunLog.Ending.COMPLETED);
    return MadeUp.report(log, List.of()).stages().longColumn("best epoch").get(0);
  }

  @Test
  void classesHaveRecallAndPrecisionByHand() {
    List<List<Long>> counts = List.of(List.of(8L, 2L), List.of(0L, 0L));
    Evaluation evaluation =
        new Evaluation(Readout.of("complex"), "two", Map.of("accuracy", 0.8), counts);
    Report report = MadeUp.report(MadeUp.log(1), List.of(evaluation));

    Table classes = report.classes();

    assertThat(classes.stringColumn("class").asList()).containsExactly("0", "1");
    assertThat(classes.longColumn("samples").asList()).containsExactly(10L, 0L);
    assertThat(classes.doubleColumn("recall").get(0)).isEqualTo(0.8);
    assertThat(classes.doubleColumn("precision").asList()).containsExactly(1.0, 0.0);
    assertThat(classes.doubleColumn("f1").get(0)).isEqualTo(16.0 / 18);
    assertThat(classes.doubleColumn("recall").isMissing(1)).isTrue();
    assertThat(report.confusion().columnNames()).containsExactly("true class", "0", "1");
  }

  @Test
  void confusionIsThatOfTheValidationDataWithTheClassesNames() {
    Table confusion = MadeUp.report(1).confusion(Readout.of("middle"));

    assertThat(confusion.rowCount()).isEqualTo(10);
    assertThat(confusion.stringColumn("true class").asList()).isEqualTo(MadeUp.CLASSES);
    assertThat(confusion.longColumn("9").get(9)).isEqualTo(39);
  }

  @Test
  void confusionOfAnUnknownReadoutNamesThoseThereAre() {
    Report report = MadeUp.report(1);

    assertThatThrownBy(() -> report.confusion(Readout.of("nobody")))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("confusion of nobody")
        .hasMessageContaining("[simple, middle, complex]");
  }

  @Test
  void sectionsJoinTheTextTheTablesAndTheCharts() {
    Section section =
        Section.of("Attribution")
            .text("What counted.")
            .grid(Grid.pairs("pixels", "pixel", "weight", Map.of("7", "0.5")))
            .grid(Grid.pairs("plan", "a", "b", Map.of("c", "d")))
            .chart(new SpreadChart("Seeds", "accuracy", List.of(new Spread("one", List.of(0.9)))));

    Report report = MadeUp.report(1).with(section);

    assertThat(report.text())
        .contains("\nAttribution\n  What counted.\n")
        .contains("  7      0.5\n");
    assertThat(report.tables()).containsKeys("pixels", "plan", "plan (2)");
    assertThat(report.charts()).containsKey("Seeds");
    assertThat(report.html()).contains("<h2>Attribution</h2>");
  }

  @Test
  void rowsOfConfusionSumUpToTheSamples() {
    Table confusion = MadeUp.report(1).confusion();
    Table classes = MadeUp.report(1).classes();

    for (int row = 0; row < confusion.rowCount(); row++) {
      long sum = 0;
      for (int column = 1; column < confusion.columnCount(); column++) {
        sum += confusion.longColumn(column).get(row);
      }
      assertThat(sum).isEqualTo(classes.longColumn("samples").get(row));
    }
  }
}
