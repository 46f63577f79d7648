package dev.espalier.train.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.life.Shutdown;
import dev.espalier.describe.measure.Measure;
import dev.espalier.torch.Cudnn;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.Memory;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.measure.Evaluator;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Precision;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the stages of one run share: the networks, the data, the log. */
final class RunState implements AutoCloseable {
  private final Plan plan;
  private final Recipe recipe;
  private final CompiledHierarchy networks;
  private final Feed training;
  private final Optional<Feed> validation;
  private final Evaluator evaluator;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private final List<StageRecord> stages = new ArrayList<>();
  private final Listeners listeners;
  private final Set<String> solvedColumns = new LinkedHashSet<>();
  private final RunSaver saver;
  private final FrozenNetworks frozen;
  private boolean cancelled;

  RunState(CompiledHierarchy networks, Plan plan, Recipe recipe, RunSaver saver) {
    this.networks = networks;
    this.frozen = new FrozenNetworks(networks);
    this.plan = plan;
    this.recipe = recipe;
    this.saver = saver;
    DataType type = networks.type();
    Memory memory = new Memory(recipe.conditions().memory());
    training = new Feed(recipe.data(), networks.manager(), type, memory);
    validation = recipe.validation().map(data -> new Feed(data, networks.manager(), type, memory));
    evaluator = new Evaluator(networks, recipe, Measured.of(plan, recipe));
    List<RunListener> told = new ArrayList<>(recipe.conditions().listeners());
    if (recipe.conditions().progress() && ProgressListener.isUseful()) {
      told.add(new ProgressListener(plan));
    }
    listeners = new Listeners(told);
  }

  CheckedHierarchy hierarchy() {
    return networks.description();
  }

  Plan plan() {
    return plan;
  }

  Recipe recipe() {
    return recipe;
  }

  CompiledHierarchy networks() {
    return networks;
  }

  NDManager manager() {
    return networks.manager();
  }

  Feed training() {
    return training;
  }

  Optional<Feed> validation() {
    return validation;
  }

  /** Gives the measure that a result is judged by. */
  Measure main() {
    return Measured.main(recipe);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  List<EpochRecord> epochs() {
    return epochs;
  }

  List<StageRecord> stages() {
    return stages;
  }

  /** Gives the names of the columns that solve stages have written. */
  Set<String> solvedColumns() {
    return solvedColumns;
  }

  /** Gives what watches the networks whose values are kept. */
  FrozenNetworks frozen() {
    return frozen;
  }

  /** Forgets what was computed from networks, for their values have been changed. */
  void forgetConstants() {
    frozen.forget();
    training.keepOnly(List.of(), solvedColumns, networks);
    validation.ifPresent(feed -> feed.keepOnly(List.of(), Set.of(), networks));
  }

  Listeners listeners() {
    return listeners;
  }

  /** Gives sentences about the whole run. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(saver.notes());
    if (recipe.conditions().precision() == Precision.MIXED && !manager().getDevice().isGpu()) {
      notes.add(
          "mixed precision on the CPU saves time only in wide layers, and only where the processor"
              + " multiplies bfloat16; it is meant for GPUs");
    }
    if (manager().getDevice().isGpu() && !Cudnn.exact()) {
      notes.add(
          "LibTorch could not be told here to compute convolutions on this GPU in 32 bits and in a"
              + " fixed order, so digits may differ when the training is repeated or resumed");
    }
    return notes;
  }

  RunSaver saver() {
    return saver;
  }

  /** Saves the whole state, where the recipe asks for it. */
  void save() {
    saver.save(this);
  }

  /** Says whether the run was asked to stop; once it was, it stays so. */
  boolean cancelled() {
    cancelled =
        cancelled
            || Shutdown.isUnderWay()
            || recipe.conditions().cancelled().getAsBoolean()
            || Thread.currentThread().isInterrupted();
    return cancelled;
  }

  /** Frees the data and what was kept of it; the networks stay. */
  @Override
  public void close() {
    frozen.close();
    training.close();
    validation.ifPresent(Feed::close);
  }
}
