package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataForm;
import dev.espalier.data.Targets;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Tap;
import dev.espalier.describe.TrainedOn;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks that networks which come with values get the data that they know: inputs in the same form,
 * and classes in the same order wherever outputs are compared.
 */
final class GivenChecks {
  private final CheckedHierarchy hierarchy;
  private final Plan plan;
  private final DataForm form;

  GivenChecks(CheckedHierarchy hierarchy, Plan plan, DataForm form) {
    this.hierarchy = hierarchy;
    this.plan = plan;
    this.form = form;
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, GivenValues> each : hierarchy.description().values().entrySet()) {
      each.getValue()
          .trainedOn()
          .ifPresent(known -> check(each.getKey(), each.getValue(), known, problems));
    }
    return problems;
  }

  private void check(String name, GivenValues values, TrainedOn known, List<Problem> problems) {
    String where = "network " + name;
    TrainedOn found = form.trainedOn();
    if (!found.offsets().equals(known.offsets()) || !found.scales().equals(known.scales())) {
      problems.add(
          new Problem(
              where,
              "its values come from %s, trained on %s inputs, and these are %s"
                  .formatted(values.origin(), words(known), words(found)),
              known.scales().isEmpty()
                  ? "the raw data"
                  : "data normalised as there, by the normalization of its training data"));
    }
    if (!found.recipe().equals(known.recipe())) {
      problems.add(
          new Problem(
              where,
              "its values come from %s, whose table's recipe learned something else than the training rows say"
                  .formatted(values.origin()),
              "the training rows that it was trained on"));
    }
    boolean compared = !values.frozen() || isTarget(name);
    if (compared
        && form.targets() instanceof Targets.Classes
        && !known.classes().isEmpty()
        && !known.classes().equals(found.classes())) {
      problems.add(
          new Problem(
              where,
              "its outputs stand for the classes %s, and the data's are %s"
                  .formatted(shown(known.classes()), shown(found.classes())),
              values.frozen()
                  ? "data.withClasses(...) of these in this order, or guidance by hidden layers only"
                  : "withOutput(...), which starts a new output"));
    }
  }

  /** Says whether some term compares with a network's output. */
  private boolean isTarget(String name) {
    Tap output = hierarchy.network(name).orElseThrow().description().outputTap();
    return plan.gradientStages().stream()
        .flatMap(stage -> stage.terms().stream())
        .anyMatch(term -> term.target().reads().contains(output));
  }

  private static String words(TrainedOn data) {
    return data.scales().isEmpty() ? "raw" : "normalised";
  }

  private static String shown(List<String> classes) {
    return classes.size() <= 20
        ? classes.toString()
        : classes.subList(0, 20) + " and " + (classes.size() - 20) + " more";
  }
}
