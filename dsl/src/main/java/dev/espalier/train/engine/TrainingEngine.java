package dev.espalier.train.engine;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.compile.life.Shutdown;
import dev.espalier.data.DataForm;
import dev.espalier.data.Targets;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import dev.espalier.train.checks.Footprints;
import dev.espalier.train.checks.PlanChecks;
import dev.espalier.train.checks.TrainingData;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.UnusedGuidance;
import dev.espalier.train.recipe.Devices;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.Fingerprint;
import dev.espalier.train.state.ParameterHash;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one engine that runs every stage of every method.
 *
 * <p>Every random number follows from the recipe's seed and its place in the plan, so runs on
 * several threads do not disturb each other, and a run gives the same numbers again on the same
 * machine.
 */
public final class TrainingEngine {
  private TrainingEngine() {}

  /**
   * Gives the plan of a training, after every check that a training makes before it runs.
   *
   * @throws PlanException if method, recipe and hierarchy do not fit
   */
  public static Plan plan(CheckedHierarchy hierarchy, TrainingMethod method, Recipe recipe) {
    Plan plan = Plan.by(method, hierarchy);
    PlanChecks.require(plan, TrainingData.first(hierarchy, recipe));
    return plan;
  }

  /**
   * Trains a hierarchy by a method.
   *
   * @throws PlanException if method, recipe and hierarchy do not fit; nothing has run
   * @throws TrainException if the training cannot go on
   */
  public static Outcome train(CheckedHierarchy hierarchy, TrainingMethod method, Recipe recipe) {
    return run(Plan.by(method, hierarchy), TrainingData.first(hierarchy, recipe), null);
  }

  /**
   * Trains the networks of an earlier run further, on data that are brought to the form of the
   * earlier run's; that run stays as it is.
   *
   * @throws PlanException if method, recipe and hierarchy do not fit; nothing has run
   */
  public static Outcome train(Outcome earlier, TrainingMethod method, Recipe recipe) {
    return train(earlier.networks(), earlier.form(), method, recipe);
  }

  /**
   * Trains networks further from the values that they have; they stay as they are.
   *
   * @param form what data they were trained on, to which the recipe's data are brought
   * @throws PlanException if method, recipe and hierarchy do not fit; nothing has run
   */
  public static Outcome train(
      CompiledHierarchy start, DataForm form, TrainingMethod method, Recipe recipe) {
    // Refused here, before anything is planned, if it is closed.
    start.use("train").close();
    CheckedHierarchy hierarchy = start.description();
    return run(Plan.by(method, hierarchy), TrainingData.further(hierarchy, recipe, form), start);
  }

  private static Outcome run(Plan given, TrainingData data, @Nullable CompiledHierarchy start) {
    CheckedHierarchy hierarchy = data.hierarchy();
    Plan plan = given.withNotes(hierarchy);
    PlanChecks.require(plan, data);
    Recipe recipe = data.prepared();
    Device device = Devices.choose(recipe.conditions().device());
    Threads.settle(recipe.conditions().threads());
    DataType type = recipe.conditions().precision().type();
    Footprints.require(hierarchy, plan, recipe, type, device);
    Map<String, String> environment = environment(device, recipe);
    try (RunSaver saver =
        RunSaver.of(
            plan,
            recipe,
            environment,
            () -> Fingerprint.of(hierarchy, plan, recipe, first(start)))) {
      CompiledHierarchy networks = CompiledHierarchy.of(hierarchy, device, type, recipe.seed());
      try (Lifetime.Use use = networks.use("train");
          RunState run = new RunState(networks, plan, recipe, saver);
          Autograd.Mode paused = Autograd.paused()) {
        if (start != null) {
          Outcome.copyParameters(start, networks);
        }
        saver.restoreRun(run);
        RunLog.Ending ending = told(run);
        if (ending == RunLog.Ending.CANCELLED && Shutdown.isUnderWay()) {
          throw ended(hierarchy, saver);
        }
        open(run);
        List<Evaluation> evaluations = evaluations(run);
        List<String> notes = new ArrayList<>(data.notes());
        notes.addAll(notes(run, evaluations));
        return new Outcome(
            hierarchy,
            plan,
            recipe,
            new RunLog(run.stages(), run.epochs(), ending, notes),
            evaluations,
            environment,
            networks);
      } catch (RuntimeException | Error e) {
        networks.close();
        throw e;
      }
    }
  }

  private static String first(@Nullable CompiledHierarchy start) {
    if (start == null) {
      return "drawn from the seed";
    }
    try (Lifetime.Use use = start.use("train")) {
      return ParameterHash.of(start);
    }
  }

  private static TrainException ended(CheckedHierarchy hierarchy, RunSaver saver) {
    return new TrainException(
        "training of '" + hierarchy.name() + "'",
        List.of(
            new Problem(
                "process",
                saver.saves()
                    ? "it is ending; the training is saved where it stopped"
                    : "it is ending; the training is lost, since it has no checkpoints",
                saver.saves() ? "the same call again, which goes on" : "checkpoint(folder, 1)")));
  }

  /** Runs the plan; tells of a failure to those who were told that a stage had begun. */
  private static RunLog.Ending told(RunState run) {
    try {
      return stages(run, parts(run.plan()));
    } catch (RuntimeException | Error e) {
      run.listeners().failed(e);
      throw e;
    }
  }

  /** Gives the plan's stages by the method that gave them, under their final names. */
  private static List<List<Stage>> parts(Plan plan) {
    List<Stage> stages = plan.stages();
    List<List<Stage>> parts = new ArrayList<>();
    int from = 0;
    for (Plan.Segment segment : plan.segments()) {
      int to = from + segment.stages().size();
      parts.add(stages.subList(from, to));
      from = to;
    }
    return parts;
  }

  /**
   * Runs stages in order, from the one on that a checkpoint says; saves after each. A stage that
   * ends the plan ends its own part of it, and the next part follows.
   */
  static RunLog.Ending stages(RunState run, List<List<Stage>> parts) {
    StagesDone done = new StagesDone();
    List<Stage> stages = parts.stream().flatMap(List::stream).toList();
    return run.saver()
        .running(
            done,
            () -> {
              while (!done.ended && done.count < stages.size()) {
                if (run.cancelled()) {
                  return RunLog.Ending.CANCELLED;
                }
                StageEnd end = run(run, stages.get(done.count));
                if (end == StageEnd.CUT_SHORT) {
                  return RunLog.Ending.CANCELLED;
                }
                done.count = end == StageEnd.ENDS_PLAN ? endOf(parts, done.count) : done.count + 1;
                done.ended = end == StageEnd.ENDS_PLAN && done.count == stages.size();
                run.save();
              }
              return done.ended ? RunLog.Ending.ENDED_BY_STAGE : RunLog.Ending.COMPLETED;
            });
  }

  /** Gives where the part of a stage ends. */
  private static int endOf(List<List<Stage>> parts, int stage) {
    int end = 0;
    for (List<Stage> part : parts) {
      end += part.size();
      if (stage < end) {
        break;
      }
    }
    return end;
  }

  private static StageEnd run(RunState run, Stage stage) {
    if (stage instanceof GradientStage gradient) {
      return new GradientRunner(run, gradient).run();
    }
    if (stage instanceof SolveStage solve) {
      return new SolveRunner(run, solve).run();
    }
    return new BranchRunner(run, (BranchStage) stage).run();
  }

  /** How many stages of a list are done, and whether the last of them ended the list. */
  private static final class StagesDone implements Saved {
    private int count;
    private boolean ended;

    @Override
    public void save(StateWriter out) throws IOException {
      out.number("stages", count);
      out.number("ended", ended ? 1 : 0);
    }

    @Override
    public void restore(StateReader in) {
      count = Math.toIntExact(in.number("stages"));
      ended = in.number("ended") == 1;
    }
  }

  /**
   * Lets gradients into all that the plan trains, whether its stages have run here or in a run
   * before: LibTorch multiplies sequences by weights that take gradients in another order.
   */
  private static void open(RunState run) {
    run.plan().gradientStages().stream()
        .flatMap(stage -> stage.trains().stream())
        .map(part -> run.networks().network(part.network()))
        .forEach(network -> network.trainable(true));
  }

  /** Measures each readout that a stage trained, on all data. */
  private static List<Evaluation> evaluations(RunState run) {
    Set<Readout> readouts = new LinkedHashSet<>();
    Set<String> ran = new LinkedHashSet<>();
    run.stages().forEach(stage -> ran.add(stage.name()));
    for (GradientStage stage : run.plan().gradientStages()) {
      if (ran.contains(stage.name())) {
        readouts.add(stage.readout());
      }
    }
    if (readouts.isEmpty()) {
      readouts.add(run.plan().readout());
    }
    List<Readout> all = List.copyOf(readouts);
    List<Evaluation> training = run.evaluator().measure(all, run.training());
    List<Evaluation> validation =
        run.validation().map(feed -> run.evaluator().measure(all, feed)).orElse(List.of());
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      evaluations.add(training.get(i));
      if (!validation.isEmpty()) {
        evaluations.add(validation.get(i));
      }
    }
    return evaluations;
  }

  /** Gives the run's notes, and what is to be said of the metrics of each readout. */
  private static List<String> notes(RunState run, List<Evaluation> evaluations) {
    List<String> classes =
        run.recipe().data().kind() instanceof Targets.Classes kind ? kind.names() : List.of();
    String measured = run.recipe().validation().orElse(run.recipe().data()).name();
    List<String> notes = new ArrayList<>(run.notes());
    notes.addAll(UnusedGuidance.sentences(run.plan(), run.hierarchy()));
    for (Evaluation one : evaluations) {
      if (one.data().equals(measured)) {
        one.remarks(classes)
            .forEach(
                remark -> notes.add("%s on '%s' %s".formatted(one.readout(), measured, remark)));
      }
    }
    return notes.stream().distinct().toList();
  }

  private static Map<String, String> environment(Device device, Recipe recipe) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("device", device.isGpu() ? "gpu " + device.getDeviceId() : "cpu");
    environment.put("precision", recipe.conditions().precision().toString());
    environment.put("threads", String.valueOf(Torch.threads()));
    environment.put("seed", String.valueOf(recipe.seed()));
    environment.put("LibTorch", ai.djl.engine.Engine.getEngine(Torch.ENGINE).getVersion());
    environment.put("Java", System.getProperty("java.version"));
    environment.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return environment;
  }
}
