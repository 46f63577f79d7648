package dev.espalier.train.engine;

import dev.espalier.compile.Snapshot;
import dev.espalier.describe.problem.Shown;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.Snapshots;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the alternatives of a branch from the same state, and keeps the best. */
final class BranchRunner implements Saved {
  private final RunState run;
  private final BranchStage stage;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Double> counters = new LinkedHashMap<>();
  private final long started = System.nanoTime();
  private Map<String, Snapshot> before = Map.of();
  private Map<String, Snapshot> best = Map.of();
  private double bestCost = Double.POSITIVE_INFINITY;
  private String bestName = "";
  private int tried;
  private double secondsBefore;

  BranchRunner(RunState run, BranchStage stage) {
    this.run = run;
    this.stage = stage;
  }

  StageEnd run() {
    before = snapshots();
    try {
      return run.saver().running(this, this::tryAlternatives);
    } finally {
      Snapshots.free(best);
      Snapshots.free(before);
    }
  }

  private StageEnd tryAlternatives() {
    run.listeners().stageStarted(stage, 0);
    for (; tried < stage.alternatives().size(); tried++) {
      BranchStage.Alternative alternative = stage.alternatives().get(tried);
      if (!run.saver().resumes()) {
        put(before);
      }
      if (TrainingEngine.stages(run, List.of(alternative.stages())) == RunLog.Ending.CANCELLED) {
        break;
      }
      judge(alternative);
    }
    boolean cutShort = tried < stage.alternatives().size();
    if (!best.isEmpty()) {
      put(best);
    } else if (!cutShort) {
      put(before);
    }
    StageRecord done =
        new StageRecord(
            stage.name(),
            "",
            0,
            0,
            0,
            seconds(),
            Shown.count(tried, "alternative") + " tried",
            verdict(cutShort),
            counters,
            notes);
    run.stages().add(done);
    run.listeners().stageDone(done);
    return cutShort ? StageEnd.CUT_SHORT : StageEnd.GOES_ON;
  }

  private String verdict(boolean cutShort) {
    if (!best.isEmpty()) {
      return "kept " + bestName;
    }
    return cutShort
        ? "kept as it was when cancelled"
        : "kept as it was before: no alternative has a " + stage.criterion() + " that is a number";
  }

  private void judge(BranchStage.Alternative alternative) {
    double value = measure();
    counters.put(alternative.name(), value);
    notes.add(
        String.format(Locale.ROOT, "%s: %s %.6g", alternative.name(), stage.criterion(), value));
    double cost = stage.criterion().measure(run.main()).better().cost(value);
    if (cost < bestCost) {
      Snapshots.free(best);
      best = snapshots();
      bestCost = cost;
      bestName = alternative.name();
    }
  }

  private double measure() {
    Feed feed = stage.criterion().validates() ? run.validation().orElseThrow() : run.training();
    return run.evaluator()
        .measure(stage.readout(), feed)
        .metric(stage.criterion().measure(run.main()).name());
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - started) / 1e9;
  }

  private Map<String, Snapshot> snapshots() {
    return Snapshots.of(run.networks().networks());
  }

  private void put(Map<String, Snapshot> snapshots) {
    snapshots.forEach((name, snapshot) -> run.networks().network(name).restore(snapshot));
    run.forgetConstants();
  }

  @Override
  public void save(StateWriter out) throws IOException {
    out.number("tried", tried);
    out.real("seconds", seconds());
    out.texts("notes", notes);
    out.reals("counters", counters);
    out.text("best", bestName);
    out.real("best value", bestCost);
    Snapshots.save(before, out.within("before"));
    Snapshots.save(best, out.within("best"));
  }

  @Override
  public void restore(StateReader in) {
    tried = Math.toIntExact(in.number("tried"));
    secondsBefore = in.real("seconds");
    notes.addAll(in.texts("notes"));
    counters.putAll(in.reals("counters"));
    bestName = in.text("best");
    bestCost = in.real("best value");
    Snapshots.restore(before, in.within("before"));
    if (!bestName.isEmpty()) {
      best = snapshots();
      Snapshots.restore(best, in.within("best"));
    }
  }
}
