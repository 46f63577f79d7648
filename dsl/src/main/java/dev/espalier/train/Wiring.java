package dev.espalier.train;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Dims;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a gradient stage changes from step to step and what is constant within it.
 *
 * @param stage the stage
 * @param hierarchy the hierarchy
 * @param task what outputs stand for
 * @param live the taps to compute at every step, in the graph
 * @param constants the values that live networks read and terms compare with, by name
 */
record Wiring(
    GradientStage stage,
    CheckedHierarchy hierarchy,
    Task task,
    Set<Tap> live,
    Map<String, Constant> constants) {

  static Wiring of(GradientStage stage, CheckedHierarchy hierarchy, Task task) {
    Wiring wiring =
        new Wiring(stage, hierarchy, task, new LinkedHashSet<>(), new LinkedHashMap<>());
    for (Term term : stage.terms()) {
      wiring.addLive(term.prediction());
      if (term.target() instanceof Target.At at) {
        wiring.add(at.tap());
      } else if (term.target() instanceof Target.Residual residual) {
        wiring.addResidual(residual.earlier());
      }
    }
    return wiring;
  }

  /** Says whether a network's values stay the same while the stage trains. */
  boolean constant(String network) {
    if (stage.trains().stream().anyMatch(part -> part.network().equals(network))) {
      return false;
    }
    Source source = hierarchy.network(network).orElseThrow().description().source();
    return !(source instanceof Source.At at) || constant(at.tap().network());
  }

  /** Gives the taps that are read from constants. */
  Set<Tap> knownTaps() {
    Set<Tap> known = new LinkedHashSet<>();
    constants.values().forEach(one -> known.addAll(tapOf(one)));
    return known;
  }

  /** Gives the name of the constant that a residual is. */
  static String residualName(Readout earlier) {
    return "label - (" + earlier + ")";
  }

  /** Gives the networks of a readout whose outputs are constant. */
  List<String> constantPart(Readout readout) {
    return readout.networks().stream().filter(this::constant).toList();
  }

  /** Gives the sum that a readout's constant networks add up to. */
  Constant constantSum(Readout readout) {
    List<String> part = constantPart(readout);
    return new Constant(
        "sum of " + part,
        hierarchy.network(part.get(0)).orElseThrow().output(),
        Sums.outputs(hierarchy, part),
        (values, target) -> Sums.part(readout, part, hierarchy, values, task));
  }

  /** Gives the constants that validation needs: what live networks of the readout read. */
  List<Constant> constantsOf(Readout readout) {
    List<Constant> needed = new ArrayList<>();
    for (String network : readout.networks()) {
      if (!constant(network)) {
        sourcesOf(network).forEach(tap -> needed.add(Constant.tap(tap, dims(tap))));
      }
    }
    if (!constantPart(readout).isEmpty()) {
      needed.add(constantSum(readout));
    }
    return needed;
  }

  private void add(Tap tap) {
    if (constant(tap.network())) {
      constants.put(tap.toString(), Constant.tap(tap, dims(tap)));
    } else {
      addLive(tap);
    }
  }

  private void addLive(Tap tap) {
    live.add(tap);
    sourcesOf(tap.network())
        .forEach(source -> constants.put(source.toString(), Constant.tap(source, dims(source))));
  }

  /** Gives the constant taps at which the live networks under one begin. */
  private List<Tap> sourcesOf(String network) {
    if (constant(network)
        || !(hierarchy.network(network).orElseThrow().description().source()
            instanceof Source.At at)) {
      return List.of();
    }
    return constant(at.tap().network()) ? List.of(at.tap()) : sourcesOf(at.tap().network());
  }

  private void addResidual(Readout earlier) {
    List<Tap> outputs = Sums.outputs(hierarchy, earlier.networks());
    if (earlier.networks().stream().allMatch(this::constant)) {
      Dims dims = hierarchy.network(earlier.networks().get(0)).orElseThrow().output();
      String name = residualName(earlier);
      constants.put(
          name,
          new Constant(
              name,
              dims,
              outputs,
              (values, target) -> Sums.residual(earlier, hierarchy, values, target, task)));
    } else {
      outputs.forEach(this::add);
    }
  }

  private Dims dims(Tap tap) {
    return hierarchy.dims(tap).orElseThrow();
  }

  private static List<Tap> tapOf(Constant constant) {
    return constant.needs().size() == 1
            && constant.name().equals(constant.needs().get(0).toString())
        ? constant.needs()
        : List.of();
  }
}
