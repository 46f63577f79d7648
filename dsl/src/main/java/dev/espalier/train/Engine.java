package dev.espalier.train;

import ai.djl.Device;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
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
public final class Engine {
  private Engine() {}

  /**
   * Trains a hierarchy by a method.
   *
   * @throws PlanException if method, recipe and hierarchy do not fit; nothing has run
   * @throws TrainException if the training cannot go on
   */
  public static Outcome train(CheckedHierarchy hierarchy, TrainingMethod method, Recipe recipe) {
    return run(hierarchy, method.plan(hierarchy), recipe, null);
  }

  /** Trains the networks of an earlier run further; that run stays as it is. */
  public static Outcome train(Outcome earlier, TrainingMethod method, Recipe recipe) {
    return train(earlier.networks(), method, recipe);
  }

  /** Trains networks further from the values that they have; they stay as they are. */
  public static Outcome train(CompiledHierarchy start, TrainingMethod method, Recipe recipe) {
    return run(start.description(), method.plan(start.description()), recipe, start);
  }

  private static Outcome run(
      CheckedHierarchy hierarchy, Plan plan, Recipe recipe, @Nullable CompiledHierarchy start) {
    PlanChecks.require(hierarchy, plan, recipe);
    Device device = Devices.choose(recipe.conditions().device());
    Threads.settle(recipe.conditions().threads());
    RunState run = new RunState(hierarchy, plan, recipe, device);
    try (run;
        Autograd.Mode paused = Autograd.paused()) {
      if (start != null) {
        Outcome.copyParameters(start, run.networks());
      }
      RunLog.Ending ending = stages(run, plan.stages());
      List<Evaluation> evaluations = evaluations(run);
      return new Outcome(
          hierarchy,
          plan,
          recipe,
          new RunLog(run.stages(), run.epochs(), ending),
          evaluations,
          environment(device, recipe),
          run.networks());
    } catch (RuntimeException | Error e) {
      run.networks().close();
      throw e;
    }
  }

  /** Runs stages in order. */
  static RunLog.Ending stages(RunState run, List<Stage> stages) {
    for (Stage stage : stages) {
      if (run.cancelled()) {
        return RunLog.Ending.CANCELLED;
      }
      StageEnd end;
      if (stage instanceof GradientStage gradient) {
        end = new GradientRunner(run, gradient).run();
      } else if (stage instanceof SolveStage solve) {
        end = new SolveRunner(run, solve).run();
      } else {
        end = new BranchRunner(run, (BranchStage) stage).run();
      }
      if (run.cancelled()) {
        return RunLog.Ending.CANCELLED;
      }
      if (end == StageEnd.ENDS_PLAN) {
        return RunLog.Ending.ENDED_BY_STAGE;
      }
    }
    return RunLog.Ending.COMPLETED;
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
