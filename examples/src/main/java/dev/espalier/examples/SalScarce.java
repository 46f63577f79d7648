package dev.espalier.examples;

import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Chains;
import dev.espalier.models.Datasets;
import dev.espalier.train.plan.TrainingMethod;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains chains of growing depth on a few images of Fashion-MNIST by self-abstraction learning with
 * several sets of links (arXiv 2604.24313). Beside them the deepest network alone, with as many
 * epochs as the whole chain and with those of one stage, and the chain's first network. All of
 * these networks train well alone.
 */
public final class SalScarce {
  /** What can be given, {@code name=value} each. */
  @Command(
      description = "Trains chains on a few images of Fashion-MNIST with several sets of links.")
  @SuppressWarnings("NullAway.Init")
  static final class Given {
    @Option(
        names = "settings",
        description = "Of relu, tanh, lstm and cnn.",
        required = true,
        split = ",")
    List<String> settings;

    @Option(names = "data", description = "The folder of Fashion-MNIST's four idx files.")
    Path data = Path.of("/usr/share/datasets/fashion-mnist");

    @Option(
        names = "methods",
        description = "Which sets of links.",
        split = ",",
        defaultValue = "alone,once,first,fixed,fading,fading-soft,soft,output")
    List<String> methods = List.of();

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 5;

    @Option(
        names = "perClass",
        description = "Training images a class.",
        converter = Program.AtLeastOne.class)
    int perClass = 20;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final Dims IMAGE = Dims.of(1, 28, 28);
  private static final int CLASSES = 10;
  private static final double TEMPERATURE = 2;

  private SalScarce() {}

  /**
   * One chain.
   *
   * @param chain its networks, simplest first; its links are replaced
   * @param epochs of each stage
   */
  private record Setting(String name, Hierarchy chain, int epochs, double rate) {}

  /**
   * Prints test accuracies by setting and method and their differences to "alone", paired by seed.
   * Every training's result is added to {@code sal-scarce-PERCLASS.csv}; what is there is not
   * trained again.
   *
   * @param args {@code settings=relu,tanh,lstm,cnn} and if wanted {@code data=FOLDER
   *     methods=alone,once,first,fixed,fading,fading-soft,soft,output seeds=5 perClass=20
   *     results=target/results}; {@code once} is the deepest alone with one stage's epochs, and
   *     recurrent chains have no layers that {@code fixed} and {@code fading} link
   */
  public static void main(String[] args) {
    Program.start(SalScarce.class, new Given(), args, given -> System.out.println(run(given)));
  }

  /** Does the work of {@link #main}; gives the table as Markdown. */
  static String run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static String run(Given given) {
    Split images = Datasets.fashionMnist(given.data);
    int perClass = given.perClass;
    Path file = given.results.resolve("sal-scarce-" + perClass + ".csv");
    return PairedResults.completed(
            file,
            new PairedResults.Wanted(given.settings, given.methods, given.seeds),
            (setting, method, seed) ->
                measure(
                    setting(setting),
                    method,
                    seed,
                    images.train().sample(perClass, seed),
                    images.test()))
        .markdown("alone");
  }

  private static PairedResults.Line measure(
      Setting setting, String method, int seed, DataSet training, DataSet test) {
    int epochs = setting.epochs * (method.equals("alone") ? setting.chain.networks().size() : 1);
    long start = System.nanoTime();
    try (Run run =
        train(
            hierarchy(setting, method),
            method(method),
            r ->
                r.classify(training)
                    .adam(setting.rate)
                    .batch(50)
                    .epochs(epochs)
                    .seed(seed)
                    .quiet())) {
      double accuracy = run.evaluate(test).metric("accuracy");
      return new PairedResults.Line(
          setting.name, method, seed, accuracy, epochs, (System.nanoTime() - start) / 1e9);
    }
  }

  private static Hierarchy hierarchy(Setting setting, String method) {
    List<Network> networks = setting.chain.networks();
    List<Network> chosen =
        switch (method) {
          case "alone", "once" -> networks.subList(networks.size() - 1, networks.size());
          case "first" -> networks.subList(0, 1);
          default -> networks;
        };
    return Chains.of(
        setting.name, IMAGE, links -> links(method, links), chosen.toArray(Network[]::new));
  }

  private static TrainingMethod method(String method) {
    boolean single = List.of("alone", "once", "first").contains(method);
    return single ? supervised() : selfAbstraction();
  }

  private static GuideBuilder links(String method, GuideBuilder links) {
    return switch (method) {
      case "fixed" -> links.aligned().output();
      case "fading" -> links.aligned(linear(1, 0)).output(linear(1, 0));
      case "fading-soft" ->
          links.aligned(linear(1, 0)).likeness(Likeness.softTargets(TEMPERATURE)).output();
      case "soft" -> links.likeness(Likeness.softTargets(TEMPERATURE)).output();
      case "output" -> links.output();
      default ->
          throw new IllegalArgumentException(
              "method '%s': there is none. Try fading, soft or output.".formatted(method));
    };
  }

  private static Setting setting(String name) {
    Activation relu = Activation.of(Activation.Kind.RELU);
    Activation tanh = Activation.of(Activation.Kind.TANH);
    return switch (name) {
      case "relu" ->
          new Setting(name, Chains.mlp(name, IMAGE, 128, CLASSES, relu, 1, 2, 3, 4), 40, 1e-3);
      case "tanh" ->
          new Setting(name, Chains.mlp(name, IMAGE, 128, CLASSES, tanh, 1, 2, 3, 4, 6), 40, 1e-3);
      case "lstm" -> new Setting(name, Chains.lstm(name, IMAGE, 64, CLASSES, 1, 2, 3), 30, 3e-3);
      case "cnn" ->
          new Setting(name, Chains.cnn(name, IMAGE, 16, CLASSES, relu, 1, 2, 3, 4), 30, 1e-3);
      default ->
          throw new IllegalArgumentException(
              "setting '%s': there is none. Try relu, tanh, lstm or cnn.".formatted(name));
    };
  }
}
