package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Networks;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.recipe.DeviceChoice;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A step's time on a GPU, in full and in mixed precision, against PyTorch's own Python loop on the
 * same card, where {@code python3} has torch: the same networks, batches and resident data, fused
 * Adam, no compilation, autocast to bfloat16 as mixed precision. The two take turns; medians.
 */
final class GpuSpeed {
  private static final int EPOCHS = 6;

  private static final Map<String, Network> NETWORKS =
      Map.of(
          "mlp",
          network(
              "mlp", n -> n.input(784).dense("h1", 256).relu().dense("h2", 128).relu().output(10)),
          "wide",
          network(
              "wide",
              n -> n.input(784).dense("h1", 2048).relu().dense("h2", 2048).relu().output(10)),
          "cnn",
          network(
              "cnn",
              n ->
                  n.input(1, 28, 28)
                      .conv2d("c1", 16, 3)
                      .relu()
                      .maxPool(2)
                      .conv2d("c2", 32, 3)
                      .relu()
                      .maxPool(2)
                      .flatten()
                      .dense("h", 64)
                      .relu()
                      .output(10)),
          "resnet20",
          Networks.resnet("resnet20", Dims.of(3, 32, 32), 10, 3),
          "lstm",
          network("lstm", n -> n.input(28, 28).lstm("steps", 128).last().output(10)));

  private static final List<Loop> LOOPS =
      List.of(
          new Loop("mlp", 128, 200),
          new Loop("wide", 128, 200),
          new Loop("wide", 8192, 10),
          new Loop("cnn", 128, 200),
          new Loop("cnn", 8192, 10),
          new Loop("resnet20", 128, 40),
          new Loop("resnet20", 2048, 10),
          new Loop("lstm", 128, 100));

  private final DeviceChoice there;
  private final String python;
  private final int rounds;

  GpuSpeed(DeviceChoice there, String python, int rounds) {
    this.there = there;
    this.python = python;
    this.rounds = rounds;
  }

  /**
   * One loop.
   *
   * @param kind the network
   * @param batch the samples of a step
   * @param steps the steps of an epoch
   */
  private record Loop(String kind, int batch, int steps) {
    @Override
    public String toString() {
      return kind + ", batch " + batch;
    }
  }

  /** Measures the loops whose names begin so. */
  void measure(String only, GpuFindings findings) {
    for (Loop loop : LOOPS) {
      if (loop.toString().startsWith(only)) {
        findings.attempt("speed", loop.toString(), () -> measure(loop, findings));
      }
    }
  }

  private void measure(Loop loop, GpuFindings findings) throws IOException {
    Network network = Objects.requireNonNull(NETWORKS.get(loop.kind()));
    DataSet data = EngineBenchmark.classes(loop.batch() * loop.steps(), check(network).input());
    List<Double> full = new ArrayList<>();
    List<Double> mixed = new ArrayList<>();
    List<Double> theirFull = new ArrayList<>();
    List<Double> theirMixed = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      double plain = micros(network, data, r -> r.device(there).batch(loop.batch()));
      double half =
          micros(network, data, r -> r.device(there).batch(loop.batch()).mixedPrecision());
      if (round < 0) {
        continue;
      }
      full.add(plain);
      mixed.add(half);
      double[] theirs = python(loop);
      if (theirs.length == 2) {
        theirFull.add(theirs[0]);
        theirMixed.add(theirs[1]);
      }
    }
    report(findings, loop.toString(), full, theirFull);
    report(findings, loop + ", mixed", mixed, theirMixed);
  }

  private static void report(
      GpuFindings findings, String what, List<Double> ours, List<Double> theirs) {
    findings.add("speed", what, median(ours), GpuFindings.NONE, "us a step");
    if (!theirs.isEmpty()) {
      findings.add("speed", what + ", Python", median(theirs), GpuFindings.NONE, "us a step");
      findings.add(
          "speed",
          what + ", times Python's steps",
          median(theirs) / median(ours),
          GpuFindings.NONE,
          "");
    }
  }

  private static double micros(
      Network network, DataSet data, UnaryOperator<RecipeBuilder> settings) {
    RecipeBuilder recipe = RecipeBuilder.empty().classify(data).adam(1e-3).epochs(EPOCHS).quiet();
    try (Outcome outcome =
        TrainingEngine.train(check(network), supervised(), settings.apply(recipe).build())) {
      return EngineBenchmark.micros(outcome, network.name());
    }
  }

  /** Gives the Python loop's microseconds in full and mixed precision, or nothing. */
  private double[] python(Loop loop) throws IOException {
    String device = there instanceof DeviceChoice.Gpu gpu ? "cuda:" + gpu.number() : "cpu";
    String printed =
        output(
            python,
            "-c",
            script(),
            loop.kind(),
            String.valueOf(loop.batch()),
            String.valueOf(loop.steps()),
            String.valueOf(EPOCHS),
            device);
    return printed.isEmpty()
        ? new double[0]
        : Arrays.stream(printed.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  /** Gives the first line that a command prints; nothing where there is none. */
  static String output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        String line = reader.readLine();
        return line == null ? "" : line.strip();
      }
    } catch (IOException e) {
      return "";
    }
  }

  private static String script() throws IOException {
    try (InputStream in = GpuSpeed.class.getResourceAsStream("gpu_check.py")) {
      if (in == null) {
        throw new IOException("gpu_check.py is missing beside GpuSpeed.class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
