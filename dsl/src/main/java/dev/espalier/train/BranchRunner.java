package dev.espalier.train;

import ai.djl.ndarray.NDScope;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the alternatives of a branch from the same state, and keeps the best. */
final class BranchRunner {
  private final RunState run;
  private final BranchStage stage;

  BranchRunner(RunState run, BranchStage stage) {
    this.run = run;
    this.stage = stage;
  }

  StageEnd run() {
    long start = System.nanoTime();
    Map<String, Snapshot> before = snapshots();
    Map<String, Snapshot> best = Map.of();
    double bestValue = Double.POSITIVE_INFINITY;
    String bestName = "";
    List<String> notes = new ArrayList<>();
    Map<String, Double> counters = new LinkedHashMap<>();
    for (BranchStage.Alternative alternative : stage.alternatives()) {
      restore(before);
      Engine.stages(run, alternative.stages());
      if (run.cancelled()) {
        break;
      }
      double value = measure();
      counters.put(alternative.name(), Math.abs(value));
      notes.add(
          String.format(
              Locale.ROOT, "%s: %s %.6g", alternative.name(), stage.measure(), Math.abs(value)));
      if (value < bestValue) {
        free(best);
        best = snapshots();
        bestValue = value;
        bestName = alternative.name();
      }
    }
    if (!best.isEmpty()) {
      restore(best);
    }
    free(best);
    free(before);
    StageRecord done =
        new StageRecord(
            stage.name(),
            "",
            0,
            0,
            0,
            (System.nanoTime() - start) / 1e9,
            stage.alternatives().size() + " alternatives tried",
            "kept " + bestName,
            counters,
            notes);
    run.stages().add(done);
    run.listeners().forEach(each -> each.stageDone(done));
    return StageEnd.GOES_ON;
  }

  private double measure() {
    Evaluation evaluation =
        run.validation()
            .map(feed -> run.evaluator().measure(run.plan().readout(), feed))
            .orElseGet(() -> run.evaluator().measure(run.plan().readout(), run.training()));
    return stage.measure() == Acceptance.Measure.VALIDATION_SCORE
        ? -evaluation.score()
        : evaluation.metric("loss");
  }

  private Map<String, Snapshot> snapshots() {
    Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      for (NetworkBlock block : run.networks().networks()) {
        snapshots.put(block.network().name(), block.snapshot());
      }
    }
    return snapshots;
  }

  private void restore(Map<String, Snapshot> snapshots) {
    snapshots.forEach((name, snapshot) -> run.networks().network(name).restore(snapshot));
    run.forgetConstants();
  }

  private static void free(Map<String, Snapshot> snapshots) {
    snapshots.values().forEach(Snapshot::close);
  }
}
