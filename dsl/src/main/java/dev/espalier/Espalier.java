package dev.espalier;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Checker;
import dev.espalier.compare.ComparisonBuilder;
import dev.espalier.compare.Verdict;
import dev.espalier.compile.BlockLayer;
import dev.espalier.compile.formula.ScriptJoin;
import dev.espalier.compile.formula.ScriptLayer;
import dev.espalier.compile.formula.ScriptParameters;
import dev.espalier.compile.loss.LikenessFunction;
import dev.espalier.compile.loss.LossFunction;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.table.Filling;
import dev.espalier.describe.Description;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.Pretrained;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.merge.Concat;
import dev.espalier.describe.layer.merge.Join;
import dev.espalier.describe.layer.merge.Product;
import dev.espalier.describe.layer.merge.Sum;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.loss.AbsoluteError;
import dev.espalier.describe.loss.BinaryCrossEntropy;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.loss.Huber;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.loss.Poisson;
import dev.espalier.describe.loss.Quantile;
import dev.espalier.describe.loss.SquaredError;
import dev.espalier.describe.measure.Auc;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.MeanAbsolute;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.MeasureFunction;
import dev.espalier.describe.measure.PoissonDeviance;
import dev.espalier.describe.measure.RSquared;
import dev.espalier.describe.measure.RootMeanSquare;
import dev.espalier.describe.measure.label.Average;
import dev.espalier.describe.measure.label.AveragePrecision;
import dev.espalier.describe.measure.label.BalancedAccuracy;
import dev.espalier.describe.measure.label.CalibrationError;
import dev.espalier.describe.measure.label.CohenKappa;
import dev.espalier.describe.measure.label.F1;
import dev.espalier.describe.measure.label.LogLoss;
import dev.espalier.describe.measure.label.MeanIou;
import dev.espalier.describe.measure.label.Precision;
import dev.espalier.describe.measure.label.Recall;
import dev.espalier.describe.measure.several.HammingLoss;
import dev.espalier.describe.measure.several.LabelF1;
import dev.espalier.describe.measure.several.SubsetAccuracy;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.optimizer.OptimizerText;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Parts;
import dev.espalier.describe.value.Registry;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The words of the DSL, meant for {@code import static dev.espalier.Espalier.*}.
 *
 * <p>Nothing here keeps state, and no method returns {@code void}.
 */
public final class Espalier {
  private Espalier() {}

  /**
   * Describes a network.
   *
   * @param name the name, part of every tap {@code name.layer}
   * @param body adds an input and layers to an empty network
   * @throws IllegalArgumentException if a name or a setting is wrong by itself; what depends on
   *     shapes is found by {@link #check}
   */
  public static Network network(String name, UnaryOperator<NetworkBuilder> body) {
    Given.all("body", body);
    return Given.result("body", body.apply(NetworkBuilder.empty())).build(name);
  }

  /**
   * Describes several networks over one shared input, simplest first, and who guides whom.
   *
   * @param name the name
   * @param body adds the input, networks and guides to an empty hierarchy
   * @throws IllegalArgumentException if a name or a setting is wrong by itself; what depends on
   *     shapes or on other networks is found by {@link #check}
   */
  public static Hierarchy hierarchy(String name, UnaryOperator<HierarchyBuilder> body) {
    Given.all("body", body);
    return Given.result("body", body.apply(HierarchyBuilder.empty())).build(name);
  }

  /**
   * Gives the description with every shape, parameter and link known.
   *
   * @throws CheckException with all problems, if there are any
   */
  public static CheckedHierarchy check(Description description) {
    Given.all("description", description);
    return Checker.check(description);
  }

  /**
   * Checks, plans and trains.
   *
   * @throws CheckException if the description has problems
   * @throws dev.espalier.train.plan.PlanException if method, recipe, data and description do not
   *     fit
   * @throws dev.espalier.train.log.TrainException if the training cannot go on
   */
  public static Run train(
      Description description, TrainingMethod method, UnaryOperator<RecipeBuilder> recipe) {
    Given.all("description", description, "method", method, "recipe", recipe);
    Recipe built = Given.result("recipe", recipe.apply(RecipeBuilder.empty())).build();
    return new Run(TrainingEngine.train(check(description), method, built));
  }

  /**
   * Trains on from the values that a network has, which itself stays as it is.
   *
   * @throws dev.espalier.train.plan.PlanException if method, recipe, data and network do not fit
   * @throws dev.espalier.train.log.TrainException if the training cannot go on
   */
  public static Run train(
      PretrainedNetwork network, TrainingMethod method, UnaryOperator<RecipeBuilder> recipe) {
    Given.all("network", network);
    return train(network.description(), method, recipe);
  }

  /**
   * Gives a network with values from a file or another program, such as {@code given(small,
   * Weights.read(path))}.
   *
   * @throws CheckException with every problem of the description, and every tensor that is missing,
   *     extra or misshapen
   */
  public static PretrainedNetwork given(Network network, StateDict weights) {
    Given.all("network", network, "weights", weights);
    return given(
        new GivenNetwork(
            network, new GivenValues(weights, true, Optional.empty(), weights.toString())));
  }

  /**
   * Gives a network that Python saved by {@code torch.jit.save}, to guide others: {@code
   * torchScript(path).input(3, 32, 32).taps("layer1", "layer2.0")}. Its code runs in this process.
   */
  public static TorchScriptNetwork torchScript(Path file) {
    Given.all("file", file);
    return TorchScriptNetwork.of(file);
  }

  /** Gives the network that a run, a zoo's model or a file predicts with, with its values. */
  public static PretrainedNetwork given(Pretrained source) {
    Given.all("source", source);
    return PretrainedNetwork.of(Given.result("source", source.given()));
  }

  /**
   * Goes on with a training that was interrupted, from the newest whole checkpoint in a folder; the
   * result has the same bits as if it had not been interrupted.
   *
   * <p>Description, method and recipe are those of the interrupted training. A training whose
   * recipe says {@code checkpoint(folder, every)} does the same by itself when it is run again;
   * this is for when beginning anew would be a mistake.
   *
   * <p>Only the number of epochs may be another, where that gives the bits of a training that had
   * it from the start: of the stage that was running or is the last, with schedules whose values so
   * far are the same. A lambda in the recipe needs a name, such as {@link Schedule#named}.
   *
   * @throws dev.espalier.train.log.TrainException if the folder holds no whole checkpoint, or
   *     another training's; the message says what differs
   */
  public static Run resume(
      Path folder,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> recipe) {
    Given.all("folder", folder, "description", description, "method", method, "recipe", recipe);
    Recipe built = Given.result("recipe", recipe.apply(RecipeBuilder.empty())).build();
    Checkpoints checkpoints = built.conditions().checkpoints().orElse(Checkpoints.in(folder));
    Recipe resumed = built.withCheckpoints(checkpoints.in(folder, Checkpoints.Found.REQUIRE));
    return new Run(TrainingEngine.train(check(description), method, resumed));
  }

  /**
   * Trains several descriptions or methods with several seeds, and compares them.
   *
   * @param name the comparison's name
   * @param comparison adds seeds, a baseline, candidates and a recipe
   * @throws dev.espalier.train.plan.PlanException if there is nothing to compare
   */
  public static Verdict compare(String name, UnaryOperator<ComparisonBuilder> comparison) {
    Given.all("name", name, "comparison", comparison);
    return Given.result("comparison", comparison.apply(ComparisonBuilder.empty())).run(name);
  }

  /** Gives a layer that is one of DJL's or the user's own blocks; each network gets its own. */
  public static CustomLayer block(Supplier<? extends Block> block) {
    Given.all("block", block);
    return BlockLayer.of(block);
  }

  /**
   * Gives a layer that is one of DJL's or the user's own blocks, under a name by which a checkpoint
   * knows it again: a training with a block that has none is not resumed.
   *
   * @param name what two suppliers have in common only if their blocks compute the same
   */
  public static CustomLayer block(String name, Supplier<? extends Block> block) {
    Given.all("name", name, "block", block);
    return BlockLayer.of(name, block);
  }

  /** Joins branches by their sum. */
  public static Join add() {
    return Sum::new;
  }

  /** Joins branches by their product. */
  public static Join multiply() {
    return Product::new;
  }

  /** Joins branches by their mean; {@link #mean()} is that of a column. */
  public static Join average() {
    return dev.espalier.describe.layer.merge.Average::new;
  }

  /** Joins branches side by side along a sample's first axis: the channels of images. */
  public static Join concat() {
    return concat(0);
  }

  /**
   * Joins branches side by side along an axis.
   *
   * @param axis an axis of a sample, from 0; -1 is the last
   */
  public static Join concat(int axis) {
    return branches -> new Concat(axis, branches);
  }

  /**
   * Joins branches by a line of TorchScript over their names, such as {@code join("gate", "value *
   * torch.sigmoid(gate)")}.
   */
  public static Join join(String name, String text) {
    Given.all("name", name, "text", text);
    return branches -> new ScriptJoin(name, text, branches);
  }

  /**
   * Gives a layer as a line of TorchScript over {@code x}, shape {@code (batch, ...)}, such as
   * {@code script("double", "x * 2")}; lines that end in {@code return ...} do too.
   *
   * @throws IllegalArgumentException if the text is more than arithmetic on {@code x}
   */
  public static ScriptLayer script(String name, String text) {
    return ScriptLayer.of(name, text, parameters -> parameters);
  }

  /**
   * Gives a layer as a line of TorchScript over {@code x} and parameters by their names, such as
   * {@code script("scale", "x * factor", p -> p.ones("factor", 8))}.
   *
   * @throws IllegalArgumentException if the text is more than arithmetic on these
   */
  public static ScriptLayer script(
      String name, String text, UnaryOperator<ScriptParameters> parameters) {
    return ScriptLayer.of(name, text, parameters);
  }

  /** Gives the schedule that is always {@code value}. */
  public static Schedule constant(double value) {
    return Schedule.constant(value);
  }

  /** Gives a straight line from one value at a stage's start to another at its end. */
  public static Schedule linear(double from, double to) {
    return Schedule.linear(from, to);
  }

  /** Gives half a cosine wave from one value at a stage's start to another at its end. */
  public static Schedule cosine(double from, double to) {
    return Schedule.cosine(from, to);
  }

  /** Gives a constant ratio from moment to moment, between two values above 0. */
  public static Schedule exponential(double from, double to) {
    return Schedule.exponential(from, to);
  }

  /** Gives stairs: {@code from}, times {@code factor} once for every {@code epochs} epochs done. */
  public static Schedule steps(double from, double factor, int epochs) {
    return Schedule.steps(from, factor, epochs);
  }

  /** Gives a rise from 0 over the first part of a stage, such as 0.1, to another schedule. */
  public static Schedule warmUp(double part, Schedule then) {
    return Schedule.warmUp(part, then);
  }

  /** Fills a table's missing cells by the training rows' median: see {@code fillMissing(...)}. */
  public static Filling median() {
    return new Filling.Median();
  }

  /** Fills a table's missing cells by the training rows' mean. */
  public static Filling mean() {
    return new Filling.Mean();
  }

  /** Fills a table's missing cells by what the training rows have most often. */
  public static Filling mostFrequent() {
    return new Filling.MostFrequent();
  }

  /** Fills a table's missing cells by a text, such as a category of its own. */
  public static Filling value(String text) {
    Given.all("text", text);
    return new Filling.Value(text);
  }

  /** Fills a table's missing cells by a number. */
  public static Filling value(double number) {
    return new Filling.Value(String.valueOf(number));
  }

  /** Gives the default likeness, mean square divided by the variance of the guide's value. */
  public static Likeness relative() {
    return Likeness.relative();
  }

  /** Gives the likeness by mean square over all elements. */
  public static Likeness meanSquare() {
    return Likeness.meanSquare();
  }

  /** Gives the likeness by direction, one minus the mean cosine between samples. */
  public static Likeness cosine() {
    return Likeness.cosine();
  }

  /** Gives the likeness of class probabilities softened by a temperature (arXiv 1503.02531). */
  public static Likeness softTargets(double temperature) {
    return Likeness.softTargets(temperature);
  }

  /** Gives the likeness of attention maps of images (arXiv 1612.03928). */
  public static Likeness attention() {
    return Likeness.attention();
  }

  /**
   * Gives a likeness that a text computes; it is checked before anything is trained, travels with
   * the description, and checkpoints know it by its text.
   *
   * <pre>{@code
   * likeness("gram", "torch.mse_loss(torch.mm(learner, torch.t(learner)), torch.mm(guide, torch.t(guide)))")
   * }</pre>
   *
   * @param text TorchScript over {@code learner} and {@code guide}, {@code (batch, ...)} each, that
   *     gives one number; see {@link Formula}
   */
  public static Likeness likeness(String name, String text) {
    Given.all("name", name, "text", text);
    return new Likeness.Text(name, text);
  }

  /**
   * Gives a likeness that a Java function computes, under a name by which a checkpoint knows it
   * again.
   *
   * @param function from the learner's value and the guide's to one number, by array operations
   */
  public static Likeness likeness(String name, BinaryOperator<NDArray> function) {
    Given.all("name", name, "function", function);
    return LikenessFunction.named(name, function);
  }

  /**
   * Gives the likeness of a name, with its default settings: Espalier's own, or of any jar.
   *
   * @throws IllegalArgumentException if there is none; lists those there are
   */
  public static Likeness likeness(String name) {
    Given.all("name", name);
    return Registry.named(Likeness.class, name);
  }

  /** Gives the default loss of classes, which may be smoothed and weighted. */
  public static CrossEntropy crossEntropy() {
    return new CrossEntropy();
  }

  /** Gives the default loss of values, the mean of their squared errors. */
  public static Loss squaredError() {
    return new SquaredError();
  }

  /** Gives half the sum of a sample's squared errors as loss. */
  public static Loss halfSquaredError() {
    return new HalfSquaredError();
  }

  /** Gives the mean of absolute errors as loss. */
  public static Loss absoluteError() {
    return new AbsoluteError();
  }

  /**
   * Gives the loss that is least where a fraction of the targets lies below the prediction.
   *
   * @param fraction between 0 and 1, such as 0.9
   */
  public static Loss quantile(double fraction) {
    return new Quantile(fraction);
  }

  /**
   * Gives the loss of several labels at once, of which each is there or not: targets are 0 and 1,
   * and the network ends in {@code output(labels).sigmoid()}.
   */
  public static Loss binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  /** Gives the loss of counts; the network ends in {@code output(...).exp()}, the rates. */
  public static Loss poisson() {
    return new Poisson();
  }

  /**
   * Gives the loss of several outputs, the sum of their own, which can be set and weighted.
   *
   * <pre>{@code
   * r.multitask(faces).loss(outputsLoss(outputs).of("age", huber(1), 0.1))
   * }</pre>
   *
   * @param outputs those of the data, {@code faces.kind().outputs().orElseThrow()}
   */
  public static OutputsLoss outputsLoss(Parts outputs) {
    return OutputsLoss.of(outputs);
  }

  /** Gives a loss that is a square up to {@code delta} and a straight line beyond. */
  public static Loss huber(double delta) {
    return new Huber(delta);
  }

  /**
   * Gives a loss that a text computes; it is checked before anything is trained, and checkpoints
   * know it by its text.
   *
   * <pre>{@code
   * loss("log cosh", "torch.mean(torch.log(torch.cosh(prediction - target)), [-1])")
   * }</pre>
   *
   * @param text TorchScript over {@code prediction} and {@code target} that gives one number a
   *     sample, {@code (batch)}; see {@link Loss} for their shapes
   */
  public static Loss loss(String name, String text) {
    Given.all("name", name, "text", text);
    return new Loss.Text(name, text);
  }

  /**
   * Gives a loss that a Java function computes, under a name by which a checkpoint knows it again.
   *
   * @param function from the prediction and the target to one number a sample, by array operations
   */
  public static Loss loss(String name, BinaryOperator<NDArray> function) {
    Given.all("name", name, "function", function);
    return LossFunction.named(name, function);
  }

  /**
   * Gives the loss of a name, with its default settings: Espalier's own, or of any jar.
   *
   * @throws IllegalArgumentException if there is none; lists those there are
   */
  public static Loss loss(String name) {
    Given.all("name", name);
    return Registry.named(Loss.class, name);
  }

  /**
   * Gives the measure by how many of the samples taken for a class are of it, the mean over the
   * classes.
   */
  public static Measure precision() {
    return new Precision();
  }

  /**
   * Gives the measure by how many of a class's samples are taken for it, the mean over the classes.
   */
  public static Measure recall() {
    return new Recall();
  }

  /** Gives the measure by the harmonic mean of precision and recall, the mean over the classes. */
  public static Measure f1() {
    return new F1();
  }

  /** Gives the measure by intersection over union, the mean over the classes. */
  public static Measure meanIou() {
    return new MeanIou();
  }

  /** Gives the measure by accuracy in which each class counts as much. */
  public static Measure balancedAccuracy() {
    return new BalancedAccuracy();
  }

  /** Gives the measure by area under precision over recall, of several classes the mean. */
  public static Measure averagePrecision() {
    return new AveragePrecision();
  }

  /** Gives the measure by the labels' log-probabilities, whatever loss is trained with. */
  public static Measure logLoss() {
    return new LogLoss();
  }

  /** Gives the measure by how far probabilities are from how often they are right. */
  public static Measure calibrationError() {
    return new CalibrationError();
  }

  /** Gives the measure by Cohen's kappa, agreement beyond chance. */
  public static Measure kappa() {
    return new CohenKappa();
  }

  /** Gives the measure by the share of labels, of several a sample, that are said wrongly. */
  public static Measure hammingLoss() {
    return new HammingLoss();
  }

  /** Gives the measure by the share of samples all labels of which are said rightly. */
  public static Measure subsetAccuracy() {
    return new SubsetAccuracy();
  }

  /** Gives the measure by the mean F1 of labels of which a sample may have several. */
  public static Measure labelF1() {
    return new LabelF1();
  }

  /** Gives the measure by the deviance of counts from rates. */
  public static Measure poissonDeviance() {
    return new PoissonDeviance();
  }

  /** Gives the measure by the mean absolute difference, in the targets' units. */
  public static Measure mae() {
    return new MeanAbsolute();
  }

  /** Gives the measure by the explained share of the targets' variance. */
  public static Measure r2() {
    return new RSquared();
  }

  /** Gives the measure by the root of the mean square, in the targets' units. */
  public static Measure rmse() {
    return new RootMeanSquare();
  }

  /** Gives the measure with another mean over the classes. */
  public static Measure precision(Average average) {
    return new Precision(average);
  }

  /** Gives the measure with another mean over the classes. */
  public static Measure recall(Average average) {
    return new Recall(average);
  }

  /** Gives the measure with another mean over the classes. */
  public static Measure f1(Average average) {
    return new F1(average);
  }

  /** Gives the measure by area under the ROC curve, of several classes the mean of each one's. */
  public static Measure auc() {
    return new Auc();
  }

  /**
   * Gives a measure that is a function of all rows of a data set.
   *
   * <pre>{@code
   * r.measure(measure("surprise", smaller(), (predictions, targets) -> surprise(predictions, targets)))
   * }</pre>
   *
   * @param name by which logs, tables and checkpoints know it
   * @param better {@link #larger} or {@link #smaller}
   * @param function gets a row of class probabilities or values for each sample, and a row of
   *     targets: the class's place, or the values
   */
  public static Measure measure(String name, Better better, MeasureFunction function) {
    return Measure.of(name, better, function);
  }

  /**
   * Gives a measure that a text computes; it is checked before anything is trained, and checkpoints
   * know it by its text.
   *
   * <pre>{@code
   * measure("worst", smaller(), "torch.max(torch.abs(prediction - target))")
   * }</pre>
   *
   * @param text TorchScript over all rows of {@code prediction} and {@code target} that gives one
   *     number; see {@link Measure#INPUTS} for their shapes
   */
  public static Measure measure(String name, Better better, String text) {
    return Measure.of(name, better, text);
  }

  /** Gives the measure that is found on the class path under a name. */
  public static Measure measure(String name) {
    return Registry.named(Measure.class, name);
  }

  /** Says of a measure that larger values are better. */
  public static Better larger() {
    return Better.LARGER;
  }

  /** Says of a measure that smaller values are better. */
  public static Better smaller() {
    return Better.SMALLER;
  }

  /**
   * Gives an optimizer by text.
   *
   * <pre>{@code
   * r.optimizer(optimizer("sign", o -> o.update("p - rate * torch.sign(g)")), 1e-3)
   * }</pre>
   *
   * @param name what logs and errors call it
   * @param text names running values and says the update, see {@link Optimizer#update}
   */
  public static Optimizer optimizer(String name, UnaryOperator<OptimizerText> text) {
    return Optimizer.of(name, text);
  }

  /** Gives the optimizer that is found on the class path under a name. */
  public static Optimizer optimizer(String name) {
    return Registry.named(Optimizer.class, name);
  }

  /**
   * Gives the schedule that is found on the class path under a name; it starts at 1, such as {@code
   * schedule("cosine").times(1e-3)}.
   */
  public static Schedule schedule(String name) {
    return Registry.named(Schedule.class, name);
  }

  /** Gives the augmentation that is found on the class path under a name. */
  public static Augmentation augmentation(String name) {
    return Registry.named(Augmentation.class, name);
  }

  /** Gives the stopping rule that is found on the class path under a name. */
  public static Stopping stopping(String name) {
    return Registry.named(Stopping.class, name);
  }
}
