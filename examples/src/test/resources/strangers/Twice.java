package org.example;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.train.plan.*;
import java.util.ArrayList;
import java.util.List;

/** Trains every network twice, guided where it has a guide. */
public final class Twice implements TrainingMethod {
  public String name() {
    return "twice";
  }

  public Plan plan(CheckedHierarchy hierarchy) {
    List<Stage> stages = new ArrayList<>();
    String last = "";
    for (var network : hierarchy.networks()) {
      last = network.name();
      List<Term> terms = new ArrayList<>();
      terms.add(Term.task(network.description().outputTap()));
      for (CheckedLink link : hierarchy.links()) {
        if (link.learner().network().equals(last)) {
          terms.add(Term.guidance(link));
        }
      }
      for (String time : List.of("first", "again")) {
        stages.add(GradientStage.of(last + " " + time, Part.whole(last), terms));
      }
    }
    return new Plan(name(), hierarchy.name(), stages, Readout.of(last));
  }
}
