package dev.espalier.train.engine;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Snapshot;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.stopping.History;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.Snapshots;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows what a stage measures on the validation data: when to stop, and which epoch's values to
 * go back to.
 */
final class StopRule implements Saved, AutoCloseable {
  private final Stopping stopping;
  private final CompiledHierarchy networks;
  private final List<String> trained;
  private final List<Double> values = new ArrayList<>();
  private final Map<String, Snapshot> best = new LinkedHashMap<>();
  private int bestEpoch = -1;

  StopRule(Stopping stopping, CompiledHierarchy networks, List<String> trained) {
    this.stopping = stopping;
    this.networks = networks;
    this.trained = trained;
  }

  /** Takes an epoch's value of the rule's measure; says whether the stage should stop after it. */
  boolean stopsAfter(double value) {
    values.add(value);
    Better better = stopping.measure().better();
    if (stopping.keepsBest() && (bestEpoch < 0 || better.isBetter(value, values.get(bestEpoch)))) {
      bestEpoch = values.size() - 1;
      freeBest();
      trained.forEach(name -> best.put(name, networks.network(name).snapshot()));
    }
    return stopping.stopsAfter(new History(values, better));
  }

  /** Gives what the rule decides by; empty if it decides nothing. */
  Optional<Measure> measure() {
    return stopping.decides() ? Optional.of(stopping.measure()) : Optional.empty();
  }

  /** Goes back to the best epoch's values, where the rule keeps them; says what happened. */
  String finish(boolean stopped) {
    String end = stopped ? "stopped after epoch " + values.size() : "all epochs";
    if (bestEpoch < 0) {
      return end;
    }
    best.forEach((name, snapshot) -> networks.network(name).restore(snapshot));
    return end + ", kept epoch " + (bestEpoch + 1);
  }

  @Override
  public void save(StateWriter out) throws IOException {
    Map<String, Double> numbered = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      numbered.put(String.valueOf(i), values.get(i));
    }
    out.reals("losses", numbered);
    out.number("best", bestEpoch);
    Snapshots.save(best, out.within("best"));
  }

  @Override
  public void restore(StateReader in) {
    values.addAll(in.reals("losses").values());
    bestEpoch = Math.toIntExact(in.number("best"));
    if (bestEpoch >= 0) {
      trained.forEach(name -> best.put(name, networks.network(name).snapshot()));
      Snapshots.restore(best, in.within("best"));
    }
  }

  private void freeBest() {
    best.values().forEach(Snapshot::close);
    best.clear();
  }

  @Override
  public void close() {
    freeBest();
  }
}
