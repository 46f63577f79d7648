package dev.espalier.train;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ordered stages of a training; readable before anything runs.
 *
 * @param method the method's name
 * @param hierarchy the hierarchy's name
 * @param stages the stages, at least one
 * @param readout what the trained hierarchy predicts
 * @param rules sentences about all stages together, such as when the plan ends early
 */
public record Plan(
    String method, String hierarchy, List<Stage> stages, Readout readout, List<String> rules) {

  /** Copies the lists and refuses no stage, or two of one name. */
  public Plan {
    stages = List.copyOf(stages);
    rules = List.copyOf(rules);
    List<Problem> problems = new ArrayList<>();
    if (stages.isEmpty()) {
      problems.add(Problem.of("stages", "there is none, needed at least one"));
    }
    List<String> names = stages.stream().map(Stage::name).toList();
    names.stream()
        .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
        .distinct()
        .forEach(
            name ->
                problems.add(
                    new Problem("stage " + name, "the name is used twice", "another name")));
    if (!problems.isEmpty()) {
      throw new PlanException("plan '" + method + "' for '" + hierarchy + "'", problems);
    }
  }

  /** Makes a plan without rules. */
  public Plan(String method, String hierarchy, List<Stage> stages, Readout readout) {
    this(method, hierarchy, stages, readout, List.of());
  }

  /** Gives this plan with a sentence about all its stages. */
  public Plan rule(String sentence) {
    List<String> all = Stream.concat(rules.stream(), Stream.of(sentence)).toList();
    return new Plan(method, hierarchy, stages, readout, all);
  }

  /**
   * Gives this plan with a rule for each guidance of its hierarchy that no term uses, so that it is
   * not left out in silence; methods that take none say so with it.
   */
  public Plan namingUnused(CheckedHierarchy described) {
    return UnusedGuidance.named(this, described);
  }

  /** Gives the plan that runs this one's stages, then another's, under names that differ. */
  public Plan then(Plan next) {
    List<String> taken = stages.stream().map(Stage::name).toList();
    Stream<Stage> renamed =
        next.stages.stream()
            .map(stage -> taken.contains(stage.name()) ? renamed(stage, next.method) : stage);
    return new Plan(
        method + "+" + next.method,
        hierarchy,
        Stream.concat(stages.stream(), renamed).toList(),
        next.readout,
        Stream.concat(rules.stream(), next.rules.stream()).toList());
  }

  /** Says whether no stage follows one. */
  boolean isLast(Stage stage) {
    return stages.get(stages.size() - 1).equals(stage);
  }

  /** Gives all gradient stages, those inside branches too. */
  public List<GradientStage> gradientStages() {
    return gradientStages(stages).toList();
  }

  /** Gives the plan as a text table, one row a line. */
  public String explain() {
    List<List<String>> rows = new ArrayList<>();
    int number = 1;
    for (Stage stage : stages) {
      String label = number++ + " " + stage.name();
      for (Stage.Line line : stage.explain()) {
        rows.add(List.of(label, line.heading(), line.text()));
        label = "";
      }
    }
    rules.forEach(rule -> rows.add(List.of("all stages", "rule", rule)));
    rows.add(List.of("result", "predicts", readout.toString()));
    int first = width(rows, 0);
    int second = width(rows, 1);
    StringBuilder text =
        new StringBuilder(
            "plan '%s' for '%s', %s stages%n".formatted(method, hierarchy, stages.size()));
    for (List<String> row : rows) {
      text.append(
          ("  %-" + first + "s  %-" + second + "s  %s%n")
              .formatted(row.get(0), row.get(1), row.get(2)));
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  private static Stream<GradientStage> gradientStages(List<Stage> stages) {
    return stages.stream()
        .flatMap(
            stage -> {
              if (stage instanceof GradientStage gradient) {
                return Stream.of(gradient);
              }
              return stage instanceof BranchStage branch
                  ? branch.alternatives().stream().flatMap(one -> gradientStages(one.stages()))
                  : Stream.empty();
            });
  }

  private static Stage renamed(Stage stage, String method) {
    String name = method + "." + stage.name();
    if (stage instanceof GradientStage gradient) {
      return new GradientStage(
          name,
          gradient.trains(),
          gradient.terms(),
          gradient.readout(),
          gradient.start(),
          gradient.transform(),
          gradient.joint(),
          gradient.settings(),
          gradient.acceptance());
    }
    return stage instanceof BranchStage branch
        ? new BranchStage(name, branch.alternatives(), branch.measure())
        : new SolveStage(name, ((SolveStage) stage).solver());
  }

  @Override
  public String toString() {
    return "plan %s for %s, %s stages".formatted(method, hierarchy, stages.size());
  }
}
