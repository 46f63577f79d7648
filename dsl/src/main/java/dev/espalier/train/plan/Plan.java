package dev.espalier.train.plan;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ordered stages of a training; readable before anything runs.
 *
 * @param hierarchy the hierarchy's name
 * @param segments what one method after another does, at least one
 * @param readout what the trained hierarchy predicts
 * @param rules sentences about all stages together, such as when the plan ends early
 */
public record Plan(String hierarchy, List<Segment> segments, Readout readout, List<String> rules) {

  /**
   * The stages of one method.
   *
   * @param method the method's name
   * @param stages the stages as the method gave them, at least one
   * @param trained the networks that must be trained already when the first of them begins
   */
  public record Segment(String method, List<Stage> stages, List<String> trained) {
    /** Copies the lists. */
    public Segment {
      Given.all("method", method, "stages", stages, "trained", trained);
      stages = List.copyOf(stages);
      trained = List.copyOf(trained);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws PlanException if there is no stage, or one without a name, or two of one name beside
   *     each other, or two alternatives of one name
   */
  public Plan {
    Given.all("hierarchy", hierarchy, "segments", segments, "readout", readout, "rules", rules);
    segments = List.copyOf(segments);
    rules = List.copyOf(rules);
    List<Problem> problems = new ArrayList<>();
    if (segments.isEmpty()) {
      problems.add(Problem.of("stages", "there is none, needed at least one"));
    }
    for (Segment segment : segments) {
      if (segment.stages().isEmpty()) {
        problems.add(Problem.of("stages", "there is none, needed at least one"));
      }
      checkNames("stage", segment.stages(), problems);
    }
    if (!problems.isEmpty()) {
      throw new PlanException("plan '" + methods(segments) + "' for '" + hierarchy + "'", problems);
    }
  }

  /** Makes the plan of one method. */
  public Plan(
      String method, String hierarchy, List<Stage> stages, Readout readout, List<String> rules) {
    this(hierarchy, List.of(new Segment(method, stages, List.of())), readout, rules);
  }

  /** Makes the plan of one method, without rules. */
  public Plan(String method, String hierarchy, List<Stage> stages, Readout readout) {
    this(method, hierarchy, stages, readout, List.of());
  }

  /**
   * Gives a method's plan for a hierarchy.
   *
   * @throws PlanException if there is none
   */
  public static Plan by(TrainingMethod method, CheckedHierarchy hierarchy) {
    Given.all("method", method, "hierarchy", hierarchy);
    Plan plan = method.plan(hierarchy);
    if (plan == null) {
      throw new PlanException(
          "plan '%s' for '%s'".formatted(method.name(), hierarchy.name()),
          List.of(
              new Problem(
                  "method " + method.name(),
                  "its plan(...) gives null, needed a plan",
                  "new Plan(...), or a PlanException that says why there is none")));
    }
    return plan.withNotes(hierarchy);
  }

  /**
   * Gives the networks that a method has to train, simplest first: those that are not given.
   *
   * @param method the method's name, for an error
   * @throws PlanException if there is none
   */
  public static List<CheckedNetwork> learners(String method, CheckedHierarchy hierarchy) {
    Given.all("method", method, "hierarchy", hierarchy);
    List<CheckedNetwork> learners = hierarchy.learners();
    if (learners.isEmpty()) {
      throw new PlanException(
          "plan '%s' for '%s'".formatted(method, hierarchy.name()),
          List.of(
              new Problem(
                  "networks",
                  "all are given and stay as they are, needed one to train",
                  "network(\"student\", ...)")));
    }
    return learners;
  }

  /** Gives the names of the methods, joined by {@code +}. */
  public String method() {
    return methods(segments);
  }

  /**
   * Gives this plan with a rule for each guidance of its hierarchy that no term uses, so that it is
   * not left out in silence, and one for each network that is given.
   */
  public Plan withNotes(CheckedHierarchy described) {
    Given.all("described", described);
    Plan noted = UnusedGuidance.named(this, described);
    for (String sentence : givenIn(described.description())) {
      noted = noted.rules().contains(sentence) ? noted : noted.rule(sentence);
    }
    return noted;
  }

  private static List<String> givenIn(Hierarchy described) {
    return described.networks().stream()
        .map(Network::name)
        .filter(described::isGiven)
        .map(
            network ->
                "'%s' is given (%s) and stays as it is"
                    .formatted(
                        network, Objects.requireNonNull(described.values().get(network)).origin()))
        .toList();
  }

  /**
   * Gives all stages in order, under names that differ at any depth, whatever methods called them.
   */
  public List<Stage> stages() {
    return StageNames.differing(segments);
  }

  /** Gives this plan with a sentence about all its stages. */
  public Plan rule(String sentence) {
    Given.all("sentence", sentence);
    return new Plan(hierarchy, segments, readout, joined(rules, List.of(sentence)));
  }

  /**
   * Gives this plan as one that goes on from a trained network: it is refused where no training
   * before it has trained that.
   */
  public Plan needsTrained(String network) {
    Given.all("network", network);
    List<Segment> needing = new ArrayList<>(segments);
    Segment first = segments.get(0);
    needing.set(
        0, new Segment(first.method(), first.stages(), joined(first.trained(), List.of(network))));
    return new Plan(hierarchy, needing, readout, rules)
        .rule("'%s' goes on from a trained '%s'".formatted(first.method(), network));
  }

  /**
   * Gives the plan that runs this one's stages, then another's. The result is the same however more
   * than two are put together: {@code a.then(b).then(c)} equals {@code a.then(b.then(c))}.
   *
   * @throws PlanException if the other is for another hierarchy
   */
  public Plan then(Plan next) {
    Given.all("next", next);
    if (!hierarchy.equals(next.hierarchy)) {
      throw new PlanException(
          "plan '%s' then '%s'".formatted(method(), next.method()),
          List.of(
              new Problem(
                  "hierarchy",
                  "the first is for '%s', and the second is for '%s'"
                      .formatted(hierarchy, next.hierarchy),
                  "plans for one hierarchy")));
    }
    return new Plan(
        hierarchy, joined(segments, next.segments), next.readout, joined(rules, next.rules));
  }

  /** Says whether no stage follows one. */
  public boolean isLast(Stage stage) {
    Given.all("stage", stage);
    List<Stage> all = stages();
    return all.get(all.size() - 1).equals(stage);
  }

  /** Gives all gradient stages, those inside branches too. */
  public List<GradientStage> gradientStages() {
    return gradientStages(stages()).toList();
  }

  /** Gives the plan as a text table, one row a line. */
  public String explain() {
    List<Stage> stages = stages();
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
            "plan '%s' for '%s', %s%n"
                .formatted(method(), hierarchy, Shown.count(stages.size(), "stage")));
    for (List<String> row : rows) {
      text.append(
          ("  %-" + first + "s  %-" + second + "s  %s%n")
              .formatted(row.get(0), row.get(1), row.get(2)));
    }
    return text.toString();
  }

  private static void checkNames(String kind, List<Stage> stages, List<Problem> problems) {
    checkNames(kind, stages.stream().map(Stage::name).toList(), "", problems);
    for (Stage stage : stages) {
      if (stage instanceof BranchStage branch) {
        List<String> tried =
            branch.alternatives().stream().map(BranchStage.Alternative::name).toList();
        checkNames("alternative", tried, " of branch " + branch.name(), problems);
        branch.alternatives().forEach(one -> checkNames("stage", one.stages(), problems));
      }
    }
  }

  private static void checkNames(
      String kind, List<String> names, String place, List<Problem> problems) {
    if (names.stream().anyMatch(String::isBlank)) {
      problems.add(new Problem("the " + kind + "s" + place, "one has no name", "a name for each"));
    }
    names.stream()
        .filter(name -> !name.isBlank() && names.indexOf(name) != names.lastIndexOf(name))
        .distinct()
        .forEach(
            name ->
                problems.add(
                    new Problem(
                        kind + " " + name + place, "the name is used twice", "another name")));
  }

  private static String methods(List<Segment> segments) {
    return segments.stream().map(Segment::method).collect(Collectors.joining("+"));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
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

  @Override
  public String toString() {
    return "plan %s for %s, %s"
        .formatted(method(), hierarchy, Shown.count(stages().size(), "stage"));
  }
}
