package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.Chain;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a gradient stage changes from step to step and what is constant within it.
 *
 * @param stage the stage
 * @param hierarchy the hierarchy
 * @param cells how outputs and targets are taken apart
 * @param live the taps to compute at every step, in the graph
 * @param constants the values that live networks read and terms compare with, by key
 */
public record Wiring(
    GradientStage stage,
    CheckedHierarchy hierarchy,
    Cells cells,
    Set<Tap> live,
    Map<ColumnKey, Constant> constants) {

  public static Wiring of(GradientStage stage, CheckedHierarchy hierarchy, Cells cells) {
    Wiring wiring =
        new Wiring(stage, hierarchy, cells, new LinkedHashSet<>(), new LinkedHashMap<>());
    for (Term term : stage.terms()) {
      wiring.addLive(term.prediction());
      if (term.objective() instanceof Objective.Alike alike) {
        alike.beside().learners().forEach(wiring::addLive);
        alike.beside().guides().forEach(wiring::add);
      }
      if (term.target() instanceof Target.At at) {
        wiring.add(at.tap());
      } else if (term.target() instanceof Target.Mean mean) {
        wiring.addMean(mean.taps());
      } else if (term.target() instanceof Target.Residual residual) {
        wiring.addResidual(residual.earlier());
      } else if (term.target() instanceof Target.Opposite opposite) {
        wiring.addSum(opposite.networks());
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
  public Set<Tap> knownTaps() {
    Set<Tap> known = new LinkedHashSet<>();
    constants.values().forEach(one -> one.tap().ifPresent(known::add));
    return known;
  }

  /** Gives what to keep of the training data: the constants, and what later ones grow from. */
  public List<Constant> trainingConstants() {
    Map<ColumnKey, Constant> kept = new LinkedHashMap<>();
    for (Constant constant : constants.values()) {
      // What a constant grows from comes first, so that it is computed once.
      constant.base().ifPresent(base -> kept.put(base.key(), base));
      kept.put(constant.key(), constant);
    }
    return List.copyOf(kept.values());
  }

  /** Gives the constant that is what a readout leaves of the label. */
  public Constant residual(Readout earlier) {
    Constant sum = sum(earlier.networks(), earlier, true);
    return new Constant(
        new ColumnKey.Left(earlier),
        sum.dims(),
        Optional.of(sum),
        List.of(),
        (values, target, base) -> Sums.left(target, Objects.requireNonNull(base), cells));
  }

  /** Gives the networks of a readout whose outputs are constant. */
  public List<String> constantPart(Readout readout) {
    return readout.networks().stream().filter(this::constant).toList();
  }

  /** Gives the sum that a readout's constant networks add up to; empty if there is none. */
  public Optional<Constant> constantSum(Readout readout) {
    List<String> part = constantPart(readout);
    return part.isEmpty() ? Optional.empty() : Optional.of(sum(part, readout, !readout.single()));
  }

  /** Gives a sum of outputs as what the last one adds to the sum of those before it. */
  private Constant sum(List<String> part, Readout readout, boolean ofSeveral) {
    int last = part.size() - 1;
    String network = part.get(last);
    String first = readout.networks().get(0);
    boolean classes = ofSeveral && cells.scores();
    boolean probabilities = classes && network.equals(first);
    Tap output = Sums.output(hierarchy, network);
    return new Constant(
        new ColumnKey.Sum(
            part, classes && part.contains(first) ? Optional.of(first) : Optional.empty()),
        dims(output),
        last == 0 ? Optional.empty() : Optional.of(sum(part.subList(0, last), readout, ofSeveral)),
        List.of(output),
        (values, target, base) -> {
          NDArray addend = Chain.at(values, output);
          return Sums.added(base, probabilities ? cells.said(addend) : addend);
        });
  }

  /** Gives the constants that validation needs: what live networks of the readout read. */
  public List<Constant> constantsOf(Readout readout) {
    List<Constant> needed = new ArrayList<>();
    for (String network : readout.networks()) {
      if (!constant(network)) {
        sourcesOf(network).forEach(tap -> needed.add(Constant.tap(tap, dims(tap))));
      }
    }
    constantSum(readout).ifPresent(needed::add);
    return needed;
  }

  /** Gives the networks that do not train and whose values the stage takes. */
  public Set<String> frozenNetworks() {
    Set<String> names = new LinkedHashSet<>();
    Stream.concat(constants.values().stream(), constantsOf(stage.readout()).stream())
        .flatMap(constant -> constant.needs(none -> false).stream())
        .forEach(tap -> addWithSources(tap.network(), names));
    return names;
  }

  private void addWithSources(String network, Set<String> names) {
    names.add(network);
    if (hierarchy.network(network).orElseThrow().description().source() instanceof Source.At at) {
      addWithSources(at.tap().network(), names);
    }
  }

  private void add(Tap tap) {
    if (constant(tap.network())) {
      addConstant(Constant.tap(tap, dims(tap)));
    } else {
      addLive(tap);
    }
  }

  private void addLive(Tap tap) {
    live.add(tap);
    sourcesOf(tap.network()).forEach(source -> addConstant(Constant.tap(source, dims(source))));
  }

  private void addConstant(Constant constant) {
    constants.put(constant.key(), constant);
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
    if (earlier.networks().stream().allMatch(this::constant)) {
      addConstant(residual(earlier));
    } else {
      Sums.outputs(hierarchy, earlier.networks()).forEach(this::add);
    }
  }

  private void addMean(List<Tap> taps) {
    if (taps.stream().allMatch(tap -> constant(tap.network()))) {
      addConstant(
          new Constant(
              new ColumnKey.Mean(taps),
              dims(taps.get(0)),
              Optional.empty(),
              taps,
              (values, target, base) -> Sums.mean(taps, values)));
    } else {
      taps.forEach(this::add);
    }
  }

  private void addSum(List<String> networks) {
    if (networks.isEmpty()) {
      return;
    }
    if (networks.stream().allMatch(this::constant)) {
      addConstant(sum(networks, new Readout(networks), true));
    } else {
      Sums.outputs(hierarchy, networks).forEach(this::add);
    }
  }

  private Dims dims(Tap tap) {
    return hierarchy.dims(tap).orElseThrow();
  }
}
