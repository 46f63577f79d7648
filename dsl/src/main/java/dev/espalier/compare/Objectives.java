package dev.espalier.compare;

import dev.espalier.check.Checker;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Task;
import dev.espalier.train.plan.Term;
import java.util.ArrayList;
import java.util.List;

/** Finds candidates that are trained towards another objective than the baseline. */
final class Objectives {
  private Objectives() {}

  /**
   * Gives a sentence for each candidate whose plan measures its distance from the labels in another
   * way than the baseline's. For classes both ways are the cross-entropy.
   */
  static List<String> differing(List<Contender> contenders, Task task) {
    if (task == Task.CLASSIFICATION || contenders.isEmpty()) {
      return List.of();
    }
    Contender baseline = contenders.get(0);
    List<String> own = objectives(baseline);
    List<String> sentences = new ArrayList<>();
    for (Contender candidate : contenders.subList(1, contenders.size())) {
      List<String> others = objectives(candidate);
      if (!others.equals(own)) {
        sentences.add(
            ("%s minimises the %s and %s the %s, so one rate and one weight do not mean the same"
                    + " for both. Try supervised().halfSquare() as the baseline of multigrade().")
                .formatted(
                    candidate.name(),
                    String.join(" and the ", others),
                    baseline.name(),
                    String.join(" and the ", own)));
      }
    }
    return sentences;
  }

  private static List<String> objectives(Contender contender) {
    return contender.method().plan(Checker.check(contender.description())).gradientStages().stream()
        .map(GradientStage::terms)
        .flatMap(List::stream)
        .filter(
            term ->
                term.target() instanceof Target.Label
                    || term.objective() instanceof Objective.Blurred)
        .map(Term::objective)
        .map(Objective::toString)
        .distinct()
        .sorted()
        .toList();
  }
}
