package dev.espalier.train.engine;

import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Snapshot;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.Constant;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Start;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.Snapshots;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs one gradient stage: epochs over the data, then acceptance. */
final class GradientRunner {
  private final RunState run;
  private final GradientStage stage;
  private final Optimization optimization;
  private final Wiring wiring;
  private final List<String> notes = new ArrayList<>();

  GradientRunner(RunState run, GradientStage stage) {
    this.run = run;
    this.stage = stage;
    this.optimization = run.recipe().optimization().with(stage.settings());
    this.wiring = Wiring.of(stage, run.hierarchy(), Measured.cells(run.recipe().data().kind()));
  }

  /** Trains; says how it ended. */
  StageEnd run() {
    keepConstants();
    Map<String, Snapshot> before =
        stage.acceptance() instanceof Acceptance.Always ? Map.of() : Snapshots.of(blocks());
    if (stage.start() == Start.ZERO_OUTPUT && !run.saver().resumes()) {
      blocks().forEach(NetworkBlock::zeroOutput);
    }
    try (EpochLoop loop = new EpochLoop(run, stage, wiring, optimization)) {
      return run.saver().running(new Running(before, loop), () -> finish(loop, before));
    } finally {
      Snapshots.free(before);
    }
  }

  private StageEnd finish(EpochLoop loop, Map<String, Snapshot> before) {
    notes.addAll(loop.notes());
    run.listeners().stageStarted(stage, loop.stepsLeft());
    String end = loop.run();
    Acceptor.Verdict verdict =
        loop.isCutShort()
            ? Acceptor.Verdict.kept("kept as it was when cancelled")
            : new Acceptor(run, stage, wiring).decide(before);
    StageRecord done =
        new StageRecord(
            stage.name(),
            String.join(", ", stage.trains().stream().map(Part::toString).toList()),
            loop.epochs(),
            loop.steps(),
            loop.trainable(),
            loop.seconds(),
            end,
            verdict.text(),
            Map.of(),
            notes);
    run.stages().add(done);
    run.listeners().stageDone(done);
    if (loop.isCutShort()) {
      return StageEnd.CUT_SHORT;
    }
    return verdict.endsPlan() ? StageEnd.ENDS_PLAN : StageEnd.GOES_ON;
  }

  /** What of the stage a checkpoint holds. */
  private record Running(Map<String, Snapshot> before, EpochLoop loop) implements Saved {
    @Override
    public void save(StateWriter out) throws IOException {
      Snapshots.save(before, out.within("before"));
      loop.save(out.within("epochs"));
    }

    @Override
    public void restore(StateReader in) {
      Snapshots.restore(before, in.within("before"));
      loop.restore(in.within("epochs"));
    }
  }

  private void keepConstants() {
    Set<String> solved = run.solvedColumns();
    boolean augmented = !run.recipe().augmentations().isEmpty();
    boolean kept = !stage.guidesChange(augmented);
    List<Constant> wanted = kept ? wiring.trainingConstants() : List.of();
    run.frozen().watch(wiring.frozenNetworks(), "stage " + stage.name());
    run.training().keepOnly(wanted, solved, run.networks());
    for (ColumnKey key : wiring.constants().keySet()) {
      notes.add(
          kept
              ? "%s: computed once, kept %s".formatted(key, run.training().placeOf(key))
              : "%s: computed at every step, for %s"
                  .formatted(
                      key,
                      stage.guides().training()
                          ? "guides are in training mode"
                          : stage.mixup().isPresent()
                              ? "samples are mixed"
                              : "inputs are augmented"));
    }
    run.validation()
        .ifPresent(
            feed -> feed.keepOnly(wiring.constantsOf(stage.readout()), Set.of(), run.networks()));
  }

  private List<NetworkBlock> blocks() {
    return stage.trains().stream().map(part -> run.networks().network(part.network())).toList();
  }
}
