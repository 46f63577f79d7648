package dev.espalier.methods.mgdl;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.PlanException;
import java.util.ArrayList;
import java.util.List;

/** Checks that a hierarchy is a chain of grades. */
final class GradeChecks {
  private final List<Problem> problems = new ArrayList<>();

  private GradeChecks() {}

  /**
   * Refuses what is no chain of grades, and settings for more grades than there are.
   *
   * @throws PlanException with every problem
   */
  static void require(String hierarchy, List<CheckedNetwork> grades, Multigrade method) {
    GradeChecks checks = new GradeChecks();
    for (int i = 0; i < grades.size(); i++) {
      checks.checkHead(grades.get(i), grades.get(0));
      if (i > 0) {
        checks.checkSource(grades.get(i), grades.get(i - 1));
      }
    }
    int trained = Math.min(grades.size(), method.atMost());
    checks.checkCount("epochs", method.epochs().size(), trained);
    checks.checkCount("rates", method.rates().size(), trained);
    if (!checks.problems.isEmpty()) {
      throw new PlanException("plan 'multigrade' for '" + hierarchy + "'", checks.problems);
    }
  }

  private void checkSource(CheckedNetwork grade, CheckedNetwork before) {
    List<String> hidden = before.hiddenLayers().stream().map(CheckedLayer::name).toList();
    Source source = grade.description().source();
    boolean reads =
        source instanceof Source.At at
            && at.tap().network().equals(before.name())
            && !at.tap().layer().equals(head(before).name());
    if (!reads) {
      problems.add(
          new Problem(
              "network " + grade.name(),
              "its input is %s, needed a hidden layer of '%s', the grade before it"
                  .formatted(source, before.name()),
              hidden.isEmpty()
                  ? "a hidden layer in '" + before.name() + "'"
                  : "from(\"" + Tap.of(before.name(), hidden.get(hidden.size() - 1)) + "\")"));
    }
  }

  private void checkHead(CheckedNetwork grade, CheckedNetwork first) {
    CheckedLayer head = head(grade);
    String where = "layer " + grade.name() + "." + head.name();
    boolean linear =
        head.description().layer() instanceof Dense || head.description().layer() instanceof Conv2d;
    if (!linear || !head.activation().isIdentity()) {
      problems.add(
          new Problem(
              where,
              "the last layer is %s, and grades add up by linear heads"
                  .formatted(head.description()),
              "output(" + head.output().size(-1) + ") as the last layer"));
    }
    if (!grade.output().equals(first.output())) {
      problems.add(
          new Problem(
              where,
              "the output's shape is %s, and that of %s is %s; the outputs are summed"
                  .formatted(grade.output(), first.name(), first.output()),
              "output(" + first.output().size(-1) + ")"));
    }
  }

  private void checkCount(String setting, int given, int grades) {
    if (given > grades) {
      problems.add(
          new Problem(
              setting,
              "%s were given, and %s grades are trained".formatted(given, grades),
              "one a grade; the last holds for all after it"));
    }
  }

  private static CheckedLayer head(CheckedNetwork grade) {
    return grade.layers().get(grade.layers().size() - 1);
  }
}
