package dev.espalier.compare;

import dev.espalier.report.Document;
import dev.espalier.report.Heading;
import dev.espalier.report.Headline;
import dev.espalier.report.Report;
import dev.espalier.report.Section;
import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A comparison as a document: the verdict, the spread, every run, and under what settings. */
final class VerdictPage {
  private static final String ALONE =
      "Each interval stands for itself: of twenty candidates that change nothing, about one is"
          + " called better or worse.";

  private final Verdict verdict;

  private VerdictPage(Verdict verdict) {
    this.verdict = verdict;
  }

  static Document of(Verdict verdict) {
    VerdictPage page = new VerdictPage(verdict);
    List<Section> sections = new ArrayList<>(List.of(page.judgements(), page.spread()));
    sections.add(Section.of("Runs").grid(verdict.trialGrid().named("runs")));
    if (verdict.trials().stream().anyMatch(trial -> !trial.succeeded())) {
      sections.add(page.failures());
    }
    sections.add(page.settings());
    return new Document(page.heading(), sections);
  }

  private Heading heading() {
    long failed = verdict.trials().stream().filter(trial -> !trial.succeeded()).count();
    int runs = verdict.trials().size();
    String candidates =
        verdict.judgements().stream().map(Judgement::candidate).collect(Collectors.joining(", "));
    return new Heading(
        "Comparison",
        verdict.name(),
        "comparison",
        failed == 0 ? "completed" : "%s of %s runs failed".formatted(failed, runs),
        failed > 0,
        "%s beside %s by %s on %s, %ss %s"
            .formatted(
                candidates,
                verdict.contenders().get(0).name(),
                verdict.metric(),
                measured(),
                verdict.unit(),
                seeds()),
        headlines());
  }

  private List<Headline> headlines() {
    List<Headline> headlines = new ArrayList<>();
    for (Judgement judgement : verdict.judgements()) {
      headlines.add(
          new Headline(
              judgement.difference(),
              "%s, %s".formatted(judgement.candidate(), verdict.metric()),
              judgement.interval()));
    }
    double seconds = verdict.trials().stream().mapToDouble(Trial::seconds).sum();
    headlines.add(
        new Headline(
            Numbers.duration(seconds),
            "training time",
            "of " + Numbers.grouped(verdict.trials().size()) + " runs"));
    return headlines;
  }

  private Section judgements() {
    Section section = Section.of("Verdict");
    for (Judgement judgement : verdict.judgements()) {
      section = section.text(judgement.sentence());
    }
    for (String sentence : Objectives.differing(verdict.contenders(), verdict.recipe().task())) {
      section = section.text(sentence);
    }
    for (String sentence : verdict.guessing()) {
      section = section.text(sentence);
    }
    Section told = verdict.contenders().size() > 2 ? section.text(ALONE) : section;
    return told.grid(verdict.grid().named("verdict"));
  }

  private Section spread() {
    return Section.of("Spread").chart(verdict.chart());
  }

  private Section failures() {
    List<List<Object>> rows =
        verdict.trials().stream()
            .filter(trial -> !trial.succeeded())
            .map(trial -> Grid.row(trial.contender(), trial.seed(), trial.failure()))
            .toList();
    return Section.of("Failed runs")
        .text("They count in no mean and in no difference.")
        .grid(
            new Grid(
                "failed runs",
                List.of(
                    Grid.Header.text("contender"),
                    Grid.Header.whole(verdict.unit()),
                    Grid.Header.text("failure")),
                rows));
  }

  private Section settings() {
    Map<String, String> comparison = new LinkedHashMap<>();
    verdict
        .contenders()
        .forEach(
            one ->
                comparison.put(
                    one.name(), one.description().name() + " by " + one.method().name()));
    comparison.put(verdict.unit() + "s", seeds());
    comparison.put(
        "budget",
        verdict.budget() == Budget.EQUAL_EPOCHS
            ? "as many epochs in all"
            : "the recipe as it is, whatever the number of stages");
    Section section =
        Section.of("Settings")
            .grid(Grid.pairs("settings", "setting", "value", comparison))
            .grid(recipe());
    return verdict.environment().isEmpty()
        ? section
        : section.grid(Grid.pairs("environment", "what", "value", verdict.environment()));
  }

  /** Gives the recipe without its seed, which the comparison replaces. */
  private Grid recipe() {
    Grid all = Report.settings(verdict.recipe());
    return new Grid(
        all.name(),
        all.columns(),
        all.rows().stream().filter(row -> !row.get(0).equals("seed")).toList());
  }

  private String seeds() {
    return verdict.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private String measured() {
    return verdict.recipe().validation().orElse(verdict.recipe().data()).name();
  }
}
