package dev.espalier.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Standalone;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.train.checks.TrainingData;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.measure.Evaluator;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.ParameterHash;
import dev.espalier.train.step.LossOnBatch;
import dev.espalier.train.step.TaskGradient;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a training gave: trained networks, what was planned, and what happened.
 *
 * <p>It owns the networks' native memory. Closing it frees that memory at once; an outcome that is
 * only forgotten frees it when it is garbage collected.
 */
public final class Outcome implements AutoCloseable {
  private final CheckedHierarchy checked;
  private final Plan plan;
  private final Recipe recipe;
  private final RunLog log;
  private final List<Evaluation> evaluations;
  private final Map<String, String> environment;
  private final CompiledHierarchy networks;
  private final DataForm form;

  /** Gathers what a training gave, and takes over its networks. */
  public Outcome(
      CheckedHierarchy checked,
      Plan plan,
      Recipe recipe,
      RunLog log,
      List<Evaluation> evaluations,
      Map<String, String> environment,
      CompiledHierarchy networks) {
    Given.all(
        "checked",
        checked,
        "plan",
        plan,
        "recipe",
        recipe,
        "log",
        log,
        "evaluations",
        evaluations,
        "environment",
        environment,
        "networks",
        networks);
    this.checked = checked;
    this.plan = plan;
    this.recipe = recipe;
    this.log = log;
    this.evaluations = List.copyOf(evaluations);
    this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    this.networks = networks;
    this.form = TrainingData.form(checked, recipe.data());
    networks.belongTo("run '%s by %s'".formatted(checked.name(), plan.method()));
  }

  /** Gives the hierarchy. */
  public CheckedHierarchy checked() {
    return checked;
  }

  /** Gives the plan. */
  public Plan plan() {
    return plan;
  }

  /** Gives the recipe. */
  public Recipe recipe() {
    return recipe;
  }

  /** Gives what happened. */
  public RunLog log() {
    return log;
  }

  /**
   * Gives the metrics of each trained readout, on the training data and then the validation data.
   */
  public List<Evaluation> evaluations() {
    return evaluations;
  }

  /** Gives where it ran: device, precision, threads, seed, versions. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Gives the trained networks. */
  public CompiledHierarchy networks() {
    return networks;
  }

  /**
   * Gives what predicts: the plan's readout, without what a stage that ended the plan was to add,
   * and without networks that no stage has trained because the plan ended before them.
   */
  public Readout readout() {
    if (log.ending() != RunLog.Ending.ENDED_BY_STAGE) {
      return plan.readout();
    }
    List<String> ran = log.stages().stream().map(StageRecord::name).toList();
    List<String> before = ran.subList(0, ran.size() - 1);
    List<String> reached =
        plan.gradientStages().stream()
            .filter(stage -> before.contains(stage.name()))
            .flatMap(stage -> stage.readout().networks().stream())
            .distinct()
            .filter(plan.readout().networks()::contains)
            .toList();
    return reached.isEmpty() ? plan.readout() : new Readout(reached);
  }

  /** Gives the last evaluation of the readout, on the validation data where there is one. */
  public Evaluation result() {
    return evaluations.get(evaluations.size() - 1);
  }

  /** Gives what data the networks take: all that reach them go through this. */
  public DataForm form() {
    return form;
  }

  /**
   * Gives the class probabilities or values of one sample.
   *
   * @param sample raw, or of a data set that is normalised as the training data were
   * @throws IllegalArgumentException if it is not such a sample: another shape, another
   *     normalisation, a value that is not finite or no token
   * @throws TrainException if the output is not finite
   */
  public Prediction predict(Sample sample) {
    Given.all("sample", sample);
    return predict(readout(), sample);
  }

  /** Gives what some of the networks say of one sample. */
  public Prediction predict(Readout readout, Sample sample) {
    Given.all("readout", readout, "sample", sample);
    return inference().predict(readout, sample);
  }

  /**
   * Gives what some of the networks say of each sample of a data set, in its order.
   *
   * @param data raw, or normalised as the training data were
   * @throws DataException if the data do not fit, as with {@link DataForm#prepare}
   * @throws TrainException if an output is not finite
   */
  public List<Prediction> predict(Readout readout, DataSet data) {
    Given.all("readout", readout, "data", data);
    return inference().predict(readout, data);
  }

  private Inference inference() {
    return new Inference(
        networks, form, new Evaluator(networks, recipe, Measured.of(plan, recipe)));
  }

  /**
   * Measures the readout on a data set.
   *
   * @param data raw, or normalised as the training data were; classes in another order, or only
   *     some of them, are found by name, and the evaluation says so after the data's name
   * @throws DataException if the data do not fit, as with {@link DataForm#prepare}
   */
  public Evaluation evaluate(DataSet data) {
    Given.all("data", data);
    return evaluate(readout(), data);
  }

  /** Measures some of the networks on a data set. */
  public Evaluation evaluate(Readout readout, DataSet data) {
    Given.all("readout", readout, "data", data);
    return inference().evaluate(readout, data);
  }

  /**
   * Gives what a batch transform makes of samples by the trained networks, such as a perturbation
   * to look at. All samples are one batch; what it logs is dropped.
   *
   * @return samples as the networks take them, normalised where the training data were
   * @throws DataException if the samples do not fit, as with {@link DataForm#prepare}
   */
  public List<Sample> transform(BatchTransform transform, DataSet samples) {
    Given.all("transform", transform, "samples", samples);
    DataSet prepared = form.prepare(samples);
    try (Lifetime.Use use = networks.use("transform");
        NDScope scope = new NDScope();
        Autograd.Mode paused = Autograd.paused();
        Feed feed = inference().feed(prepared)) {
      NDArray input = feed.input().range(networks.manager(), 0, samples.size());
      NDArray target = feed.target().range(networks.manager(), 0, samples.size());
      TaskGradient gradient = new TaskGradient(networks, readout(), recipe);
      Moment first = new Moment(0, 1, 0, 1);
      NDArray changed =
          transform.apply(input, new LossOnBatch(gradient, target, first, (name, value) -> {}));
      double[] values = changed.toType(DataType.FLOAT64, false).toDoubleArray();
      int width = values.length / samples.size();
      return IntStream.range(0, samples.size())
          .mapToObj(row -> java.util.Arrays.copyOfRange(values, row * width, (row + 1) * width))
          .map(row -> Sample.of(samples.inputDims(), row))
          .map(made -> prepared.normalization().map(made::normalizedBy).orElse(made))
          .toList();
    }
  }

  /**
   * Gives the SHA-256 of all parameters and statistics, network by network in a fixed order: equal
   * only if every bit is.
   */
  public String parameterHash() {
    try (Lifetime.Use use = networks.use("parameterHash")) {
      return ParameterHash.of(networks);
    }
  }

  /** Copies the values of networks into others of the same hierarchy. */
  static void copyParameters(CompiledHierarchy from, CompiledHierarchy to) {
    try (Lifetime.Use use = from.use("train")) {
      for (NetworkBlock block : from.networks()) {
        NetworkBlock other = to.network(block.network().name());
        Operators.copy(arrays(other), arrays(block));
      }
    }
  }

  private static List<NDArray> arrays(NetworkBlock block) {
    return block.parameters().stream().map(NamedParameter::array).toList();
  }

  /**
   * Gives a network with its values, alone: the networks that its input comes from are in it.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  public GivenNetwork given(String network) {
    Given.all("network", network);
    try (Lifetime.Use use = networks.use("given")) {
      return Standalone.of(
          checked,
          network,
          networks::weights,
          Optional.of(form.trainedOn()),
          "run '%s by %s'".formatted(checked.name(), plan.method()));
    }
  }

  /**
   * Gives the network that predicts, with its values, alone.
   *
   * @throws IllegalArgumentException if several networks predict together
   */
  public GivenNetwork given() {
    if (!readout().single()) {
      throw new IllegalArgumentException(
          "run '%s by %s': it predicts by %s, and a given network is one. Try network(\"%s\") of the run."
              .formatted(
                  checked.name(),
                  plan.method(),
                  readout(),
                  readout().networks().get(readout().networks().size() - 1)));
    }
    return given(readout().networks().get(0));
  }

  /** Gives the classes' names; none for values. */
  public List<String> classes() {
    return recipe.data().kind() instanceof Targets.Classes kind ? kind.names() : List.of();
  }

  /**
   * Frees the networks' native memory, once the calls in progress have ended; what is not the
   * networks' own can still be read.
   */
  @Override
  public void close() {
    networks.close();
  }

  @Override
  public String toString() {
    return "%s by %s: %s".formatted(checked.name(), plan.method(), result());
  }
}
