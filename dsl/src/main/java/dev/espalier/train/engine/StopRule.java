package dev.espalier.train.engine;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Snapshot;
import dev.espalier.train.plan.Stopping;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.Snapshots;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows a stage's validation losses: when to stop, and which epoch's values to go back to. */
final class StopRule implements Saved, AutoCloseable {
  private final Stopping stopping;
  private final CompiledHierarchy networks;
  private final List<String> trained;
  private final List<Double> losses = new ArrayList<>();
  private final Map<String, Snapshot> best = new LinkedHashMap<>();
  private int bestEpoch = -1;

  StopRule(Stopping stopping, CompiledHierarchy networks, List<String> trained) {
    this.stopping = stopping;
    this.networks = networks;
    this.trained = trained;
  }

  /** Takes an epoch's validation loss; says whether the stage should stop after it. */
  boolean stopsAfter(double loss) {
    losses.add(loss);
    if (keepsBest() && (bestEpoch < 0 || loss < losses.get(bestEpoch))) {
      bestEpoch = losses.size() - 1;
      freeBest();
      trained.forEach(name -> best.put(name, networks.network(name).snapshot()));
    }
    if (stopping instanceof Stopping.Patience patience) {
      return losses.size() - 1 - bestEpoch >= patience.epochs();
    }
    return stopping instanceof Stopping.Settled settled && isSettled(settled);
  }

  /** Goes back to the best epoch's values, where the rule keeps them; says what happened. */
  String finish(boolean stopped) {
    String end = stopped ? "stopped after epoch " + losses.size() : "all epochs";
    if (bestEpoch < 0) {
      return end;
    }
    best.forEach((name, snapshot) -> networks.network(name).restore(snapshot));
    return end + ", kept epoch " + (bestEpoch + 1);
  }

  @Override
  public void save(StateWriter out) throws IOException {
    Map<String, Double> numbered = new LinkedHashMap<>();
    for (int i = 0; i < losses.size(); i++) {
      numbered.put(String.valueOf(i), losses.get(i));
    }
    out.reals("losses", numbered);
    out.number("best", bestEpoch);
    Snapshots.save(best, out.within("best"));
  }

  @Override
  public void restore(StateReader in) {
    losses.addAll(in.reals("losses").values());
    bestEpoch = Math.toIntExact(in.number("best"));
    if (bestEpoch >= 0) {
      trained.forEach(name -> best.put(name, networks.network(name).snapshot()));
      Snapshots.restore(best, in.within("best"));
    }
  }

  private boolean keepsBest() {
    return stopping instanceof Stopping.Patience || stopping instanceof Stopping.BestEpoch;
  }

  private boolean isSettled(Stopping.Settled settled) {
    int window = settled.window();
    if (losses.size() <= window) {
      return false;
    }
    double now = mean(losses.size() - window, losses.size());
    double before = mean(losses.size() - window - 1, losses.size() - 1);
    return Math.abs(now - before) < settled.tolerance() * Math.abs(before);
  }

  private double mean(int from, int to) {
    return losses.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
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
