package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Run;
import dev.espalier.check.CheckedLayer;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.methods.reverse.ConvolutionRoute;
import dev.espalier.methods.reverse.ReverseRule;
import dev.espalier.methods.reverse.ReverseRules;
import dev.espalier.methods.reverse.Reversed;
import dev.espalier.methods.reverse.TrainedLayer;
import dev.espalier.methods.reverse.WantedOutput;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import dev.espalier.train.recipe.DeviceChoice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What reversing costs and how exact it is.
 *
 * <p>Prints the published benchmark of reversed convolutions (5 x 5, two channels in, batch 2) by
 * every route, and the time to reverse 60,000 samples through a dense layer 128 to 10 against one
 * epoch of the network that it ends (784-256-128-10, batch 128). One thread; medians.
 *
 * <p>Argument: the number of rounds (5).
 */
public final class ReverseBenchmark {
  /** What can be given, in this order. */
  @Command(description = "What reversing costs and how exact it is.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "rounds",
        description = "How often each is measured; medians count.",
        converter = Program.AtLeastOne.class)
    int rounds = 5;
  }

  private static final int PIECE = 512;

  private ReverseBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) {
    Program.start(
        ReverseBenchmark.class,
        new Given(),
        args,
        given -> System.out.print(run(given.rounds, 60_000)));
  }

  /** Gives the results as text. */
  static String run(int rounds, int samples) {
    StringBuilder text =
        new StringBuilder(
            "%-9s %-6s %-20s %12s %12s %10s %9s%n"
                .formatted(
                    "channels", "size", "route", "consistency", "distance", "fallbacks", "ms"));
    for (int filters : new int[] {1, 4}) {
      for (int size : new int[] {16, 32}) {
        for (ConvolutionRoute route : ConvolutionRoute.values()) {
          text.append(convolution(filters, size, route, rounds));
        }
      }
    }
    return text + dense(rounds, samples);
  }

  private static String convolution(int filters, int size, ConvolutionRoute route, int rounds) {
    Network description = network("conv", n -> n.input(2, size, size).conv2d("c", filters, 5));
    SplittableRandom random = new SplittableRandom(7);
    try (NDManager manager = Engine.getEngine(Torch.ENGINE).newBaseManager(Device.cpu());
        Autograd.Mode paused = Autograd.paused();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NetworkBlock block = block(description, manager);
      NDArray x0 = uniform(manager, random, new Shape(2, 2, size, size));
      NDArray y0 = block.forward(x0, Pass.evaluation());
      NDArray y = y0.add(uniform(manager, random, y0.getShape()));
      ReverseRules rules = ReverseRules.standard().convolutions(route);
      ReverseRule rule = rule(block, 0, rules, manager);
      Reversed reversed = rule.reverse(x0, y0, y);
      double[] times = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        rule.reverse(x0, y0, y);
        times[round] = (System.nanoTime() - start) / 1e6;
      }
      NDArray x = reversed.value();
      double consistency = norm(block.forward(x, Pass.evaluation()).sub(y)) / norm(y);
      return String.format(
          Locale.ROOT,
          "2 -> %-4d %-6d %-20s %12.2e %12.3f %10d %9.2f%n",
          filters,
          size,
          route.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          consistency,
          norm(x.sub(x0)) / norm(x0),
          reversed.fallbacks(),
          median(times));
    }
  }

  private static String dense(int rounds, int samples) {
    Network description =
        network(
            "mlp", n -> n.input(784).dense("h1", 256).relu().dense("h2", 128).relu().output(10));
    DataSet data = noise(samples);
    double[] epochs = new double[rounds];
    double[] reversals = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      try (Run run =
          train(
              description,
              supervised(),
              r -> r.classify(data).batch(128).epochs(1).device(DeviceChoice.cpu()).quiet())) {
        epochs[round] = run.log().epochs().get(0).seconds();
        reversals[round] = reversal(run.outcome().networks().network("mlp"), data);
      }
    }
    return String.format(
        Locale.ROOT,
        "reversing %d samples through dense 128 -> 10: %.3f s; one epoch of 784-256-128-10: %.3f s;"
            + " ratio %.3f%n",
        samples,
        median(reversals),
        median(epochs),
        median(reversals) / median(epochs));
  }

  /** Gives the seconds to reverse all samples through the last layer, factorisation included. */
  private static double reversal(NetworkBlock trained, DataSet data) {
    int count = data.size();
    int[] labels = data.labels();
    try (NDManager manager = Engine.getEngine(Torch.ENGINE).newBaseManager(Device.cpu());
        Autograd.Mode paused = Autograd.paused()) {
      NDArray features = uniform(manager, new SplittableRandom(3), new Shape(count, 128));
      NDArray classes = manager.create(Arrays.stream(labels).asLongStream().toArray());
      long start = System.nanoTime();
      ReverseRule rule = rule(trained, 2, ReverseRules.standard(), manager);
      WantedOutput wanted = new WantedOutput.Nearest(1);
      for (int from = 0; from < count; from += PIECE) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          int to = Math.min(count, from + PIECE);
          NDArray x = Torch.slice(features, from, to);
          NDArray output = forward(trained, x);
          rule.reverse(x, output, wanted.of(output, Torch.slice(classes, from, to)));
        }
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static NDArray forward(NetworkBlock block, NDArray features) {
    int from = block.point("h2");
    NDArray narrow = features.toType(DataType.FLOAT32, false);
    return block
        .forward(narrow, from, block.end(), Pass.evaluation(), block.taps())
        .toType(DataType.FLOAT64, false);
  }

  private static ReverseRule rule(
      NetworkBlock block, int layer, ReverseRules rules, NDManager manager) {
    CheckedLayer checked = block.network().layers().get(layer);
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (NamedParameter parameter : block.parameters()) {
      if (parameter.layer() == layer) {
        String name = parameter.name().substring(checked.name().length() + 1);
        NDArray wide = parameter.array().toType(DataType.FLOAT64, true);
        wide.attach(manager);
        parameters.put(name, wide);
      }
    }
    return rules.ruleOf(
        checked.layer(),
        new TrainedLayer(
            checked.name(),
            checked.input(),
            checked.output(),
            parameters,
            value -> value,
            rules.route(),
            manager));
  }

  private static NetworkBlock block(Network description, NDManager manager) {
    return NetworkBlock.of(check(description).networks().get(0), manager, DataType.FLOAT64, 1);
  }

  private static DataSet noise(int samples) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[samples * 784];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    double[] labels = random.ints(samples, 0, 10).asDoubleStream().toArray();
    return DataSet.of(
        "noise", Rows.of(values, Dims.of(784)), Rows.of(labels, Dims.of()), Targets.classes(10));
  }

  private static NDArray uniform(NDManager manager, SplittableRandom random, Shape shape) {
    return manager.create(random.doubles(shape.size(), -1, 1).toArray(), shape);
  }

  private static double norm(NDArray x) {
    return Torch.value(x.norm());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
