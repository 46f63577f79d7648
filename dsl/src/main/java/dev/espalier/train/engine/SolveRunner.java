package dev.espalier.train.engine;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Task;
import dev.espalier.train.recipe.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one solve stage. */
final class SolveRunner implements SolveContext {
  private final RunState run;
  private final SolveStage stage;
  private final Map<String, Double> counters = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final WrittenColumns columns;

  SolveRunner(RunState run, SolveStage stage) {
    this.run = run;
    this.stage = stage;
    columns =
        new WrittenColumns(
            stage.name(), stage.solver().columns(run.hierarchy()), run.training().size());
  }

  StageEnd run() {
    long start = System.nanoTime();
    run.listeners().stageStarted(stage, 0);
    try (Autograd.Mode paused = Autograd.paused()) {
      stage.solver().solve(this);
    }
    columns.requireWhole();
    run.forgetConstants();
    StageRecord done =
        new StageRecord(
            stage.name(),
            "",
            0,
            0,
            0,
            (System.nanoTime() - start) / 1e9,
            "solved",
            "kept",
            counters,
            notes);
    run.stages().add(done);
    run.listeners().stageDone(done);
    return StageEnd.GOES_ON;
  }

  @Override
  public CompiledHierarchy networks() {
    return run.networks();
  }

  @Override
  public Cells cells() {
    return Measured.cells(run.recipe().data().kind());
  }

  @Override
  public Task task() {
    return run.recipe().task();
  }

  @Override
  public int rows() {
    return run.training().size();
  }

  @Override
  public void forEachBatch(BatchVisitor visitor) {
    run.training().forEachRange(visitor::visit);
  }

  @Override
  public SolveContext.Column newColumn(String name, Dims dims) {
    columns.open(name, dims);
    run.solvedColumns().add(name);
    FeedColumn column = run.training().newColumn(name, dims);
    return (from, rows) -> {
      columns.write(name, from, rows.getShape().getShape());
      column.write(from, rows);
    };
  }

  @Override
  public void count(String name, double value) {
    counters.merge(name, value, Double::sum);
  }

  @Override
  public void note(String text) {
    notes.add(text);
  }
}
