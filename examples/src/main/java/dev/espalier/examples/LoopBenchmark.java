package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Steps a second of three training loops: Espalier, DJL's {@code EasyTrain}, and PyTorch's own
 * Python loop where {@code python3} has torch.
 *
 * <p>The three are run in turn, round by round, in one go; a ratio is taken within each round, and
 * the median and quartiles of the ratios are printed. Each run's first half, in which the JVM still
 * compiles, is left out. One thread.
 *
 * <p>Arguments: the number of rounds (5), and the Python command ({@code python3}).
 */
public final class LoopBenchmark {
  /** What can be given, in this order. */
  @Command(description = "What a step takes here, in EasyTrain of DJL and in PyTorch.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "rounds",
        description = "How often each is measured; medians count.",
        converter = Program.AtLeastOne.class)
    int rounds = 5;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "python",
        description = "The Python command.")
    String python = "python3";
  }

  private static final List<Loop> LOOPS =
      List.of(
          new Loop("2-32-32-1, batch 64", "tiny", Dims.of(2), 1, 64, 200, 20),
          new Loop("784-256-128-10, batch 128", "mlp", Dims.of(784), 10, 128, 50, 10),
          new Loop("CNN 16-32, batch 128", "cnn", Dims.of(1, 28, 28), 10, 128, 10, 6));

  private LoopBenchmark() {}

  /** One loop: a network, its data and its steps. */
  private record Loop(
      String name, String kind, Dims input, int outputs, int batch, int steps, int epochs) {

    boolean classes() {
      return outputs > 1;
    }

    int rows() {
      return batch * steps;
    }

    float[] inputs() {
      SplittableRandom random = new SplittableRandom(1);
      float[] values = new float[Math.toIntExact(rows() * input.count())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble() - 0.5f;
      }
      return values;
    }

    float[] targets() {
      SplittableRandom random = new SplittableRandom(2);
      float[] values = new float[rows()];
      for (int i = 0; i < values.length; i++) {
        values[i] = classes() ? random.nextInt(outputs) : (float) random.nextDouble();
      }
      return values;
    }
  }

  /**
   * Runs the benchmark.
   *
   * @param args the number of rounds, and the Python command
   */
  public static void main(String[] args) {
    Program.start(
        LoopBenchmark.class,
        new Given(),
        args,
        given -> System.out.print(run(given.rounds, given.python, LOOPS.size())));
  }

  /** Gives the table of the first loops as text. */
  static String run(int rounds, String python, int loops) throws IOException, TranslateException {
    StringBuilder table =
        new StringBuilder(
            "microseconds a step, median of %s rounds; ratios: median [quartiles]%n"
                .formatted(rounds));
    for (Loop loop : LOOPS.subList(0, loops)) {
      double[] ours = new double[rounds];
      double[] theirs = new double[rounds];
      List<Double> pythons = new ArrayList<>();
      double[] overDjl = new double[rounds];
      List<Double> overPython = new ArrayList<>();
      espalier(loop);
      easyTrain(loop);
      for (int round = 0; round < rounds; round++) {
        ours[round] = espalier(loop);
        theirs[round] = easyTrain(loop);
        overDjl[round] = theirs[round] / ours[round];
        int current = round;
        python(loop, python)
            .ifPresent(
                micros -> {
                  pythons.add(micros);
                  overPython.add(micros / ours[current]);
                });
      }
      table.append(
          String.format(
              Locale.ROOT,
              "%-28s Espalier %9.1f   EasyTrain %9.1f   %s%n%-28s times EasyTrain's steps %s%n",
              loop.name(),
              median(ours),
              median(theirs),
              pythons.isEmpty()
                  ? "Python: no torch"
                  : String.format(Locale.ROOT, "Python %9.1f", median(array(pythons))),
              "",
              quartiles(overDjl)));
      if (!overPython.isEmpty()) {
        table.append(
            "%-28s times Python's steps    %s%n".formatted("", quartiles(array(overPython))));
      }
    }
    return table.toString();
  }

  private static double espalier(Loop loop) {
    Network network =
        switch (loop.kind()) {
          case "tiny" ->
              network(
                  "tiny", n -> n.input(2).dense("a", 32).relu().dense("b", 32).relu().output(1));
          case "mlp" ->
              network(
                  "mlp",
                  n -> n.input(784).dense("a", 256).relu().dense("b", 128).relu().output(10));
          default ->
              network(
                  "cnn",
                  n ->
                      n.input(1, 28, 28)
                          .conv2d("a", 16, 3)
                          .relu()
                          .maxPool(2)
                          .conv2d("b", 32, 3)
                          .relu()
                          .maxPool(2)
                          .flatten()
                          .dense("c", 64)
                          .relu()
                          .output(10));
        };
    Targets kind = loop.classes() ? Targets.classes(loop.outputs()) : Targets.values(1);
    DataSet data =
        DataSet.of(
            loop.kind(),
            Rows.of(loop.inputs(), loop.input()),
            Rows.of(loop.targets(), kind.dims()),
            kind);
    RecipeBuilder start =
        loop.classes() ? RecipeBuilder.empty().classify(data) : RecipeBuilder.empty().regress(data);
    Recipe recipe = start.adam(1e-3).batch(loop.batch()).epochs(loop.epochs()).quiet().build();
    try (Outcome outcome = TrainingEngine.train(check(network), supervised(), recipe)) {
      return median(
          outcome.log().epochs().stream()
              .skip(loop.epochs() / 2)
              .mapToDouble(LoopBenchmark::micros)
              .toArray());
    }
  }

  private static double micros(EpochRecord epoch) {
    return epoch.seconds() / epoch.steps() * 1e6;
  }

  private static double easyTrain(Loop loop) throws IOException, TranslateException {
    SequentialBlock block = new SequentialBlock();
    if (loop.kind().equals("tiny")) {
      block.add(linear(32)).add(Activation::relu).add(linear(32)).add(Activation::relu);
      block.add(linear(1));
    } else if (loop.kind().equals("mlp")) {
      block.add(linear(256)).add(Activation::relu).add(linear(128)).add(Activation::relu);
      block.add(linear(10));
    } else {
      block.add(convolution(16)).add(Activation::relu).add(pool());
      block.add(convolution(32)).add(Activation::relu).add(pool());
      block.add(Blocks.batchFlattenBlock()).add(linear(64)).add(Activation::relu).add(linear(10));
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Model model = Model.newInstance("loop", Device.cpu())) {
      model.setBlock(block);
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(
                  manager.create(loop.inputs(), new Shape(loop.input().withBatch(loop.rows()))))
              .optLabels(
                  manager
                      .create(loop.targets(), new Shape(loop.rows(), 1))
                      .toType(loop.classes() ? DataType.INT64 : DataType.FLOAT32, false))
              .setSampling(loop.batch(), true)
              .build();
      Loss loss = loop.classes() ? Loss.softmaxCrossEntropyLoss() : Loss.l2Loss();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(loss)
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.setMetrics(new Metrics());
        trainer.initialize(new Shape(loop.input().withBatch(loop.batch())));
        double[] epochs = new double[loop.epochs()];
        for (int epoch = 0; epoch < epochs.length; epoch++) {
          long before = System.nanoTime();
          EasyTrain.fit(trainer, 1, data, null);
          epochs[epoch] = (System.nanoTime() - before) / 1e3 / loop.steps();
        }
        return median(Arrays.copyOfRange(epochs, epochs.length / 2, epochs.length));
      }
    }
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Conv2d convolution(int filters) {
    return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(3, 3)).build();
  }

  private static ai.djl.nn.Block pool() {
    return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  }

  /** Gives the Python loop's microseconds a step, or nothing where there is no torch. */
  private static Optional<Double> python(Loop loop, String command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  command,
                  "-c",
                  script(),
                  loop.kind(),
                  String.valueOf(loop.batch()),
                  String.valueOf(loop.steps()),
                  String.valueOf(loop.epochs()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      return line == null ? Optional.empty() : Optional.of(Double.valueOf(line));
    }
  }

  private static String script() throws IOException {
    try (InputStream in = LoopBenchmark.class.getResourceAsStream("loop_benchmark.py")) {
      if (in == null) {
        throw new IOException("loop_benchmark.py is missing beside LoopBenchmark.class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double median(double... values) {
    return quantile(values, 0.5);
  }

  private static String quartiles(double... ratios) {
    return String.format(
        Locale.ROOT,
        "%.2f [%.2f, %.2f]",
        median(ratios),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  private static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
