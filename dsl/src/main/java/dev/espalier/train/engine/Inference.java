package dev.espalier.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.compile.loss.Cells;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Targets;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Autograd;
import dev.espalier.train.checks.LabelChecks;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.HostArrays;
import dev.espalier.train.feed.Memory;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.measure.Evaluator;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predicts and measures with trained networks, on data that are brought to the form that they take.
 */
public final class Inference {
  private static final String BY_NAME = ", classes by name";

  private final CompiledHierarchy networks;
  private final DataForm form;
  private final Evaluator evaluator;

  /**
   * Reads networks, which are measured by the metrics and the loss of what the targets are.
   *
   * @param form what data they take
   */
  public Inference(CompiledHierarchy networks, DataForm form) {
    this(networks, form, new Evaluator(networks, cells(networks, form)));
  }

  private static Cells cells(CompiledHierarchy networks, DataForm form) {
    Given.all("networks", networks, "form", form);
    return Measured.cells(form.targets());
  }

  /**
   * Reads networks.
   *
   * @param evaluator what predicts and measures with them
   */
  Inference(CompiledHierarchy networks, DataForm form, Evaluator evaluator) {
    this.networks = networks;
    this.form = form;
    this.evaluator = evaluator;
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
      Shape shape = new Shape(checked().input().withBatch(1));
      NDArray input = HostArrays.of(manager, values, shape, networks.type());
      return predictions(readout, input, List.of("the sample")).get(0);
    }
  }

  /** Gives what some of the networks say of each sample of a data set, in its order. */
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

  /** Measures some of the networks on a data set. */
  public Evaluation evaluate(Readout readout, DataSet data) {
    Given.all("readout", readout, "data", data);
    requireReadable(readout);
    DataSet prepared = form.prepare(data);
    boolean renumbered = form.note(data).isPresent();
    try (Lifetime.Use use = networks.use("evaluate");
        Feed feed = feed(renumbered ? prepared.named(data.name() + BY_NAME) : prepared)) {
      return evaluator.measure(readout, feed);
    }
  }

  private static List<String> names(DataSet data, int from, int rows) {
    return IntStream.range(from, from + rows)
        .mapToObj(row -> "row %s of '%s'".formatted(row, data.name()))
        .toList();
  }

  /** Gives data on the networks' device. */
  Feed feed(DataSet prepared) {
    return new Feed(prepared, networks.manager(), networks.type(), new Memory(0));
  }

  private CheckedHierarchy checked() {
    return networks.description();
  }

  private void requireReadable(Readout readout) {
    List<Problem> problems =
        new LabelChecks(checked(), form.targets()).problems("readout", readout);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.get(0).toString());
    }
  }

  private List<Prediction> predictions(Readout readout, NDArray input, List<String> rows) {
    NDArray output = evaluator.predict(readout, input);
    NDArray said = readout.single() ? Measured.cells(form.targets()).said(output) : output;
    double[] values = said.toType(DataType.FLOAT64, false).toDoubleArray();
    Dims dims = checked().network(readout.networks().get(0)).orElseThrow().output();
    form.targets().scaled().ifPresent(scaling -> scaling.undo(values, dims));
    List<String> classes =
        form.targets() instanceof Targets.Classes kind ? kind.names() : List.of();
    return Prediction.ofRows(readout, rows, dims, values, classes, form.targets().outputs());
  }
}
