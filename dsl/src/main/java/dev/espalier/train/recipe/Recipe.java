package dev.espalier.train.recipe;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.loss.SquaredError;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;
import dev.espalier.train.plan.Task;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Data, task and settings of a training; a {@link RecipeBuilder} makes one and says the defaults.
 *
 * @param task what the output stands for
 * @param loss how far predictions are from labels; empty for the task's own, softmax cross-entropy
 *     or squared error
 * @param data the training data
 * @param validation the validation data
 * @param augmentations what changes training inputs at random, in order
 * @param measures what is measured besides what always is, in order
 * @param optimization how each gradient stage goes down its loss
 * @param seed the one seed, from which every random number follows
 * @param conditions under what conditions it runs
 */
public record Recipe(
    Task task,
    Optional<Loss> loss,
    DataSet data,
    Optional<DataSet> validation,
    List<Augmentation> augmentations,
    List<Measure> measures,
    Optimization optimization,
    long seed,
    Conditions conditions) {

  /** Copies the list. */
  public Recipe {
    Given.all(
        "task",
        task,
        "loss",
        loss,
        "data",
        data,
        "validation",
        validation,
        "augmentations",
        augmentations,
        "measures",
        measures,
        "optimization",
        optimization,
        "conditions",
        conditions);
    augmentations = List.copyOf(augmentations);
    measures = List.copyOf(measures);
  }

  /**
   * Gives the loss as the training data settle it.
   *
   * @throws dev.espalier.describe.problem.MisfitException if it does not fit them
   */
  public Loss taskLoss() {
    List<Integer> counts =
        loss.isEmpty()
            ? List.of()
            : data.kind() instanceof Targets.Classes
                ? List.copyOf(data.classCounts().values())
                : data.kind().outputs().isPresent() ? data.ones() : List.of();
    return loss.map(own -> own.fitted(counts)).orElseGet(this::standardLoss);
  }

  /** Says whether the loss is one of those that are added up with the metrics. */
  public boolean hasStandardLoss() {
    return task != Task.SEVERAL && loss.map(standardLoss()::equals).orElse(true);
  }

  private Loss standardLoss() {
    return data.kind()
        .outputs()
        .<Loss>map(OutputsLoss::of)
        .orElseGet(() -> task == Task.CLASSIFICATION ? new CrossEntropy() : new SquaredError());
  }

  /** Gives this recipe with other data. */
  public Recipe withData(DataSet training, Optional<DataSet> other) {
    return new Recipe(
        task, loss, training, other, augmentations, measures, optimization, seed, conditions);
  }

  /** Gives this recipe with another seed. */
  public Recipe withSeed(long other) {
    return new Recipe(
        task, loss, data, validation, augmentations, measures, optimization, other, conditions);
  }

  /** Gives this recipe with other settings of its optimization. */
  public Recipe withOptimization(Optimization other) {
    return new Recipe(
        task, loss, data, validation, augmentations, measures, other, seed, conditions);
  }

  /** Gives this recipe under other conditions. */
  public Recipe withConditions(Conditions other) {
    return new Recipe(
        task, loss, data, validation, augmentations, measures, optimization, seed, other);
  }

  /** Gives this recipe with its state saved, or saved elsewhere. */
  public Recipe withCheckpoints(Checkpoints checkpoints) {
    Given.all("checkpoints", checkpoints);
    return withConditions(conditions.withCheckpoints(checkpoints));
  }

  @Override
  public String toString() {
    return "%s of %s, %s, seed %s"
        .formatted(task.name().toLowerCase(Locale.ROOT), data.name(), optimization, seed);
  }
}
