package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.DataChecks;
import dev.espalier.data.Targets;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that whatever is measured against the label has the label's shape. One place of a network
 * is found wrong once, where it is first measured.
 */
public final class LabelChecks {
  private final CheckedHierarchy hierarchy;
  private final Targets targets;
  private final Set<Tap> found = new HashSet<>();

  public LabelChecks(CheckedHierarchy hierarchy, Targets targets) {
    this.hierarchy = hierarchy;
    this.targets = targets;
  }

  /** Gives the networks of a readout that cannot say what the targets are, or are not there. */
  public List<Problem> problems(String where, Readout readout) {
    List<Problem> problems = new ArrayList<>();
    for (String name : readout.networks()) {
      Optional<CheckedNetwork> network = hierarchy.network(name);
      if (network.isEmpty()) {
        problems.add(Places.missing(hierarchy, where, name));
      } else {
        problem(where, network.get().description().outputTap(), network.get().output())
            .ifPresent(problems::add);
      }
    }
    return problems;
  }

  /** Gives what of a term does not fit its target; nothing about taps that are not there. */
  List<Problem> problems(String where, Term term) {
    List<Problem> problems = new ArrayList<>();
    Optional<Dims> prediction = hierarchy.dims(term.prediction());
    Target target = term.target();
    if (prediction.isEmpty()) {
      return problems;
    }
    if (isMeasuredAgainstLabel(term)) {
      problem(where, term.prediction(), prediction.get()).ifPresent(problems::add);
    }
    if (target instanceof Target.Residual residual) {
      problems.addAll(problems(where, residual.earlier()));
    } else if (target instanceof Target.Opposite opposite && !opposite.networks().isEmpty()) {
      problems.addAll(problems(where, new Readout(opposite.networks())));
    }
    return problems;
  }

  private Optional<Problem> problem(String where, Tap tap, Dims output) {
    Optional<Problem> problem = DataChecks.output(place(where, tap), output, targets);
    return problem.isPresent() && found.add(tap) ? problem : Optional.empty();
  }

  /** Names a network where its output is meant, and a layer where another place is. */
  private String place(String where, Tap tap) {
    boolean output =
        hierarchy
            .network(tap.network())
            .map(network -> network.description().outputTap().equals(tap))
            .orElse(false);
    return where + (output ? ", network '" + tap.network() + "'" : ", tap " + tap);
  }

  private static boolean isMeasuredAgainstLabel(Term term) {
    return term.target() instanceof Target.Label
        || term.target() instanceof Target.Residual
        || term.objective() instanceof Objective.Blurred;
  }
}
