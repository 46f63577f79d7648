package dev.espalier.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.train.checks.LabelChecks;
import dev.espalier.train.checks.TrainingData;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.HostArrays;
import dev.espalier.train.feed.Memory;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.measure.Evaluator;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.ParameterHash;
import dev.espalier.train.step.LossOnBatch;
import dev.espalier.train.step.TaskGradient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a training gave: trained networks, what was planned, and what happened.
 *
 * <p>It owns the networks' native memory. Closing it frees that memory at once; an outcome that is
 * only forgotten frees it when it is garbage collected.
 */
public final class Outcome implements AutoCloseable {
  private static final String BY_NAME = ", classes by name";

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
    requireReadable(readout);
    double[] values = form.prepare("sample", sample).doubles();
    try (Lifetime.Use use = networks.use("predict");
        NDScope scope = new NDScope();
        Autograd.Mode paused = Autograd.paused()) {
      NDManager manager = networks.manager();
      Shape shape = new Shape(checked.input().withBatch(1));
      NDArray input = HostArrays.of(manager, values, shape, networks.type());
      return predictions(readout, input, List.of("the sample")).get(0);
    }
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
    requireReadable(readout);
    List<Prediction> all = new ArrayList<>(data.size());
    try (Lifetime.Use use = networks.use("predict");
        Feed feed = feed(form.prepare(data));
        Autograd.Mode paused = Autograd.paused()) {
      feed.forEachRange(
          (from, input, target) ->
              all.addAll(predictions(readout, input, names(data, from, (int) input.size(0)))));
    }
    return all;
  }

  private static List<String> names(DataSet data, int from, int rows) {
    return IntStream.range(from, from + rows)
        .mapToObj(row -> "row %s of '%s'".formatted(row, data.name()))
        .toList();
  }

  private Feed feed(DataSet prepared) {
    return new Feed(prepared, networks.manager(), networks.type(), new Memory(0));
  }

  private void requireReadable(Readout readout) {
    List<Problem> problems =
        new LabelChecks(checked, recipe.data().kind()).problems("readout", readout);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.get(0).toString());
    }
  }

  private List<Prediction> predictions(Readout readout, NDArray input, List<String> rows) {
    NDArray output = evaluator().predict(readout, input);
    boolean logits = recipe.task() == Task.CLASSIFICATION && readout.single();
    NDArray said = logits ? output.softmax(-1) : output;
    double[] values = said.toType(DataType.FLOAT64, false).toDoubleArray();
    Dims dims = checked.network(readout.networks().get(0)).orElseThrow().output();
    return Prediction.ofRows(readout, rows, dims, values, classes());
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
    requireReadable(readout);
    DataSet prepared = form.prepare(data);
    boolean renumbered = form.note(data).isPresent();
    try (Lifetime.Use use = networks.use("evaluate");
        Feed feed = feed(renumbered ? prepared.named(data.name() + BY_NAME) : prepared)) {
      return evaluator().measure(readout, feed);
    }
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
        Feed feed = feed(prepared)) {
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

  private Evaluator evaluator() {
    return new Evaluator(networks, recipe, Measured.of(plan, recipe));
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
