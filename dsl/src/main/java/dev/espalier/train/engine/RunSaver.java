package dev.espalier.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.CheckpointSearch;
import dev.espalier.train.state.CheckpointStore;
import dev.espalier.train.state.Fingerprint;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the whole state of a run, and gives saved state back to the parts that it came from.
 *
 * <p>The parts that are running form a stack: the plan's stages, the stage, in a branch its stages,
 * and so on. A checkpoint holds the networks, the log and each part's state; a resumed run builds
 * the same stack, and each part takes its state as it begins.
 */
final class RunSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSaver.class);

  /** What may change the last digits of a sum. */
  private static final List<String> ROUNDING = List.of("device", "threads", "LibTorch", "system");

  private final Optional<Checkpoints> settings;
  private final Map<String, String> environment;
  private final Fingerprint fingerprint;
  private final @Nullable CheckpointStore store;
  private final @Nullable StateReader found;
  private final List<String> notes;
  private final List<Saved> running = new ArrayList<>();
  private final int depth;
  private int restored;

  private RunSaver(
      Optional<Checkpoints> settings,
      Map<String, String> environment,
      Fingerprint fingerprint,
      @Nullable CheckpointStore store,
      @Nullable StateReader found,
      List<String> notes) {
    this.notes = notes;
    this.settings = settings;
    this.environment = environment;
    this.fingerprint = fingerprint;
    this.store = store;
    this.found = found;
    depth = found == null ? 0 : Math.toIntExact(found.number("depth"));
  }

  /**
   * Opens the folder that a recipe names, and finds the checkpoint to go on from.
   *
   * @param environment what the run computes on; a note says where the checkpoint's was another
   * @throws TrainException if the folder is in use or another training's, or holds no checkpoint
   *     where one is required
   */
  static RunSaver of(
      Plan plan,
      Recipe recipe,
      Map<String, String> environment,
      Supplier<Fingerprint> fingerprint) {
    Optional<Checkpoints> settings = recipe.conditions().checkpoints();
    List<String> notes = new ArrayList<>();
    if (settings.isEmpty()) {
      return new RunSaver(settings, environment, Fingerprint.NONE, null, null, notes);
    }
    Checkpoints checkpoints = settings.get();
    CheckpointStore store = null;
    try {
      store = CheckpointStore.open(checkpoints.folder());
      Fingerprint print = fingerprint.get();
      Optional<StateReader> found =
          new CheckpointSearch(store, checkpoints, plan, recipe, print, notes).find();
      found.ifPresent(saved -> notes.addAll(changes(saved.within("environment"), environment)));
      if (found.isEmpty()) {
        warnOfUnnamed(print, notes);
      }
      return new RunSaver(settings, environment, print, store, found.orElse(null), notes);
    } catch (IOException e) {
      close(store);
      if (checkpoints.onFailure() == Checkpoints.OnFailure.STOP
          || checkpoints.found() == Checkpoints.Found.REQUIRE) {
        throw failure(checkpoints.folder(), e);
      }
      notes.add(unwritten(e));
      return new RunSaver(settings, environment, Fingerprint.NONE, null, null, notes);
    } catch (RuntimeException e) {
      close(store);
      throw e;
    }
  }

  /** Says at the start, when it can still be mended, what this training cannot be resumed with. */
  private static void warnOfUnnamed(Fingerprint print, List<String> notes) {
    print
        .keys()
        .unnamed()
        .forEach(
            (key, advice) -> {
              String warning =
                  "%s cannot be compared, so this training is not resumed without trustUnnamed(). Try %s."
                      .formatted(key, advice);
              LOG.warn(warning);
              notes.add(warning);
            });
  }

  private static List<String> changes(StateReader saved, Map<String, String> environment) {
    return ROUNDING.stream()
        .filter(what -> saved.has(what) && !saved.text(what).equals(environment.get(what)))
        .map(
            what ->
                "%s: %s, and %s where the checkpoint was written, so last digits may differ from those of one run"
                    .formatted(what, environment.get(what), saved.text(what)))
        .toList();
  }

  /** Gives sentences about the whole run, for its log. */
  List<String> notes() {
    return notes;
  }

  /** Brings networks, columns and log to the state of the checkpoint, if there is one. */
  void restoreRun(RunState run) {
    if (found == null) {
      return;
    }
    StateReader parameters = found.within("parameters");
    parameters(run).forEach(parameters::copyInto);
    StateReader columns = found.within("columns");
    for (String name : found.texts("columns")) {
      Dims dims = Dims.of(columns.shape(name).slice(1).getShape());
      FeedColumn column = run.training().newColumn(name, dims);
      columns.copyInto(name, column, run.manager());
      run.solvedColumns().add(name);
    }
    SavedLog.restore(found.within("log"), run);
  }

  /** Runs a part with its state in every checkpoint; restores it first where there is any. */
  <T> T running(Saved part, Supplier<T> body) {
    if (resumes() && found != null) {
      part.restore(found.within("part " + running.size()));
      restored++;
    }
    running.add(part);
    try {
      return body.get();
    } finally {
      running.remove(running.size() - 1);
    }
  }

  /** Says whether the part that begins next goes on from a checkpoint. */
  boolean resumes() {
    return restored < depth && restored == running.size();
  }

  /** Says whether to save after so many epochs of a stage. */
  boolean isDueAfterEpoch(int epochs) {
    return settings.isPresent() && epochs % settings.get().every() == 0;
  }

  /** Says whether to save after so many steps of a stage. */
  boolean isDueAfterStep(long steps) {
    return settings.isPresent()
        && settings.get().everySteps() > 0
        && steps % settings.get().everySteps() == 0;
  }

  /** Says whether the run saves at all. */
  boolean saves() {
    return store != null;
  }

  /**
   * Saves everything, unless a parameter is no longer finite: then the last good checkpoint stays.
   *
   * @throws TrainException if it cannot be written and the recipe says to stop
   */
  void save(RunState run) {
    if (store == null || !isFinite(run)) {
      return;
    }
    try {
      store.save(out -> write(run, out));
    } catch (IOException e) {
      if (settings.isPresent() && settings.get().onFailure() == Checkpoints.OnFailure.STOP) {
        throw failure(store.folder(), e);
      }
      notes.add(unwritten(e));
    }
  }

  private void write(RunState run, StateWriter out) throws IOException {
    fingerprint.save(out.within("training"));
    out.within("environment").texts(environment);
    SavedLog.save(out.within("log"), run);
    List<String> columns = List.copyOf(run.solvedColumns());
    out.texts("columns", columns);
    for (String name : columns) {
      out.within("columns")
          .column(
              name,
              run.training().required(new ColumnKey.Solved(name)),
              run.manager(),
              run.training().size());
    }
    StateWriter parameters = out.within("parameters");
    for (Map.Entry<String, NDArray> parameter : parameters(run).entrySet()) {
      parameters.array(parameter.getKey(), parameter.getValue());
    }
    out.number("depth", running.size());
    for (int i = 0; i < running.size(); i++) {
      running.get(i).save(out.within("part " + i));
    }
  }

  /** Says whether every parameter is a number, at the cost of one look at each. */
  private static boolean isFinite(RunState run) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return parameters(run).values().stream()
          .allMatch(array -> Torch.value(array.mul(0).sum()) == 0);
    }
  }

  private static Map<String, NDArray> parameters(RunState run) {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    Hierarchy described = run.networks().description().description();
    for (NetworkBlock block : run.networks().networks()) {
      if (described.isGiven(block.network().name())) {
        // The description has its values.
        continue;
      }
      for (NamedParameter parameter : block.parameters()) {
        parameters.put(block.network().name() + "." + parameter.name(), parameter.array());
      }
    }
    return parameters;
  }

  private static String unwritten(IOException e) {
    return "a checkpoint could not be written: " + e;
  }

  private static TrainException failure(Path folder, IOException cause) {
    TrainException failure =
        new TrainException(
            "checkpoints in " + folder,
            List.of(
                new Problem(
                    "file",
                    "%s; what was saved before is untouched".formatted(cause),
                    "more room, or a folder that can be written to")));
    failure.initCause(cause);
    return failure;
  }

  private static void close(@Nullable CheckpointStore store) {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public void close() {
    close(store);
  }
}
