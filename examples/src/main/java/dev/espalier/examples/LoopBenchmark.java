package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.translate.TranslateException;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What a step takes in three programs: Espalier, DJL's {@code EasyTrain}, and PyTorch's own Python
 * loop where {@code python3} has torch.
 *
 * <p>The three are run in turn, round by round, in one go; a ratio is taken within each round, and
 * the median and quartiles of the ratios are printed. Each run's first half, in which the JVM still
 * compiles, is left out. One thread.
 *
 * <p>Arguments: the number of rounds (5), the Python command ({@code python3}), and the names of
 * the loops (all of {@link Loop#ALL}).
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

    @Parameters(
        index = "2..*",
        arity = "0..*",
        paramLabel = "loop",
        description = "Which loops, by their networks' names; all.")
    List<String> loops = List.of();

    List<Loop> loops() {
      List<String> known = Loop.ALL.stream().map(loop -> loop.network().name()).toList();
      for (String name : loops) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              "loop '%s': not known. Try one of %s.".formatted(name, known));
        }
      }
      return Loop.ALL.stream()
          .filter(loop -> loops.isEmpty() || loops.contains(loop.network().name()))
          .toList();
    }
  }

  private LoopBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args the number of rounds, the Python command, and the loops
   */
  public static void main(String[] args) {
    Program.start(
        LoopBenchmark.class,
        new Given(),
        args,
        given -> System.out.print(run(given.rounds, given.python, given.loops())));
  }

  /** Gives the table of the loops as text. */
  static String run(int rounds, String python, List<Loop> loops)
      throws IOException, TranslateException {
    StringBuilder table =
        new StringBuilder(
            "microseconds a step, median of %s rounds; ratios: median [quartiles]%n"
                .formatted(rounds));
    for (Loop loop : loops) {
      List<Double> ours = new ArrayList<>();
      Map<String, Peer> peers = new LinkedHashMap<>();
      espalier(loop);
      EasyTrainLoop.micros(loop);
      for (int round = 0; round < rounds; round++) {
        double micros = espalier(loop);
        ours.add(micros);
        EasyTrainLoop.micros(loop)
            .ifPresent(theirs -> peer(peers, "EasyTrain").add(theirs, micros));
        python(loop, python).ifPresent(theirs -> peer(peers, "Python").add(theirs, micros));
      }
      table.append(
          String.format(
              Locale.ROOT, "%-34s Espalier   %10.1f%n", loop.title(), median(array(ours))));
      peers.forEach((name, peer) -> table.append(peer.line(name)));
    }
    return table.toString();
  }

  private static Peer peer(Map<String, Peer> peers, String name) {
    return peers.computeIfAbsent(name, key -> new Peer(new ArrayList<>(), new ArrayList<>()));
  }

  /** What another loop took, and how many of Espalier's steps that is, round by round. */
  private record Peer(List<Double> micros, List<Double> ratios) {
    void add(double theirs, double ours) {
      micros.add(theirs);
      ratios.add(theirs / ours);
    }

    String line(String name) {
      return String.format(
          Locale.ROOT,
          "%-34s %-10s %10.1f   times its steps %s%n",
          "",
          name,
          median(array(micros)),
          quartiles(array(ratios)));
    }
  }

  private static double espalier(Loop loop) {
    Targets kind = loop.outputs() > 1 ? Targets.classes(loop.outputs()) : Targets.values(1);
    DataSet data =
        DataSet.of(
            loop.network().name(),
            Rows.of(loop.inputs(), loop.input()),
            Rows.of(loop.targets(), kind.dims()),
            kind);
    RecipeBuilder start =
        loop.outputs() > 1
            ? RecipeBuilder.empty().classify(data)
            : RecipeBuilder.empty().regress(data);
    Recipe recipe = start.adam(1e-3).batch(loop.batch()).epochs(loop.epochs()).quiet().build();
    try (Outcome outcome = TrainingEngine.train(check(loop.network()), supervised(), recipe)) {
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

  /** Gives the Python loop's microseconds a step, or nothing where there is no torch. */
  private static Optional<Double> python(Loop loop, String command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  command,
                  "-c",
                  script(),
                  loop.network().name(),
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

  static double median(double... values) {
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
