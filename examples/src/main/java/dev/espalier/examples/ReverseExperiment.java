package dev.espalier.examples;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.models.Datasets;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Where reverse feature propagation helps: taps and alphas, on digits and Fashion-MNIST.
 *
 * <p>Each network is trained, then post-trained for each tap and alpha over a fixed number of
 * epochs. Every alternative is measured on the test images; nothing is chosen by them, so the
 * measures of all alternatives stand as they are. Prints the mean and spread of test accuracy over
 * seeds, and the paired difference against alpha 0 of the same tap.
 *
 * <p>Arguments: the data ({@code digits}, or {@code fashion} with 10,000 images; followed by {@code
 * -few} for 10 or 100 images a class, or {@code -rare} for classes 0 to 4 thinned to a tenth),
 * {@code early} or {@code end}, the number of seeds (5), the epochs of post-training (10).
 * Fashion-MNIST is read from the folder in the property {@code espalier.fashionMnist} or the
 * variable {@code ESPALIER_FASHION_MNIST}, else from where Debian's package puts it.
 */
public final class ReverseExperiment {
  enum Stopped {
    EARLY,
    END
  }

  /** What can be given, in this order. */
  @Command(description = "Where reverse feature propagation helps: taps and alphas.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "data",
        description = "digits or fashion, followed by -few or -rare if wanted.")
    String data = "digits";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "stopped",
        description = "Of the training before: ${COMPLETION-CANDIDATES}.")
    Stopped stopped = Stopped.EARLY;

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 5;

    @Parameters(
        index = "3",
        arity = "0..1",
        paramLabel = "epochs",
        description = "The epochs of post-training.",
        converter = Program.AtLeastOne.class)
    int epochs = 10;
  }

  private ReverseExperiment() {}

  /**
   * Runs one case.
   *
   * @param args the data, early or end, the number of seeds, the epochs of post-training
   */
  public static void main(String[] args) {
    Program.start(
        ReverseExperiment.class,
        new Given(),
        args,
        given ->
            System.out.print(
                run(given.data, given.stopped == Stopped.EARLY, given.seeds, given.epochs)));
  }

  /** Gives the tables of one case as text. */
  static String run(String data, boolean early, int seeds, int postEpochs) {
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int seed = 1; seed <= seeds; seed++) {
      Split parts = parts(data, seed);
      int epochs = epochs(data, early);
      long drawn = seed;
      try (Run before =
          train(
              data.startsWith("digits") ? digits() : images(),
              supervised(),
              r -> recipe(r, parts).adam(1e-3).batch(64).epochs(epochs).seed(drawn))) {
        post(before, parts, seed, postEpochs, scores, rates);
      }
    }
    String title =
        "%s, %s, %s seeds, %s epochs of post-training%n"
            .formatted(data, early ? "stopped early" : "trained to the end", seeds, postEpochs);
    return title + scores(scores) + rates(rates);
  }

  private static void post(
      Run before,
      Split parts,
      long seed,
      int epochs,
      Map<String, List<Double>> scores,
      Map<String, List<Double>> rates) {
    Settings fixed =
        Settings.fromRecipe()
            .optimizer(Optimizer.adamW(5e-2))
            .rate(Schedule.constant(1e-4))
            .batch(256)
            .epochs(epochs);
    var paper = reversePropagation(p -> p.explore().margin(1).settings(fixed));
    read(before, parts, seed, paper, "", scores, rates);
    for (double ridge : new double[] {0.1, 0.01, 0.001}) {
      for (String tap : List.of("h2", "h1")) {
        var closed = reversePropagation(p -> p.to(tap).margin(1).closedForm(ridge));
        read(before, parts, seed, closed, " ridge " + ridge, scores, rates);
      }
    }
  }

  /** Post-trains, and reads from the log what each alternative scored and reversed. */
  private static void read(
      Run before,
      Split parts,
      long seed,
      TrainingMethod method,
      String note,
      Map<String, List<Double>> scores,
      Map<String, List<Double>> rates) {
    try (Run run = before.train(method, r -> recipe(r, parts).seed(seed))) {
      for (StageRecord stage : run.log().stages()) {
        boolean branch = stage.name().equals("post-train") || stage.name().matches("fit h\\d");
        stage
            .counters()
            .forEach(
                (name, value) -> {
                  if (branch && !(name.endsWith("as it was") && !note.isEmpty())) {
                    boolean control = name.endsWith("alpha 0.0") && !note.isEmpty();
                    if (!control) {
                      add(scores, name + note, value);
                    }
                  } else if (name.endsWith(" wanted label")) {
                    add(rates, name + note, value / parts.train().size());
                  }
                });
      }
    }
  }

  private static String scores(Map<String, List<Double>> scores) {
    StringBuilder text =
        new StringBuilder(
            "%-26s %8s %8s   %s%n"
                .formatted("test accuracy", "mean", "spread", "against alpha 0 of the same tap"));
    scores.forEach(
        (name, values) -> {
          List<Double> control = scores.get(name.replaceAll("(h\\d) .*", "$1 alpha 0.0"));
          String paired = "";
          if (control != null && !name.endsWith("alpha 0.0")) {
            List<Double> gaps =
                IntStream.range(0, values.size())
                    .mapToObj(i -> values.get(i) - control.get(i))
                    .toList();
            paired = String.format(Locale.ROOT, "%+.4f +- %.4f", mean(gaps), deviation(gaps));
          }
          text.append(
              String.format(
                  Locale.ROOT,
                  "%-26s %8.4f %8.4f   %s%n",
                  name,
                  mean(values),
                  deviation(values),
                  paired));
        });
    return text.toString();
  }

  private static String rates(Map<String, List<Double>> rates) {
    StringBuilder text = new StringBuilder();
    rates.forEach(
        (name, values) ->
            text.append(String.format(Locale.ROOT, "%-26s %8.4f%n", name, mean(values))));
    return text.toString();
  }

  private static Network digits() {
    return network(
        "digits",
        n -> n.input(1, 8, 8).flatten().dense("h1", 128).relu().dense("h2", 64).relu().output(10));
  }

  private static Network images() {
    return network(
        "fashion",
        n ->
            n.input(1, 28, 28)
                .conv2d("h1", 6, 5)
                .relu()
                .maxPool(2)
                .conv2d("h2", 8, 5)
                .relu()
                .maxPool(2)
                .flatten()
                .output(10));
  }

  private static Split parts(String name, long seed) {
    if (!name.matches("(digits|fashion)(-few|-rare)?")) {
      throw new IllegalArgumentException(
          "data: found '%s', needed digits or fashion, followed by -few or -rare if wanted."
              .formatted(name));
    }
    boolean digits = name.startsWith("digits");
    Split all = digits ? Datasets.digits().split(0.7, seed) : Datasets.fashionMnist(folder());
    int perClass = digits ? 100 : 1000;
    DataSet training =
        name.endsWith("-few")
            ? all.train().sample(perClass / 10, seed)
            : digits ? all.train() : all.train().sample(perClass, seed);
    return new Split(name.endsWith("-rare") ? thinned(training, seed) : training, all.test());
  }

  /** Keeps a tenth of the classes 0 to 4. */
  private static DataSet thinned(DataSet data, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return data.select(
        IntStream.range(0, data.size())
            .filter(row -> data.label(row) > 4 || random.nextInt(10) == 0)
            .toArray());
  }

  private static int epochs(String name, boolean early) {
    int few = name.endsWith("-few") ? 5 : 1;
    return few * (early ? 3 : name.startsWith("digits") ? 60 : 25);
  }

  private static RecipeBuilder recipe(RecipeBuilder builder, Split parts) {
    RecipeBuilder data = builder.classify(parts.train());
    return data.validate(parts.test()).quiet();
  }

  private static Path folder() {
    return Path.of(
        Optional.ofNullable(System.getProperty("espalier.fashionMnist"))
            .or(() -> Optional.ofNullable(System.getenv("ESPALIER_FASHION_MNIST")))
            .orElse("/usr/share/datasets/fashion-mnist"));
  }

  private static void add(Map<String, List<Double>> all, String name, double value) {
    all.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double sum = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(sum / Math.max(1, values.size() - 1));
  }
}
