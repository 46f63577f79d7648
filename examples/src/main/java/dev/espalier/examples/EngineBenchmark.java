package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Description;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What guidance, frozen grades and long trainings cost, as ratios within one run.
 *
 * <p>Prints a guided step over a plain step of the same learner (guide cached, and computed at
 * every step), one by a given network over one by the hierarchy's own, an epoch of each multigrade
 * grade over an epoch of the second, and how much resident memory grows over 20,000 steps. One
 * thread; medians of interleaved rounds.
 *
 * <p>With {@code mixed} it prints a step in mixed precision over one in full precision instead, on
 * the GPU where there is one.
 *
 * <p>Arguments: the number of rounds (5), and {@code mixed}.
 */
public final class EngineBenchmark {
  enum What {
    ENGINE,
    MIXED
  }

  /** What can be given, in this order. */
  @Command(
      description =
          "What guidance, frozen grades and long trainings cost, as ratios within one run.")
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
        paramLabel = "what",
        description = "MIXED: a step in mixed precision over one in full precision; or ENGINE.")
    What what = What.ENGINE;
  }

  private static final int WIDTH = 784;
  private static final int BATCH = 128;

  private EngineBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args the number of rounds, and {@code mixed}
   */
  public static void main(String[] args) {
    Program.start(
        EngineBenchmark.class,
        new Given(),
        args,
        given ->
            System.out.print(
                given.what == What.MIXED
                    ? mixedPrecision(given.rounds, 20, 6)
                    : run(given.rounds, 40, 10, 20_000)));
  }

  /** Gives the results as text. */
  static String run(int rounds, int batches, int epochs, int longSteps) throws IOException {
    return guidance(rounds, batches, epochs)
        + grades(rounds, epochs)
        + memory(Math.max(1, longSteps / 200));
  }

  /** Gives a row for each network: a step in mixed precision over one in full precision. */
  static String mixedPrecision(int rounds, int batches, int epochs) {
    DataSet data = classes(BATCH * batches, Dims.of(WIDTH));
    Network wide =
        network(
            "wide",
            n -> n.input(WIDTH).dense("h1", 2048).relu().dense("h2", 2048).relu().output(10));
    Network convolutions =
        network(
            "convolutions",
            n ->
                n.input(WIDTH)
                    .reshape(1, 28, 28)
                    .conv2d("c1", 32, 3)
                    .relu()
                    .maxPool(2)
                    .conv2d("c2", 64, 3)
                    .relu()
                    .flatten()
                    .output(10));
    return mixedPrecision("784-256-128-10", mlp("narrow"), data, rounds, epochs)
        + mixedPrecision("784-2048-2048-10", wide, data, rounds, epochs)
        + mixedPrecision("CNN 32-64", convolutions, data, rounds, epochs);
  }

  private static String mixedPrecision(
      String name, Network network, DataSet data, int rounds, int epochs) {
    String stage = network.name();
    double[] ratios = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double full = micros(network, supervised(), data, epochs, stage, r -> r);
      double mixed =
          micros(network, supervised(), data, epochs, stage, RecipeBuilder::mixedPrecision);
      if (round >= 0) {
        ratios[round] = mixed / full;
      }
    }
    return line("mixed over full precision, " + name, ratios);
  }

  private static String guidance(int rounds, int batches, int epochs) {
    DataSet data = classes(BATCH * batches, Dims.of(WIDTH));
    Network learner = mlp("learner");
    var chain =
        hierarchy(
            "guided",
            h ->
                h.input(WIDTH)
                    .network(
                        "guide", n -> n.dense("h1", 256).relu().dense("h2", 128).relu().output(10))
                    .network(
                        "learner",
                        n -> n.dense("h1", 256).relu().dense("h2", 128).relu().output(10))
                    .guide("guide", "learner"));
    UnaryOperator<RecipeBuilder> plainly = r -> r;
    GivenNetwork teacher;
    try (Outcome first = train(chain, selfAbstraction(), data, 1, plainly)) {
      teacher = first.given("guide");
    }
    var taught =
        hierarchy(
            "taught",
            h ->
                h.input(WIDTH)
                    .given("guide", teacher)
                    .network(
                        "learner",
                        n -> n.dense("h1", 256).relu().dense("h2", 128).relu().output(10))
                    .guide("guide", "learner"));
    UnaryOperator<RecipeBuilder> fresh = r -> r.augment((values, dims, rows, random) -> {});
    double[] cached = new double[rounds];
    double[] given = new double[rounds];
    double[] recomputed = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double plain = micros(learner, supervised(), data, epochs, "learner", plainly);
      double guided = micros(chain, selfAbstraction(), data, epochs, "learner", plainly);
      double byGiven = micros(taught, selfAbstraction(), data, epochs, "learner", plainly);
      double noisy = micros(learner, supervised(), data, epochs, "learner", fresh);
      double uncached = micros(chain, selfAbstraction(), data, epochs, "learner", fresh);
      if (round >= 0) {
        cached[round] = guided / plain;
        given[round] = byGiven / guided;
        recomputed[round] = uncached - noisy > 0 ? (uncached - noisy) / plain + 1 : 1;
      }
    }
    return line("guided step over plain, guide cached", cached)
        + line("guided step by a given network over one by an own", given)
        + line("guided step over plain, guide computed at each step", recomputed);
  }

  private static String grades(int rounds, int epochs) {
    DataSet data = values(BATCH * 40, 8);
    var grades =
        hierarchy(
            "grades",
            h ->
                h.input(8)
                    .grades(
                        5,
                        "features",
                        (g, n) ->
                            n.dense("lift", 64).relu().dense("features", 64).relu().output(1)));
    double[][] ratios = new double[6][rounds];
    for (int round = -1; round < rounds; round++) {
      try (Outcome outcome = train(grades, multigrade(), data, epochs, r -> r.validate(data))) {
        double second = micros(outcome, "grade2");
        for (int grade = 3; round >= 0 && grade <= 5; grade++) {
          ratios[grade][round] = micros(outcome, "grade" + grade) / second;
        }
      }
    }
    return line("epoch of grade 3 over grade 2", ratios[3])
        + line("epoch of grade 4 over grade 2", ratios[4])
        + line("epoch of grade 5 over grade 2", ratios[5]);
  }

  private static String memory(int epochs) throws IOException {
    DataSet data = values(64 * 200, 2);
    Network tiny =
        network("tiny", n -> n.input(2).dense("a", 32).relu().dense("b", 32).relu().output(1));
    long[] resident = new long[epochs + 1];
    try (Outcome outcome =
        train(
            tiny,
            supervised(),
            data,
            epochs,
            r ->
                r.batch(64)
                    .listener(
                        new RunListener() {
                          @Override
                          public void epochDone(EpochRecord epoch) {
                            resident[epoch.epoch()] = residentKilobytes();
                          }
                        }))) {
      int early = Math.max(1, epochs / 10);
      return String.format(
          Locale.ROOT,
          "resident memory after %d steps: %+.1f MB against after %d%n",
          outcome.log().steps(),
          (resident[epochs] - resident[early]) / 1024.0,
          early * 200);
    }
  }

  /** Gives the process's resident memory, or 0 where the system does not tell. */
  static long residentKilobytes() {
    Path status = Path.of("/proc/self/status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static double micros(
      Description description,
      TrainingMethod method,
      DataSet data,
      int epochs,
      String stage,
      UnaryOperator<RecipeBuilder> more) {
    try (Outcome outcome = train(description, method, data, epochs, more)) {
      return micros(outcome, stage);
    }
  }

  /** Gives the median microseconds a step of a stage's second half. */
  static double micros(Outcome outcome, String stage) {
    List<EpochRecord> epochs = outcome.log().epochsOf(stage);
    return median(
        epochs.stream()
            .skip(epochs.size() / 2)
            .mapToDouble(epoch -> epoch.seconds() / epoch.steps() * 1e6)
            .toArray());
  }

  private static Outcome train(
      Description description,
      TrainingMethod method,
      DataSet data,
      int epochs,
      UnaryOperator<RecipeBuilder> more) {
    RecipeBuilder start =
        data.kind() instanceof Targets.Classes
            ? RecipeBuilder.empty().classify(data)
            : RecipeBuilder.empty().regress(data);
    return TrainingEngine.train(
        check(description),
        method,
        more.apply(start.adam(1e-3).batch(BATCH).epochs(epochs).threads(1).quiet().asDefaults())
            .build());
  }

  private static Network mlp(String name) {
    return network(
        name, n -> n.input(WIDTH).dense("h1", 256).relu().dense("h2", 128).relu().output(10));
  }

  /** Gives random values of some shape, in ten classes. */
  static DataSet classes(int rows, Dims input) {
    SplittableRandom random = new SplittableRandom(1);
    double[] labels = new double[rows];
    Arrays.setAll(labels, row -> random.nextInt(10));
    return DataSet.of(
        "random classes",
        Rows.of(uniform(Math.toIntExact(rows * input.count())), input),
        Rows.of(labels, Dims.of()),
        Targets.classes(10));
  }

  private static DataSet values(int rows, int width) {
    return DataSet.of(
        "random values",
        Rows.of(uniform(rows * width), Dims.of(width)),
        Rows.of(uniform(rows), Dims.of(1)),
        Targets.values(1));
  }

  private static float[] uniform(int count) {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  private static String line(String name, double... ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%-52s %.3f [%.3f, %.3f]%n",
        name,
        median(ratios),
        sorted[sorted.length / 4],
        sorted[sorted.length - 1 - sorted.length / 4]);
  }

  private static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
