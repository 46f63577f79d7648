package dev.espalier.zoo;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.graph.Export;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Compares the parts of a model's description with each other: each is right only with the rest.
 */
final class Soundness {
  private static final String ADVICE = "publishing the model again";

  private final ModelDocument document;
  private final CheckedHierarchy checked;
  private final List<Problem> problems = new ArrayList<>();

  private Soundness(ModelDocument document, CheckedHierarchy checked) {
    this.document = document;
    this.checked = checked;
  }

  /** Gives everything in a description that does not fit the rest of it. */
  static List<Problem> problems(ModelDocument document, CheckedHierarchy checked) {
    Soundness soundness = new Soundness(document, checked);
    soundness.checkReadout("readout", document.readout());
    soundness.checkReadout("export.readout", document.export().readout());
    if (soundness.problems.isEmpty()) {
      soundness.checkClasses();
      soundness.checkExport();
    }
    soundness.checkNormalization();
    return soundness.problems;
  }

  private void checkReadout(String where, Readout readout) {
    List<CheckedNetwork> summed = new ArrayList<>();
    for (String name : readout.networks()) {
      Optional<CheckedNetwork> network = checked.network(name);
      if (network.isEmpty()) {
        add(where, "it sums a network '" + name + "', which there is not");
        return;
      }
      summed.add(network.get());
    }
    if (new HashSet<>(readout.networks()).size() < summed.size()) {
      add(where, "it sums a network twice: " + readout);
    }
    Dims first = summed.get(0).output();
    for (CheckedNetwork network : summed) {
      if (!network.output().equals(first)) {
        add(
            where,
            "it sums %s of '%s' and %s of '%s'"
                .formatted(first, summed.get(0).name(), network.output(), network.name()));
      }
    }
  }

  private void checkClasses() {
    List<String> classes = document.classes();
    Dims output = checked.network(document.readout().networks().get(0)).orElseThrow().output();
    if (document.task() != Task.CLASSIFICATION) {
      if (!classes.isEmpty()) {
        add("classes", "there are %s of a model that gives values".formatted(classes.size()));
      }
      return;
    }
    long scores = output.size(output.rank() > 2 ? 0 : -1);
    if (output.rank() < 1 || output.rank() > 4 || scores != classes.size()) {
      add("classes", "there are %s for an output of %s".formatted(classes.size(), output));
    }
    if (new HashSet<>(classes).size() < classes.size()) {
      add("classes", "two have one name");
    }
  }

  private void checkExport() {
    Export export = document.export();
    double range = export.white() - export.black();
    if (!(range > 0) || !Double.isFinite(range)) {
      add(
          "export",
          "black is %s and white is %s, needed a white above black"
              .formatted(export.black(), export.white()));
    }
    boolean possible = document.task() != Task.REGRESSION && export.readout().single();
    if (export.probabilities() && !possible) {
      add("export", "it gives probabilities, which only one network of classes does");
    }
  }

  private void checkNormalization() {
    document
        .normalization()
        .ifPresent(
            normalization -> {
              Dims input = checked.input();
              long needed = input.size(input.rank() == 3 ? 0 : -1);
              int found = normalization.scales().size();
              if (found != needed) {
                add(
                    "normalization",
                    "it has %s scales, and an input of %s needs %s"
                        .formatted(found, input, needed));
              }
              if (normalization.scales().stream().anyMatch(scale -> scale == 0)) {
                add("normalization", "a scale is 0");
              }
            });
  }

  private void add(String where, String what) {
    problems.add(new Problem(where, what, ADVICE));
  }
}
