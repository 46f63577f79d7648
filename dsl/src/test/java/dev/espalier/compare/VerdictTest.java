package dev.espalier.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class VerdictTest {
  private static final Network NETWORK = NetworkBuilder.empty().input(2).output(2).build("net");

  @Test
  void pageIsWellFormedAndHoldsEveryPart() throws Exception {
    assertThat(headings(verdict(false).html()))
        .containsExactly("Verdict", "Spread", "Runs", "Settings");
    assertThat(headings(verdict(true).html()))
        .containsExactly("Verdict", "Spread", "Runs", "Failed runs", "Settings");
  }

  @Test
  void refusesWhatWouldCountTwice() {
    ComparisonBuilder comparison =
        ComparisonBuilder.empty()
            .baseline("alone", NETWORK, new Plain())
            .candidate("alone", NETWORK, new Plain())
            .seeds(1, 2, 1);

    assertThatThrownBy(() -> comparison.baseline("other", NETWORK, new Plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "compare: the baseline was already given as 'alone', now as 'other'. Try one of them.");
    assertThatThrownBy(() -> comparison.candidate(" ", NETWORK, new Plain()))
        .hasMessage(
            "compare: the name of a contender is blank, needed one for its row. Try \"plain\".");
    assertThatThrownBy(() -> ComparisonBuilder.empty().seeds().run("none"))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            comparison 'none' has 2 problems:
              contenders: found no baseline and 0 candidates, needed a baseline and a candidate. Try baseline(...) and candidate(...).
              seeds: there is none. Try seeds(1, 2, 3, 4, 5).""");
    assertThatThrownBy(() -> comparison.run("blobs"))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            comparison 'blobs' has 2 problems:
              contenders: two have one name: [alone: net by plain, alone: net by plain]. Try names that differ.
              seeds: one occurs twice in [1, 2, 1], and would give the same numbers again. Try seeds that differ.""");
  }

  @Test
  void pageSaysWhatTheSeedsSay() {
    assertThat(verdict(false).html())
        .contains("guided is better than alone: accuracy differs by +0.021")
        .contains("The seeds do not tell &lt;b&gt; and alone apart")
        .contains("Each interval stands for itself")
        .contains("guided, &lt;b&gt; beside alone by accuracy on blobs, seeds 1, 2, 3")
        .contains(">completed<");
  }

  @Test
  void pageShowsSettingsAndEnvironment() {
    String page = verdict(false).html();

    assertThat(page)
        .contains("net by plain")
        .contains("as many epochs in all")
        .contains("<td>batch</td><td>16</td>")
        .contains("<td>device</td><td>made up</td>")
        .doesNotContain("<td>seed</td>");
  }

  @Test
  void pageListsTheRunsThatFailed() {
    assertThat(verdict(true).html())
        .contains("1 of 9 runs failed")
        .contains("class=\"badge warns\"")
        .contains("the loss is &lt;NaN&gt;");
  }

  @Test
  void pageNeedsNothingButItself() {
    String names = verdict(true).html().replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");

    assertThat(names).doesNotContain("http:", "https:", "<script", "@import", "url(//", "<b>");
  }

  @Test
  void aFolderHoldsPageTablesAndChart(@TempDir Path folder) throws IOException {
    Verdict verdict = verdict(true);

    Path place = verdict.writeTo(folder.resolve("compared"));
    Path page = verdict.writeTo(folder.resolve("compared.html"));

    try (Stream<Path> files = Files.walk(place)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> place.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "report.html",
              "verdict.csv",
              "verdict.json",
              "runs.csv",
              "runs.json",
              "failed-runs.csv",
              "failed-runs.json",
              "settings.csv",
              "settings.json",
              "recipe.csv",
              "recipe.json",
              "environment.csv",
              "environment.json",
              Path.of("charts", "made-up.svg").toString(),
              Path.of("charts", "made-up.png").toString());
    }
    assertThat(page).hasContent(verdict.html());
    assertThat(place.resolve("report.html")).hasContent(verdict.html());
  }

  @Test
  void theBaselineHasNoDifference() {
    assertThat(verdict(false).table().column("difference").isMissing(0)).isTrue();
    assertThat(verdict(false).table().doubleColumn("difference").get(1))
        .isCloseTo(0.021, within(1e-12));
  }

  @Test
  void saysOfAContenderThatGuessesWithEverySeedThatItHasLearnedNothing() {
    Verdict verdict = guessing();

    assertThat(verdict.html())
        .contains(
            "alone has learned nothing: with seed 1 it is no better than chance, and with 3 of 3"
                + " seeds it is no better than a guess.")
        .doesNotContain("guided has learned nothing");
    assertThat(verdict.grid().column("guessing")).containsExactly("3", "1", "0");
    assertThat(verdict.trialGrid().column("remark"))
        .startsWith("is no better than chance", "is no better than chance");
  }

  @Test
  void tablesHaveNoColumnOnGuessingWhereNobodyGuesses() {
    assertThat(verdict(true).table().columnNames()).doesNotContain("guessing");
    assertThat(verdict(true).trialTable().columnNames()).doesNotContain("remark");
  }

  /** Gives the verdict of which the baseline guesses always and a candidate once. */
  private static Verdict guessing() {
    Verdict told = verdict(false);
    List<Trial> trials = new ArrayList<>(told.trials());
    for (int i = 0; i < 4; i++) {
      Trial trial = trials.get(i);
      trials.set(
          i,
          new Trial(
              trial.contender(),
              trial.seed(),
              trial.metrics(),
              trial.epochs(),
              trial.steps(),
              trial.seconds(),
              "",
              "is no better than chance"));
    }
    return new Verdict(
        told.name(),
        told.contenders(),
        told.seeds(),
        trials,
        told.recipe(),
        told.budget(),
        told.environment(),
        told.folds());
  }

  /** Gives three contenders over three seeds; on demand the last run failed. */
  private static Verdict verdict(boolean failed) {
    double[][] inputs = {{0, 1}, {1, 0}, {0, 2}, {2, 0}};
    DataSet data = Data.fromArrays("blobs", inputs, new int[] {0, 1, 0, 1});
    List<Trial> trials = new ArrayList<>();
    trials.addAll(trials("alone", 0.5, 0.5, 0.5));
    trials.addAll(trials("guided", 0.52, 0.521, 0.522));
    trials.addAll(trials("<b>", 0.49, 0.5, 0.52));
    if (failed) {
      trials.set(8, Trial.failed("<b>", 3, new IllegalStateException("the loss is <NaN>")));
    }
    return new Verdict(
        "made up",
        Stream.of("alone", "guided", "<b>")
            .map(name -> new Contender(name, NETWORK, new Plain()))
            .toList(),
        List.of(1L, 2L, 3L),
        trials,
        RecipeBuilder.empty().classify(data).batch(16).build(),
        Budget.EQUAL_EPOCHS,
        Map.of("device", "made up"),
        List.of());
  }

  private static List<Trial> trials(String contender, double... values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> new Trial(contender, i + 1, Map.of("accuracy", values[i]), 3, 30, 0.5, ""))
        .toList();
  }

  private static List<String> headings(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    NodeList found =
        factory
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(page)))
            .getElementsByTagName("h2");
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  /** A method that plans nothing. */
  private static final class Plain implements TrainingMethod {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public Plan plan(CheckedHierarchy hierarchy) {
      throw new UnsupportedOperationException("nothing is trained here");
    }
  }
}
