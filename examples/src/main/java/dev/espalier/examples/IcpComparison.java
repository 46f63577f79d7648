package dev.espalier.examples;

import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Description;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.methods.icp.Direction;
import dev.espalier.models.Datasets;
import dev.espalier.train.plan.TrainingMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares ICP self-distillation with training alone, with the decay of the task's weight alone,
 * with heads on inner layers, and with training alone for as many more epochs as the perturbation
 * costs; the same seeds for all.
 *
 * <p>Every run adds a line to a file at once, and a run whose line is there is not repeated, so the
 * program may be stopped and started again at any time.
 */
public final class IcpComparison {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Compares ICP self-distillation with training alone.")
  @SuppressWarnings("NullAway.Init")
  static final class Given {
    @Option(
        names = "settings",
        description = "Such as digits-300 and fashion-2000-cnn.",
        required = true,
        split = ",")
    List<String> settings;

    @Option(names = "data", description = "The folder of Fashion-MNIST's four idx files.")
    Path data = Path.of("/usr/share/datasets/fashion-mnist");

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 5;

    @Option(
        names = "methods",
        description = "Such as byot too.",
        split = ",",
        defaultValue = "alone,decay,icp,equal")
    List<String> methods = List.of();

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  /** What a perturbed step costs in plain steps; {@link IcpCost} measures it. */
  private static final double COST = 5.5;

  private IcpComparison() {}

  /**
   * Data and network of a comparison.
   *
   * @param images gives the part to train on, for a seed, and the part to test on
   */
  private record Setting(
      String name, Function<Integer, Split> images, Function<Split, Network> network, int epochs) {}

  /**
   * Runs what the file lacks, then prints and writes the tables.
   *
   * @param args {@code settings=digits-300,fashion-2000-cnn...}, and if wanted {@code data=FOLDER},
   *     where Fashion-MNIST's four idx files are, {@code seeds=5 methods=alone,decay,icp,equal,byot
   *     results=target/results}
   */
  public static void main(String[] args) {
    Program.start(IcpComparison.class, new Given(), args, given -> System.out.print(run(given)));
  }

  /** Does the work of {@link #main}; gives the tables as Markdown. */
  static String run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static String run(Given given) {
    Path file = given.results.resolve("icp.csv");
    return PairedResults.completed(
            file,
            new PairedResults.Wanted(given.settings, given.methods, given.seeds),
            (setting, method, seed) -> measure(setting(setting, given.data), method, seed))
        .markdown("alone");
  }

  private static PairedResults.Line measure(Setting setting, String method, int seed) {
    Split images = setting.images().apply(seed);
    boolean longer = method.equals("equal");
    int epochs = longer ? costOf(setting.epochs()) : setting.epochs();
    Network network = setting.network().apply(images);
    Description described = method.equals("byot") ? IcpNetworks.withHeads(network) : network;
    long start = System.nanoTime();
    try (Run run =
        train(
            described,
            method(method),
            r ->
                r.classify(images.train())
                    .adamW(1e-3)
                    .batch(64)
                    .epochs(epochs)
                    .clip(5)
                    .seed(seed)
                    .quiet())) {
      double accuracy = run.evaluate(images.test()).metric("accuracy");
      return new PairedResults.Line(
          setting.name(), method, seed, accuracy, epochs, (System.nanoTime() - start) / 1e9);
    }
  }

  /** Gives the epochs of plain training that cost what ICP's do. */
  private static int costOf(int epochs) {
    int plain = (int) (0.25 * epochs) + 1;
    return (int) Math.round(plain + COST * (epochs - plain));
  }

  private static Setting setting(String name, Path folder) {
    return switch (name) {
      case "digits-300" -> digits(name, 30, 0);
      case "digits-100" -> digits(name, 10, 0);
      case "digits-300-noise" -> digits(name, 30, 0.3);
      case "fashion-2000-cnn" -> clothes(name, folder, 200, 0, IcpNetworks::smallCnn, 20);
      case "fashion-2000-cnn-noise" -> clothes(name, folder, 200, 0.3, IcpNetworks::smallCnn, 20);
      case "fashion-2000-resnet" -> clothes(name, folder, 200, 0, IcpNetworks::resnet, 12);
      case "fashion-10000-cnn" -> clothes(name, folder, 1000, 0, IcpNetworks::smallCnn, 8);
      case "fashion-10000-resnet" -> clothes(name, folder, 1000, 0, IcpNetworks::resnet, 6);
      default -> throw new IllegalArgumentException("setting '" + name + "': not known.");
    };
  }

  /** Gives some digits of each class to train on, some with a wrong label, and a third to test. */
  private static Setting digits(String name, int perClass, double noise) {
    Function<Integer, Split> images =
        seed -> {
          Split whole = Datasets.digits().split(0.67, 7);
          return sampled(whole.train(), perClass, noise, seed, whole.test());
        };
    return new Setting(name, images, split -> IcpNetworks.cnn(split.train().inputDims()), 40);
  }

  private static Setting clothes(
      String name,
      Path folder,
      int perClass,
      double noise,
      Function<Dims, Network> network,
      int epochs) {
    Function<Integer, Split> images =
        seed -> {
          Split whole = Datasets.fashionMnist(folder);
          return sampled(whole.train(), perClass, noise, seed, whole.test());
        };
    return new Setting(name, images, split -> network.apply(split.train().inputDims()), epochs);
  }

  private static Split sampled(DataSet from, int perClass, double noise, int seed, DataSet test) {
    DataSet part = from.sample(perClass, seed);
    DataSet training = noise == 0 ? part : part.withLabelNoise(noise, seed);
    return new Split(training, test).standardized();
  }

  private static TrainingMethod method(String name) {
    return switch (name) {
      case "alone", "equal" -> supervised();
      case "byot" -> innerHeads();
      case "decay" -> constructivePerturbation().decayOnly();
      case "icp" -> constructivePerturbation();
      case "icp-0.01" -> constructivePerturbation(p -> p.stepSize(0.01));
      case "icp-0.05" -> constructivePerturbation(p -> p.stepSize(0.05));
      case "icp-0.1" -> constructivePerturbation(p -> p.stepSize(0.1));
      case "icp-0.2" -> constructivePerturbation(p -> p.stepSize(0.2));
      case "icp-floor" -> constructivePerturbation(p -> p.taskFloor(1));
      case "icp-floor-0.05" -> constructivePerturbation(p -> p.taskFloor(1).stepSize(0.05));
      case "icp-sgd" -> constructivePerturbation(p -> p.direction(Direction.SGD).stepSize(0.1));
      case "icp-ademamix" -> constructivePerturbation(p -> p.direction(Direction.ADEMAMIX));
      default -> throw new IllegalArgumentException("method '" + name + "': not known.");
    };
  }
}
