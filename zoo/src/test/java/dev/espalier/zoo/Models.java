package dev.espalier.zoo;

import static dev.espalier.describe.schedule.Schedule.constant;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Checker;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.Normalization;
import dev.espalier.describe.Description;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.Tap;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.graph.Provenance;
import dev.espalier.zoo.graph.Trained;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Models with drawn values, and what the trainer's own blocks say of an input. */
public final class Models implements AutoCloseable {
  static final int BATCH = 5;

  private final CompiledHierarchy networks;
  private final Trained trained;

  private Models(CompiledHierarchy networks, Trained trained) {
    this.networks = networks;
    this.trained = trained;
  }

  static Models of(Description description, Task task, Readout readout) {
    return of(description, task, readout, Optional.empty());
  }

  static Models of(
      Description description, Task task, Readout readout, Optional<Normalization> normalization) {
    CheckedHierarchy checked = Checker.check(description);
    CompiledHierarchy networks = CompiledHierarchy.of(checked, Device.cpu(), DataType.FLOAT32, 7);
    SplittableRandom random = new SplittableRandom(3);
    Map<String, Trained.Parameter> values = new LinkedHashMap<>();
    for (NetworkBlock network : networks.networks()) {
      for (NamedParameter parameter : network.parameters()) {
        // Statistics of 0 and 1 would hide a wrong formula.
        if (!parameter.trainable()) {
          fill(parameter.array(), random);
        }
        values.put(
            network.network().name() + "." + parameter.name(),
            new Trained.Parameter(TensorData.of(parameter.array()), parameter.trainable()));
      }
    }
    Dims output = networks.network(readout.networks().get(0)).network().output();
    int classes = Math.toIntExact(output.size(output.rank() > 2 ? 0 : -1));
    List<String> names =
        task == Task.CLASSIFICATION
            ? IntStream.range(0, classes).mapToObj(i -> "class" + i).toList()
            : List.of();
    return new Models(
        networks,
        new Trained(checked, readout, task, names, normalization, values, story(readout)));
  }

  static Models network(String name, UnaryOperator<NetworkBuilder> body) {
    Network network = body.apply(NetworkBuilder.empty()).build(name);
    return of(network, Task.REGRESSION, Readout.of(name));
  }

  static Models mlp() {
    return classifier(
        "mlp",
        n -> n.input(1, 8, 8).flatten().dense("h1", 32).relu().dense("h-2", 16).tanh().output(10));
  }

  static Models cnn() {
    return classifier(
        "cnn",
        n ->
            n.input(1, 8, 8)
                .conv2d("c1", 8, 3, c -> c.same().noBias())
                .batchNorm()
                .relu()
                .maxPool(2)
                .conv2d("c2", 8, 3)
                .relu()
                .globalAveragePool()
                .output(10));
  }

  static Models resnet() {
    return classifier(
        "resnet",
        n ->
            n.input(3, 8, 8)
                .conv2d("stem", 8, 3, c -> c.same())
                .relu()
                .residual(
                    "same",
                    b ->
                        b.conv2d(8, 3, c -> c.same())
                            .batchNorm()
                            .relu()
                            .conv2d(8, 3, c -> c.same())
                            .batchNorm())
                .relu()
                .residual(
                    "down",
                    b -> b.conv2d(16, 3, c -> c.same().stride(2)).batchNorm().relu(),
                    s -> s.conv2d(16, 1, c -> c.stride(2)))
                .relu()
                .globalAveragePool()
                .output(10));
  }

  public static Models lstm() {
    return classifier("lstm", n -> n.input(6, 4).lstm("memory", 12).last().output(3));
  }

  static Models tagger() {
    return classifier("tagger", n -> n.input(6, 4).gru("memory", 8).outputEachStep(3));
  }

  static Models segmenter() {
    return classifier(
        "segmenter",
        n -> n.input(3, 8, 6).conv2d("c", 4, 3, c -> c.same()).relu().outputEachPixel(5));
  }

  /** A network that begins inside a residual body in a branch of another. */
  static Models innerSource() {
    Description chain =
        HierarchyBuilder.empty()
            .input(6)
            .network(
                "first",
                n ->
                    n.dense("stem", 4)
                        .branches(
                            "both",
                            Espalier.concat(),
                            b ->
                                b.branch("kept", x -> x)
                                    .branch(
                                        "deep",
                                        x ->
                                            x.residual(
                                                "r", r -> r.dense("b", 4).tanh().dense("c", 4))))
                        .output(3))
            .network("second", n -> n.from("first.both.r.b").dense("d", 5).relu().output(3))
            .build("inner");
    return of(chain, Task.CLASSIFICATION, Readout.of("second"));
  }

  static Models multigrade() {
    return of(grades(1), Task.REGRESSION, Readout.of("grade1", "grade2", "grade3"));
  }

  static Models multigradeClassifier() {
    return of(grades(3), Task.CLASSIFICATION, Readout.of("grade1", "grade2", "grade3"));
  }

  static Models selfAbstraction() {
    Description chain =
        HierarchyBuilder.empty()
            .input(1, 8, 8)
            .network("simple", n -> n.flatten().dense("idea", 16).relu().output(10))
            .network(
                "complex",
                n -> n.flatten().dense("wide", 64).relu().dense("idea", 16).relu().output(10))
            .guide("simple", "complex", g -> g.hidden("idea", "idea", constant(0.5)).output())
            .build("chain");
    return of(
        chain,
        Task.CLASSIFICATION,
        Readout.of("complex"),
        Optional.of(new Normalization(List.of(0.25), List.of(0.5))));
  }

  static Description grades(int outputs) {
    return HierarchyBuilder.empty()
        .input(2)
        .grades(
            3,
            "features",
            (g, n) -> n.dense("lift", 16).sine(2).dense("features", 16).relu().output(outputs))
        .build("wave");
  }

  private static Models classifier(String name, UnaryOperator<NetworkBuilder> body) {
    Network network = body.apply(NetworkBuilder.empty()).build(name);
    return of(network, Task.CLASSIFICATION, Readout.of(name));
  }

  CompiledHierarchy networks() {
    return networks;
  }

  public Trained trained() {
    return trained;
  }

  /** Gives inputs that are drawn, the same each time. */
  float[] inputs() {
    SplittableRandom random = new SplittableRandom(11);
    float[] values = new float[BATCH * Math.toIntExact(trained.checked().input().count())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  /** Gives what the trained blocks predict for raw inputs. */
  float[] predictions(float[] inputs) {
    int width = inputs.length / BATCH;
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < BATCH; row++) {
      double[] values = new double[width];
      for (int i = 0; i < width; i++) {
        values[i] = normalized(inputs[row * width + i]);
      }
      rows.add(values);
    }
    return said(rows);
  }

  /** Gives what an archive of the model is compared with. */
  public ReferencePredictions witness() {
    float[] inputs = inputs();
    int width = inputs.length / BATCH;
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = normalized(inputs[i]);
    }
    return new ReferencePredictions(List.of(row), (rows, export) -> said(rows));
  }

  private double normalized(double value) {
    return trained
        .normalization()
        .map(each -> (value - each.offsets().get(0)) / each.scales().get(0))
        .orElse(value);
  }

  private float[] said(List<double[]> rows) {
    float[] inputs = new float[rows.size() * rows.get(0).length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) rows.get(i / rows.get(0).length)[i % rows.get(0).length];
    }
    try (NDManager manager = networks.manager().newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Shape shape = new Shape(trained.checked().input().withBatch(rows.size()));
      NDArray x = manager.create(inputs, shape);
      List<String> names = trained.readout().networks();
      NDArray sum = output(names.get(0), x);
      if (trained.classifies()) {
        sum = sum.softmax(sum.getShape().dimension() > 3 ? 1 : -1);
      }
      for (String name : names.subList(1, names.size())) {
        sum = sum.add(output(name, x));
      }
      return sum.toFloatArray();
    }
  }

  private NDArray output(String name, NDArray x) {
    Tap tap = trained.checked().network(name).orElseThrow().description().outputTap();
    return networks.evaluate(x, List.of(tap)).get(0);
  }

  private static Provenance story(Readout readout) {
    return new Provenance(
        new Provenance.PlanText("supervised", List.of(), "plan 'supervised'\n"),
        new Provenance.RecipeText(
            "digits: 1,437 rows",
            "digits: 360 rows",
            List.of(),
            Map.of("optimizer", Optimizer.adam().toString()),
            7),
        new RunLog(
            List.of(
                new StageRecord(
                    "train",
                    "all",
                    1,
                    10,
                    100,
                    0.5,
                    "all epochs",
                    "kept",
                    Map.of("solved", 2.0),
                    List.of())),
            List.of(
                new EpochRecord(
                    "train",
                    1,
                    10,
                    1e-3,
                    Map.of("task", 0.5),
                    Map.of("task", 1.0),
                    Map.of(),
                    Map.of("accuracy", 0.9),
                    0.5)),
            RunLog.Ending.COMPLETED),
        List.of(
            new Evaluation(
                readout,
                "digits",
                Map.of("accuracy", 0.97),
                List.of(List.of(9L, 1L), List.of(0L, 8L)))),
        Map.of("java", "17"));
  }

  private static void fill(NDArray array, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(array.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + random.nextDouble());
    }
    array.set(values);
  }

  @Override
  public void close() {
    networks.close();
  }
}
