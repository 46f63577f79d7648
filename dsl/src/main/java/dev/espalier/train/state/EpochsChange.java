package dev.espalier.train.state;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.feed.Batches;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a checkpoint's training can go on with other numbers of epochs, and end with the
 * bits of one that had them from the start.
 *
 * <p>A stage that has not begun may have any number. The one that is running may, if it has not
 * done more already and every schedule gave at each step the value that it gives with the new
 * number. A stage that is done may not.
 */
final class EpochsChange {
  private final Recipe recipe;
  private final StateReader checkpoint;
  private final long depth;
  private final List<Place> places = new ArrayList<>();

  private EpochsChange(Recipe recipe, StateReader checkpoint) {
    this.recipe = recipe;
    this.checkpoint = checkpoint;
    this.depth = checkpoint.number("depth");
  }

  /** How far a stage has come. */
  private enum When {
    DONE,
    RUNNING,
    AHEAD
  }

  /** A gradient stage, how far it has come, and which part of the checkpoint is its own. */
  private record Place(GradientStage stage, When when, int part) {}

  /**
   * Why it cannot.
   *
   * @param problem what was found and needed
   * @param afterItsEnd whether an earlier checkpoint, of the running stage, may serve
   */
  record Refusal(Problem problem, boolean afterItsEnd) {}

  /**
   * Gives the reason why a training cannot go on; empty if it can.
   *
   * @param found the checkpoint's epochs, by gradient stage
   * @param needed those of the training at hand
   */
  static Optional<Refusal> refusal(
      Plan plan, Recipe recipe, StateReader checkpoint, List<Integer> found, List<Integer> needed) {
    EpochsChange change = new EpochsChange(recipe, checkpoint);
    change.walk(plan.stages(), When.RUNNING, 0);
    for (int i = 0; i < found.size(); i++) {
      if (!found.get(i).equals(needed.get(i))) {
        Optional<Refusal> refusal =
            change.refusal(change.places.get(i), found.get(i), needed.get(i));
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    return Optional.empty();
  }

  /** Notes how far each stage has come; the state of the list itself is in a part. */
  private void walk(List<Stage> stages, When when, int part) {
    long done = doneOf(when, part, "stages");
    for (int i = 0; i < stages.size(); i++) {
      When its = whenOf(i, done, when, part + 1);
      if (stages.get(i) instanceof GradientStage gradient) {
        places.add(new Place(gradient, its, part + 1));
      } else if (stages.get(i) instanceof BranchStage branch) {
        long tried = doneOf(its, part + 1, "tried");
        for (int j = 0; j < branch.alternatives().size(); j++) {
          walk(branch.alternatives().get(j).stages(), whenOf(j, tried, its, part + 2), part + 2);
        }
      }
    }
  }

  private long doneOf(When when, int part, String what) {
    return switch (when) {
      case DONE -> Long.MAX_VALUE;
      case RUNNING -> state(part).number(what);
      case AHEAD -> 0;
    };
  }

  private When whenOf(int index, long done, When list, int part) {
    if (index < done) {
      return When.DONE;
    }
    return list == When.RUNNING && index == done && depth > part ? When.RUNNING : When.AHEAD;
  }

  private StateReader state(int part) {
    return checkpoint.within("part " + part);
  }

  private Optional<Refusal> refusal(Place place, int found, int needed) {
    return switch (place.when()) {
      case AHEAD -> Optional.empty();
      case DONE ->
          Optional.of(
              new Refusal(
                  problem(
                      place,
                      "it is done, with %s epochs, needed %s".formatted(found, needed),
                      "epochs(%s), and more of them in the last stage alone".formatted(found)),
                  true));
      case RUNNING -> whileRunning(place, found, needed).map(why -> new Refusal(why, false));
    };
  }

  private Optional<Problem> whileRunning(Place place, int found, int needed) {
    StateReader state = state(place.part()).within("epochs");
    int epochs = Math.toIntExact(state.number("epoch"));
    int begun = epochs + (state.number("batch") > 0 ? 1 : 0);
    if (needed < begun) {
      return Optional.of(
          problem(
              place,
              "it has gone through %s epochs already, needed %s".formatted(begun, needed),
              "epochs(%s) or more".formatted(begun)));
    }
    if (place.stage().transform().isPresent()) {
      return Optional.of(
          problem(
              place,
              "it had %s epochs, needed %s, and what it does to a batch may depend on their number"
                  .formatted(found, needed),
              "epochs(%s)".formatted(found)));
    }
    return schedules(place.stage()).entrySet().stream()
        .map(each -> otherwise(place, each.getKey(), each.getValue(), found, needed))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Gives the problem that a schedule would have given other values in the steps so far. */
  private Optional<Problem> otherwise(
      Place place, String name, Schedule schedule, int found, int needed) {
    int batches = Batches.count(recipe.data().trainedRows(), optimization(place.stage()).batch());
    long steps = state(place.part()).within("epochs").number("steps");
    for (long step = 0; step < steps; step++) {
      int epoch = Math.toIntExact(step / batches);
      double before = schedule.at(new Moment(step, (long) batches * found, epoch, found));
      double now = schedule.at(new Moment(step, (long) batches * needed, epoch, needed));
      if (Double.compare(before, now) != 0) {
        return Optional.of(
            problem(
                place,
                "%s, %s, was %s at step %s of %s epochs, and is %s there with %s"
                    .formatted(name, schedule, before, step + 1, found, now, needed),
                "epochs(%s), or from the start a schedule that does not follow the stage's length"
                    .formatted(found)));
      }
    }
    return Optional.empty();
  }

  private Map<String, Schedule> schedules(GradientStage stage) {
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    schedules.put("its rate", optimization(stage).rate());
    for (Term term : stage.terms()) {
      if (term.weight() instanceof Weight.Scheduled scheduled) {
        schedules.put("the weight of " + term.name(), scheduled.schedule());
      }
    }
    return schedules;
  }

  private Optimization optimization(GradientStage stage) {
    return recipe.optimization().with(stage.settings());
  }

  private static Problem problem(Place place, String what, String advice) {
    return new Problem("stage '" + place.stage().name() + "'", what, advice);
  }
}
