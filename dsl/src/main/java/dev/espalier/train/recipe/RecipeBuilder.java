package dev.espalier.train.recipe;

import dev.espalier.data.DataSet;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Once;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes a recipe; a persistent value, so every call returns a new one.
 *
 * <p>Defaults: Adam at 1e-3, batch 64, 10 epochs a stage, seed 0, no early stop, no clipping, no
 * checkpoints, the first GPU or else the CPU, 32-bit numbers, 2 GiB for data and cached values, a
 * progress bar on a terminal. Only the data has none.
 */
public final class RecipeBuilder {
  private final @Nullable Task task;
  private final Optional<Loss> loss;
  private final @Nullable DataSet data;
  private final Optional<DataSet> validation;
  private final List<Augmentation> augmentations;
  private final List<Measure> measures;
  private final Optimization optimization;
  private final long seed;
  private final Conditions conditions;
  private final Once once;

  private RecipeBuilder(
      @Nullable Task task,
      Optional<Loss> loss,
      @Nullable DataSet data,
      Optional<DataSet> validation,
      List<Augmentation> augmentations,
      List<Measure> measures,
      Optimization optimization,
      long seed,
      Conditions conditions,
      Once once) {
    this.task = task;
    this.loss = loss;
    this.data = data;
    this.validation = validation;
    this.augmentations = augmentations;
    this.measures = measures;
    this.optimization = optimization;
    this.seed = seed;
    this.conditions = conditions;
    this.once = once;
  }

  /** Gives the defaults, without data. */
  public static RecipeBuilder empty() {
    return new RecipeBuilder(
        null,
        Optional.empty(),
        null,
        Optional.empty(),
        List.of(),
        List.of(),
        Optimization.standard(),
        0,
        Conditions.standard(),
        Once.of("recipe"));
  }

  /** Gives a builder that starts from a recipe, whose every setting may be given anew. */
  public static RecipeBuilder of(Recipe recipe) {
    Given.all("recipe", recipe);
    return new RecipeBuilder(
        recipe.task(),
        recipe.loss(),
        recipe.data(),
        recipe.validation(),
        recipe.augmentations(),
        recipe.measures(),
        recipe.optimization(),
        recipe.seed(),
        recipe.conditions(),
        Once.of("recipe"));
  }

  /** Gives this builder with all that was given as defaults, each of which may be given anew. */
  public RecipeBuilder asDefaults() {
    return new RecipeBuilder(
        task,
        loss,
        data,
        validation,
        augmentations,
        measures,
        optimization,
        seed,
        conditions,
        Once.of("recipe"));
  }

  /**
   * Gives the described recipe.
   *
   * @throws PlanException if there is no data
   */
  public Recipe build() {
    if (task == null || data == null) {
      throw new PlanException(
          "recipe",
          List.of(new Problem("data", "there is none", "classify(data) or regress(data)")));
    }
    return new Recipe(
        task, loss, data, validation, augmentations, measures, optimization, seed, conditions);
  }

  /** Trains to tell classes apart, by softmax cross-entropy. */
  public RecipeBuilder classify(DataSet training) {
    Given.all("training", training);
    return data(Task.CLASSIFICATION, training);
  }

  /** Trains to predict values, by mean square. */
  public RecipeBuilder regress(DataSet training) {
    Given.all("training", training);
    return data(Task.REGRESSION, training);
  }

  /**
   * Trains by another loss than the task's own; validation and early stopping follow it too.
   *
   * <pre>{@code
   * r.classify(data).loss(crossEntropy().smoothing(0.1))
   * }</pre>
   */
  public RecipeBuilder loss(Loss other) {
    Given.all("other", other);
    return new RecipeBuilder(
        task,
        Optional.of(other),
        data,
        validation,
        augmentations,
        measures,
        optimization,
        seed,
        conditions,
        once.given("the loss", other));
  }

  /**
   * Measures every epoch, and stops early if asked, on this data.
   *
   * @param other raw, or normalised as the training data are; classes in another order, or only
   *     some of them, are found by name, as the log says
   */
  public RecipeBuilder validate(DataSet other) {
    Given.all("other", other);
    return new RecipeBuilder(
        task,
        loss,
        data,
        Optional.of(other),
        augmentations,
        measures,
        optimization,
        seed,
        conditions,
        once.given("the validation data", other.name()));
  }

  /** Changes training inputs at random, after earlier augmentations. */
  public RecipeBuilder augment(Augmentation augmentation) {
    Given.all("augmentation", augmentation);
    List<Augmentation> longer =
        Stream.concat(augmentations.stream(), Stream.of(augmentation)).toList();
    return new RecipeBuilder(
        task, loss, data, validation, longer, measures, optimization, seed, conditions, once);
  }

  /**
   * Measures one thing more of the predictions, after what always is measured and earlier ones: in
   * every epoch's validation, in evaluations, reports and comparisons.
   */
  public RecipeBuilder measure(Measure measure) {
    Given.all("measure", measure);
    List<Measure> longer = Stream.concat(measures.stream(), Stream.of(measure)).toList();
    return new RecipeBuilder(
        task,
        loss,
        data,
        validation,
        augmentations,
        longer,
        optimization,
        seed,
        conditions,
        once.given("measure '" + measure.name() + "'", measure));
  }

  /** Updates by Adam at a constant rate. */
  public RecipeBuilder adam(double rate) {
    return adam(Schedule.constant(rate));
  }

  /** Updates by Adam. */
  public RecipeBuilder adam(Schedule rate) {
    return optimizer(Optimizer.adam(), rate);
  }

  /** Updates by AdamW with weight decay 0.01 at a constant rate. */
  public RecipeBuilder adamW(double rate) {
    return adamW(Schedule.constant(rate));
  }

  /** Updates by AdamW with weight decay 0.01. */
  public RecipeBuilder adamW(Schedule rate) {
    return optimizer(Optimizer.adamW(), rate);
  }

  /** Updates by plain gradient descent at a constant rate. */
  public RecipeBuilder sgd(double rate) {
    return sgd(Schedule.constant(rate));
  }

  /** Updates by plain gradient descent. */
  public RecipeBuilder sgd(Schedule rate) {
    return optimizer(Optimizer.sgd(), rate);
  }

  /** Updates by gradient descent with momentum at a constant rate. */
  public RecipeBuilder sgd(double rate, double momentum) {
    return sgd(Schedule.constant(rate), momentum);
  }

  /** Updates by gradient descent with momentum. */
  public RecipeBuilder sgd(Schedule rate, double momentum) {
    return optimizer(Optimizer.momentum(momentum), rate);
  }

  /** Updates by any optimizer at a constant rate. */
  public RecipeBuilder optimizer(Optimizer optimizer, double rate) {
    return optimizer(optimizer, Schedule.constant(rate));
  }

  /** Updates by any optimizer. */
  public RecipeBuilder optimizer(Optimizer optimizer, Schedule rate) {
    Given.all("optimizer", optimizer, "rate", rate);
    return once("the optimizer", optimizer)
        .once("the rate", rate)
        .optimization(optimization.with(Settings.fromRecipe().optimizer(optimizer).rate(rate)));
  }

  /** Sets the learning rate over each stage. */
  public RecipeBuilder rate(Schedule rate) {
    Given.all("rate", rate);
    return once("the rate", rate).optimization(optimization.with(Settings.fromRecipe().rate(rate)));
  }

  /** Sets the number of samples a step. */
  public RecipeBuilder batch(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "recipe: batch(" + samples + "), needed at least 1. Try batch(64), or fullBatch().");
    }
    return once("the batch", samples)
        .optimization(optimization.with(Settings.fromRecipe().batch(samples)));
  }

  /** Takes the whole training set in one step. */
  public RecipeBuilder fullBatch() {
    return once("the batch", "full")
        .optimization(optimization.with(Settings.fromRecipe().batch(Optimization.FULL_BATCH)));
  }

  /** Sets the number of passes over the data, of each gradient stage. */
  public RecipeBuilder epochs(int epochs) {
    return once("the number of epochs", epochs)
        .optimization(optimization.with(Settings.fromRecipe().epochs(epochs)));
  }

  /** Scales a step's gradients so that their common norm is at most this. */
  public RecipeBuilder clip(double norm) {
    return once("clip", norm).optimization(optimization.with(Settings.fromRecipe().clip(norm)));
  }

  /** Stops a stage after so many epochs without a better validation loss; keeps the best epoch. */
  public RecipeBuilder stopEarly(int patience) {
    return stopping(Stopping.patience(patience));
  }

  /** Stops a stage after so many epochs without a better value of a measure; keeps the best. */
  public RecipeBuilder stopEarly(int patience, Measure measure) {
    return stopping(Stopping.patience(patience, measure));
  }

  /** Sets when a stage stops early. */
  public RecipeBuilder stopping(Stopping stopping) {
    Given.all("stopping", stopping);
    return once("when to stop", stopping)
        .optimization(optimization.with(Settings.fromRecipe().stopping(stopping)));
  }

  /** Sets the one seed. */
  public RecipeBuilder seed(long value) {
    return new RecipeBuilder(
        task,
        loss,
        data,
        validation,
        augmentations,
        measures,
        optimization,
        value,
        conditions,
        once.given("the seed", value));
  }

  /** Sets where it runs. */
  public RecipeBuilder device(DeviceChoice device) {
    return once("the device", device).conditions(conditions.device(device));
  }

  /**
   * Sets how many threads LibTorch uses inside one operator, in the whole process. Default: what
   * {@code OMP_NUM_THREADS} says, or half of the cores.
   */
  public RecipeBuilder threads(int count) {
    return once("the number of threads", count).conditions(conditions.threads(count));
  }

  /** Computes with 64-bit numbers. */
  public RecipeBuilder float64() {
    return precision(Precision.FLOAT64);
  }

  /**
   * Multiplies 16-bit copies in training passes, and computes with 32-bit numbers otherwise; see
   * {@link Precision#MIXED}. It saves time and memory on GPUs with tensor cores.
   *
   * @throws IllegalArgumentException if {@link #float64()} was asked for
   */
  public RecipeBuilder mixedPrecision() {
    return precision(Precision.MIXED);
  }

  /** Sets how many bytes data and cached values may take on the device. */
  public RecipeBuilder memory(long bytes) {
    return once("the memory", bytes + " bytes").conditions(conditions.memory(bytes));
  }

  /**
   * Saves the whole state every so many epochs, and at the end of each stage. A training that was
   * interrupted goes on from there when the same program runs again, and ends with the same bits as
   * if it had not been. A lambda that its numbers follow from needs a name for that, such as {@link
   * Schedule#named}.
   */
  public RecipeBuilder checkpoint(Path folder, int every) {
    return checkpoint(Checkpoints.in(folder).every(every));
  }

  /** Saves the whole state. */
  public RecipeBuilder checkpoint(Checkpoints checkpoints) {
    Given.all("checkpoints", checkpoints);
    return once("checkpoint", checkpoints.folder()).conditions(conditions.checkpoints(checkpoints));
  }

  /** Tells another listener what happens. */
  public RecipeBuilder listener(RunListener listener) {
    return conditions(
        conditions.listeners(
            Stream.concat(conditions.listeners().stream(), Stream.of(listener)).toList()));
  }

  /** Shows no progress bar. */
  public RecipeBuilder quiet() {
    return once("the progress bar", "quiet").conditions(conditions.progress(false));
  }

  /** Asks between batches whether to stop; the run then ends as cancelled. */
  public RecipeBuilder cancelWhen(BooleanSupplier cancelled) {
    return once("cancelWhen", "a condition").conditions(conditions.cancelled(cancelled));
  }

  private RecipeBuilder data(Task kind, DataSet training) {
    return new RecipeBuilder(
        kind,
        loss,
        training,
        validation,
        augmentations,
        measures,
        optimization,
        seed,
        conditions,
        once.given("the data", training.name()));
  }

  private RecipeBuilder precision(Precision value) {
    Precision before = conditions.precision();
    if (before != Precision.FLOAT32 && before != value) {
      throw new IllegalArgumentException(
          ("recipe: the precision was already given as %s, now as %s, and a training has one."
                  + " Try mixedPrecision() alone, which keeps 32-bit parameters, or float64() alone.")
              .formatted(before, value));
    }
    return once("the precision", value).conditions(conditions.precision(value));
  }

  private RecipeBuilder once(String setting, Object value) {
    return new RecipeBuilder(
        task,
        loss,
        data,
        validation,
        augmentations,
        measures,
        optimization,
        seed,
        conditions,
        once.given(setting, value));
  }

  private RecipeBuilder optimization(Optimization value) {
    return new RecipeBuilder(
        task, loss, data, validation, augmentations, measures, value, seed, conditions, once);
  }

  private RecipeBuilder conditions(Conditions value) {
    return new RecipeBuilder(
        task, loss, data, validation, augmentations, measures, optimization, seed, value, once);
  }

  @Override
  public String toString() {
    return task == null || data == null ? "recipe without data" : build().toString();
  }
}
