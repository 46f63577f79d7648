package dev.espalier.report;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.Checker;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Tap;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.RunLog.Ending;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run that never was: three networks, two links, ten classes, and numbers from formulas. */
final class MadeUp {
  static final List<String> CLASSES =
      List.of("0", "1", "2", "3", "4", "<script>alert(5)</script>", "6 & \"6\"", "7", "8", "9");

  private MadeUp() {}

  static Hierarchy digits() {
    return HierarchyBuilder.empty()
        .input(1, 8, 8)
        .network("simple", n -> n.flatten().dense("idea", 32).relu().output(10))
        .network(
            "middle",
            n -> n.flatten().dense("wide", 128).relu().dense("idea", 32).relu().output(10))
        .network(
            "complex",
            n ->
                n.flatten()
                    .repeat(3, (i, b) -> b.dense("wide" + i, 256).relu())
                    .dense("idea", 64)
                    .relu()
                    .output(10))
        .guide("simple", "middle", g -> g.hidden("idea", "idea"))
        .guide("middle", "complex", g -> g.projected("idea", "idea", Schedule.linear(1, 0)))
        .build("digits-sal");
  }

  static Recipe recipe() {
    double[][] inputs =
        IntStream.range(0, 20)
            .mapToObj(i -> IntStream.range(0, 64).mapToDouble(j -> i * j % 7).toArray())
            .toArray(double[][]::new);
    int[] labels = IntStream.range(0, 20).map(i -> i % 10).toArray();
    Targets.Classes classes = Targets.classes(CLASSES.toArray(String[]::new));
    DataSet data = Data.fromArrays("digits", inputs, labels, classes);
    return RecipeBuilder.empty()
        .classify(data)
        .validate(Data.fromArrays("digits held out", inputs, labels, classes))
        .seed(7)
        .build();
  }

  static Plan plan(CheckedHierarchy checked) {
    List<GradientStage> stages = new ArrayList<>();
    for (String name : List.of("simple", "middle", "complex")) {
      Stream<Term> links = checked.linksOf(name).stream().map(MadeUp::term);
      stages.add(
          GradientStage.of(
              name,
              Part.whole(name),
              Stream.concat(Stream.of(Term.task(Tap.of(name, "output"))), links).toList()));
    }
    return new Plan("sal", "digits-sal", List.copyOf(stages), Readout.of("complex"));
  }

  private static Term term(CheckedLink link) {
    return new Term(
        link.name(),
        link.learner(),
        new Target.At(link.guide()),
        new Objective.Alike(link.likeness(), link.projection()),
        Weight.of(link.weight()));
  }

  /** Losses fall like 1/epoch; the best epoch is the last but one. */
  static RunLog log(int epochs) {
    List<StageRecord> stages = new ArrayList<>();
    List<EpochRecord> records = new ArrayList<>();
    Map<String, String> links =
        Map.of(
            "middle", "simple.idea -> middle.idea",
            "complex", "middle.idea -> complex.idea");
    List<String> names = List.of("simple", "middle", "complex");
    for (int s = 0; s < names.size(); s++) {
      String name = names.get(s);
      for (int e = 1; e <= epochs; e++) {
        records.add(epoch(name, links.getOrDefault(name, ""), s, e, epochs));
      }
      stages.add(
          new StageRecord(
              name,
              name,
              epochs,
              23L * epochs,
              new long[] {2410, 12778, 165386}[s],
              1.5 * (s + 1),
              "all epochs",
              "kept",
              s == 2 ? Map.of("fallbacks & retries", 3.0) : Map.of(),
              s == 1 ? List.of("what simple gives was computed once: 1 MiB < 2 GiB") : List.of()));
    }
    return new RunLog(stages, records, Ending.COMPLETED);
  }

  private static EpochRecord epoch(String stage, String link, int s, int e, int epochs) {
    Map<String, Double> terms = new LinkedHashMap<>();
    Map<String, Double> weights = new LinkedHashMap<>();
    double wave = 1 + 0.05 * Math.sin(e * 1.7 + s);
    terms.put("task", 2.3 * wave / (1 + (s + 1) * e));
    weights.put("task", 1.0);
    if (!link.isEmpty()) {
      terms.put(link, 0.9 * wave / e);
      weights.put(link, s == 1 ? 1.0 : 1 - (e - 1.0) / epochs);
    }
    Map<String, Double> measures =
        s == 2 ? Map.of("share of labels reached", 1 - 1.0 / (e + 1)) : Map.of();
    double loss = 2.5 * wave / (1 + (s + 1) * e) + (e == epochs ? 0.1 : 0.02);
    Map<String, Double> validation = new LinkedHashMap<>();
    validation.put("loss", loss);
    validation.put("accuracy", 0.97 - 0.6 / (1 + (s + 1) * e));
    validation.put("top3", 0.99 - 0.3 / (1 + (s + 1) * e));
    validation.put("macroF1", 0.965 - 0.62 / (1 + (s + 1) * e));
    return new EpochRecord(stage, e, 23, 1e-3, terms, weights, measures, validation, 0.1 * (s + 1));
  }

  static List<Evaluation> evaluations() {
    List<Evaluation> all = new ArrayList<>();
    List<String> names = List.of("simple", "middle", "complex");
    for (int s = 0; s < names.size(); s++) {
      for (String data : List.of("digits", "digits held out")) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        double minus = (data.equals("digits") ? 0.02 : 0.05) / (s + 1);
        metrics.put("loss", 4 * minus);
        metrics.put("accuracy", 1 - minus);
        metrics.put("top3", 1 - minus / 10);
        metrics.put("macroF1", 1 - 1.1 * minus);
        all.add(new Evaluation(Readout.of(names.get(s)), data, metrics, confusion()));
      }
    }
    return all;
  }

  private static List<List<Long>> confusion() {
    return IntStream.range(0, 10)
        .mapToObj(
            i ->
                IntStream.range(0, 10)
                    .mapToObj(j -> i == j ? 30L + i : (i * 7 + j * 3) % 11 == 0 ? (i + j) % 4L : 0L)
                    .toList())
        .toList();
  }

  static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("device", "cpu");
    environment.put("threads", "1");
    environment.put("LibTorch", "2.7.1");
    return environment;
  }

  /**
   * Gives what a report shows without tables; in its signature there is no class of this package.
   */
  static List<String> shown(int epochs) {
    return List.of(report(epochs).text(), report(epochs).html());
  }

  static Report report(int epochs) {
    return report(log(epochs), evaluations());
  }

  static Report report(RunLog log, List<Evaluation> evaluations) {
    CheckedHierarchy checked = Checker.check(digits());
    return Report.of(checked, plan(checked), recipe(), log, evaluations, environment());
  }
}
