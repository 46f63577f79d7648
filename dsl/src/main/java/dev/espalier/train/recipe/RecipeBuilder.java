package dev.espalier.train.recipe;

import dev.espalier.data.DataSet;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Patience;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Describes a recipe; a persistent value, so every call returns a new one.
 *
 * <p>Defaults: Adam at 1e-3, batch 64, 10 epochs a stage, seed 0, no early stop, no clipping, no
 * checkpoints, the first GPU or else the CPU, 32-bit numbers, 2 GiB for data and cached values, a
 * progress bar on a terminal. Only the data has none.
 */
public final class RecipeBuilder {
  private static final Optimization STANDARD = Optimization.standard();
  private static final Conditions ANYWHERE = Conditions.standard();

  private static final Setting<Optional<Task>> TASK = new Setting<>("the task", Optional.empty());
  private static final Setting<Optional<DataSet>> DATA =
      new Setting<>("the data", Optional.empty());
  private static final Setting<Optional<Loss>> LOSS = new Setting<>("the loss", Optional.empty());
  private static final Setting<Optional<DataSet>> VALIDATION =
      new Setting<>("the validation data", Optional.empty());
  private static final Setting<List<Augmentation>> AUGMENTATIONS =
      new Setting<>("augmentations", List.of());
  private static final Setting<List<Measure>> MEASURES = new Setting<>("measures", List.of());
  private static final Setting<Optimizer> OPTIMIZER =
      new Setting<>("the optimizer", STANDARD.optimizer());
  private static final Setting<Schedule> RATE = new Setting<>("the rate", STANDARD.rate());
  private static final Setting<Integer> BATCH = new Setting<>("the batch", STANDARD.batch());
  private static final Setting<Integer> EPOCHS =
      new Setting<>("the number of epochs", STANDARD.epochs());
  private static final Setting<Double> CLIP = new Setting<>("clip", STANDARD.clip());
  private static final Setting<Sampling> SAMPLING =
      new Setting<>("balancedSampling", Sampling.SHUFFLED);
  private static final Setting<LayerRates> LAYER_RATES =
      new Setting<>("layerRates", STANDARD.layerRates());
  private static final Setting<Decay> DECAY = new Setting<>("decayOnlyWeights", STANDARD.decay());
  private static final Setting<Optional<Plateau>> PLATEAU =
      new Setting<>("rateOnPlateau", STANDARD.plateau());
  private static final Setting<Stopping> STOPPING =
      new Setting<>("when to stop", STANDARD.stopping());
  private static final Setting<Long> SEED = new Setting<>("the seed", 0L);
  private static final Setting<DeviceChoice> DEVICE =
      new Setting<>("the device", ANYWHERE.device());
  private static final Setting<OptionalInt> THREADS =
      new Setting<>("the number of threads", ANYWHERE.threads());
  private static final Setting<Precision> PRECISION =
      new Setting<>("the precision", ANYWHERE.precision());
  private static final Setting<Long> MEMORY = new Setting<>("the memory", ANYWHERE.memory());
  private static final Setting<Optional<Checkpoints>> CHECKPOINTS =
      new Setting<>("checkpoint", ANYWHERE.checkpoints());
  private static final Setting<List<RunListener>> LISTENERS =
      new Setting<>("listeners", ANYWHERE.listeners());
  private static final Setting<Boolean> PROGRESS =
      new Setting<>("the progress bar", ANYWHERE.progress());
  private static final Setting<BooleanSupplier> CANCELLED =
      new Setting<>("cancelWhen", ANYWHERE.cancelled());

  private final Choices choices;
  private final Optimization optimization;
  private final Conditions conditions;

  private RecipeBuilder(Choices choices) {
    this.choices = choices;
    optimization =
        new Optimization(
            choices.get(OPTIMIZER),
            choices.get(RATE),
            choices.get(BATCH),
            choices.get(EPOCHS),
            choices.get(CLIP),
            choices.get(LAYER_RATES),
            choices.get(DECAY),
            choices.get(SAMPLING),
            choices.get(PLATEAU),
            choices.get(STOPPING));
    conditions =
        new Conditions(
            choices.get(DEVICE),
            choices.get(THREADS),
            choices.get(PRECISION),
            choices.get(MEMORY),
            choices.get(CHECKPOINTS),
            choices.get(LISTENERS),
            choices.get(PROGRESS),
            choices.get(CANCELLED));
  }

  /** Gives the defaults, without data. */
  public static RecipeBuilder empty() {
    return new RecipeBuilder(Choices.of("recipe"));
  }

  /** Gives a builder that starts from a recipe, whose every setting may be given anew. */
  public static RecipeBuilder of(Recipe recipe) {
    Given.all("recipe", recipe);
    Optimization optimization = recipe.optimization();
    Conditions conditions = recipe.conditions();
    return new RecipeBuilder(
        Choices.of("recipe")
            .with(TASK, Optional.of(recipe.task()))
            .with(DATA, Optional.of(recipe.data()))
            .with(LOSS, recipe.loss())
            .with(VALIDATION, recipe.validation())
            .with(AUGMENTATIONS, recipe.augmentations())
            .with(MEASURES, recipe.measures())
            .with(OPTIMIZER, optimization.optimizer())
            .with(RATE, optimization.rate())
            .with(BATCH, optimization.batch())
            .with(EPOCHS, optimization.epochs())
            .with(CLIP, optimization.clip())
            .with(LAYER_RATES, optimization.layerRates())
            .with(DECAY, optimization.decay())
            .with(SAMPLING, optimization.sampling())
            .with(PLATEAU, optimization.plateau())
            .with(STOPPING, optimization.stopping())
            .with(SEED, recipe.seed())
            .with(DEVICE, conditions.device())
            .with(THREADS, conditions.threads())
            .with(PRECISION, conditions.precision())
            .with(MEMORY, conditions.memory())
            .with(CHECKPOINTS, conditions.checkpoints())
            .with(LISTENERS, conditions.listeners())
            .with(PROGRESS, conditions.progress())
            .with(CANCELLED, conditions.cancelled())
            .asDefaults());
  }

  /** Gives this builder with all that was given as defaults, each of which may be given anew. */
  public RecipeBuilder asDefaults() {
    return with(choices.asDefaults());
  }

  /**
   * Gives the described recipe.
   *
   * @throws PlanException if there is no data
   */
  public Recipe build() {
    return new Recipe(
        choices.get(TASK).orElseThrow(RecipeBuilder::noData),
        choices.get(LOSS),
        choices.get(DATA).orElseThrow(RecipeBuilder::noData),
        choices.get(VALIDATION),
        choices.get(AUGMENTATIONS),
        choices.get(MEASURES),
        optimization,
        choices.get(SEED),
        conditions);
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
   * Trains several outputs at once, by the sum of their own losses; {@link OutputsLoss} weighs
   * them.
   *
   * @param training of several outputs, {@link dev.espalier.data.Data#ofOutputs}
   */
  public RecipeBuilder multitask(DataSet training) {
    Given.all("training", training);
    return data(Task.SEVERAL, training);
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
    return with(choices.with(LOSS, Optional.of(other), other));
  }

  /**
   * Measures every epoch, and stops early if asked, on this data.
   *
   * @param other raw, or normalised as the training data are; classes in another order, or only
   *     some of them, are found by name, as the log says
   */
  public RecipeBuilder validate(DataSet other) {
    Given.all("other", other);
    return with(choices.with(VALIDATION, Optional.of(other), other.name()));
  }

  /** Changes training inputs at random, after earlier augmentations. */
  public RecipeBuilder augment(Augmentation augmentation) {
    Given.all("augmentation", augmentation);
    return with(choices.plus(AUGMENTATIONS, augmentation));
  }

  /**
   * Measures one thing more of the predictions, after what always is measured and earlier ones: in
   * every epoch's validation, in evaluations, reports and comparisons.
   */
  public RecipeBuilder measure(Measure measure) {
    Given.all("measure", measure);
    Choices noted = choices.once("measure '" + measure.name() + "'", measure);
    return with(noted.plus(MEASURES, measure));
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
    return with(choices.with(OPTIMIZER, optimizer).with(RATE, rate));
  }

  /** Sets the learning rate over each stage. */
  public RecipeBuilder rate(Schedule rate) {
    Given.all("rate", rate);
    return with(choices.with(RATE, rate));
  }

  /** Sets the number of samples a step. */
  public RecipeBuilder batch(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "recipe: batch(" + samples + "), needed at least 1. Try batch(64), or fullBatch().");
    }
    return with(choices.with(BATCH, samples));
  }

  /** Takes the whole training set in one step. */
  public RecipeBuilder fullBatch() {
    return with(choices.with(BATCH, Optimization.FULL_BATCH, "full"));
  }

  /** Sets the number of passes over the data, of each gradient stage. */
  public RecipeBuilder epochs(int epochs) {
    return with(choices.with(EPOCHS, epochs));
  }

  /** Scales a step's gradients so that their common norm is at most this. */
  public RecipeBuilder clip(double norm) {
    return with(choices.with(CLIP, norm));
  }

  /**
   * Multiplies the rate of some layers, of every stage in which they train.
   *
   * <pre>{@code
   * r.adam(1e-3).layerRates(l -> l.multiplied(0.1, "h1", "h2").projections(10))
   * }</pre>
   */
  public RecipeBuilder layerRates(UnaryOperator<LayerRates> choice) {
    Given.all("choice", choice);
    return with(
        choices.with(LAYER_RATES, Given.result("layerRates", choice.apply(LayerRates.same()))));
  }

  /**
   * Keeps the optimizer's weight decay from biases and from the factors and offsets of
   * normalisations: only parameters of two axes or more decay.
   *
   * <pre>{@code
   * r.adamW(1e-3).decayOnlyWeights()
   * }</pre>
   */
  public RecipeBuilder decayOnlyWeights() {
    return with(choices.with(DECAY, Decay.WEIGHTS));
  }

  /**
   * Draws the rows of each epoch anew, a class first, each as likely as another, then one of its
   * rows: a rare class is seen as often as a frequent one. Not with weights of classes in the loss,
   * which do the same.
   */
  public RecipeBuilder balancedSampling() {
    return with(choices.with(SAMPLING, Sampling.BALANCED));
  }

  /**
   * Multiplies a stage's rate by a factor after more than so many epochs without a better
   * validation loss.
   */
  public RecipeBuilder rateOnPlateau(double factor, int patience) {
    return rateOnPlateau(factor, patience, new MeanLoss(), 0);
  }

  /**
   * Multiplies a stage's rate by a factor after more than so many epochs in a row without a value
   * of a measure that is better than the best by more than a difference.
   *
   * <pre>{@code
   * r.validate(test).sgd(0.1, 0.9).rateOnPlateau(0.1, 5, recall(), 0.01)
   * }</pre>
   */
  public RecipeBuilder rateOnPlateau(
      double factor, int patience, Measure measure, double minDelta) {
    Plateau plateau = new Plateau(factor, patience, measure, minDelta);
    return with(choices.with(PLATEAU, Optional.of(plateau), plateau));
  }

  /** Stops a stage after so many epochs without a better validation loss; keeps the best epoch. */
  public RecipeBuilder stopEarly(int patience) {
    return stopping(Stopping.patience(patience));
  }

  /** Stops a stage after so many epochs without a better value of a measure; keeps the best. */
  public RecipeBuilder stopEarly(int patience, Measure measure) {
    return stopping(Stopping.patience(patience, measure));
  }

  /**
   * Stops a stage after so many epochs without a value of a measure that is better by more than a
   * difference; keeps the best.
   */
  public RecipeBuilder stopEarly(int patience, Measure measure, double minDelta) {
    return stopping(new Patience(patience, measure, minDelta));
  }

  /** Sets when a stage stops early. */
  public RecipeBuilder stopping(Stopping stopping) {
    Given.all("stopping", stopping);
    return with(choices.with(STOPPING, stopping));
  }

  /** Sets the one seed. */
  public RecipeBuilder seed(long value) {
    return with(choices.with(SEED, value));
  }

  /** Sets where it runs. */
  public RecipeBuilder device(DeviceChoice device) {
    Given.all("device", device);
    return with(choices.with(DEVICE, device));
  }

  /**
   * Sets how many threads LibTorch uses inside one operator, in the whole process. Default: what
   * {@code OMP_NUM_THREADS} says, or half of the cores.
   */
  public RecipeBuilder threads(int count) {
    return with(choices.with(THREADS, OptionalInt.of(count), count));
  }

  /** Computes with 64-bit numbers. */
  public RecipeBuilder float64() {
    return with(choices.with(PRECISION, Precision.FLOAT64));
  }

  /**
   * Multiplies 16-bit copies in training passes, and computes with 32-bit numbers otherwise; see
   * {@link Precision#MIXED}. It saves time and memory on GPUs with tensor cores.
   *
   * @throws IllegalArgumentException if {@link #float64()} was asked for
   */
  public RecipeBuilder mixedPrecision() {
    return with(choices.with(PRECISION, Precision.MIXED));
  }

  /** Sets how many bytes data and cached values may take on the device. */
  public RecipeBuilder memory(long bytes) {
    return with(choices.with(MEMORY, bytes, bytes + " bytes"));
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
    return with(choices.with(CHECKPOINTS, Optional.of(checkpoints), checkpoints.folder()));
  }

  /** Tells another listener what happens. */
  public RecipeBuilder listener(RunListener listener) {
    Given.all("listener", listener);
    return with(choices.plus(LISTENERS, listener));
  }

  /** Shows no progress bar. */
  public RecipeBuilder quiet() {
    return with(choices.with(PROGRESS, false, "quiet"));
  }

  /** Asks between batches whether to stop; the run then ends as cancelled. */
  public RecipeBuilder cancelWhen(BooleanSupplier cancelled) {
    Given.all("cancelled", cancelled);
    return with(choices.with(CANCELLED, cancelled, "a condition"));
  }

  private RecipeBuilder data(Task kind, DataSet training) {
    return with(
        choices
            .with(DATA, Optional.of(training), training.name())
            .with(TASK, Optional.of(kind), kind));
  }

  private static PlanException noData() {
    return new PlanException(
        "recipe", List.of(new Problem("data", "there is none", "classify(data) or regress(data)")));
  }

  private static RecipeBuilder with(Choices choices) {
    return new RecipeBuilder(choices);
  }

  @Override
  public String toString() {
    return choices.get(DATA).isPresent() ? build().toString() : "recipe without data";
  }
}
