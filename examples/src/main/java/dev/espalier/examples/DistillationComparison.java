package dev.espalier.examples;

import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.likeness;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.describe.Description;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Datasets;
import dev.espalier.models.Networks;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.weights.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares a small CNN that trains alone with the same taught by a residual network, by soft
 * targets and by other likenesses; the same images and seeds for all, and one teacher a seed.
 *
 * <p>A method's name with {@code -timed} after it has as many epochs as take the time that {@code
 * alone} takes, and with a factor before that, as in {@code kd@0.3-timed}, links so many times as
 * strong. The setting {@code tuning-1000}, by which factors are chosen, measures on a tenth of the
 * training images, and never on test images.
 *
 * <p>Every run adds a line to a file at once, and a run whose line is there is not repeated, so the
 * program may be stopped and started again at any time; teachers are kept beside it.
 */
public final class DistillationComparison {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Compares likenesses by which a residual network teaches a small CNN.")
  @SuppressWarnings("NullAway.Init")
  static final class Given {
    @Option(
        names = "settings",
        description = "Such as fashion-1000 and fashion-10000.",
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
        description = "Such as kd@0.3-timed too.",
        split = ",",
        defaultValue =
            "teacher,alone,kd,hints,features@0.3,attention@0.1,classes,standardized,similarity,"
                + "variational@0.1,alignment,kd-timed,hints-timed")
    List<String> methods = List.of();

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final Schedule FALLING = cosine(2e-3, 0);
  private static final String TIMED = "-timed";

  private final Given given;
  private final Map<String, Integer> timedEpochs = new HashMap<>();

  private DistillationComparison(Given given) {
    this.given = given;
  }

  /**
   * Data of a comparison.
   *
   * @param perClass training images of each class
   * @param blocks residual blocks of each of the teacher's stages
   */
  private record Setting(
      String name, Split images, int perClass, int blocks, int epochs, int batch) {
    Split images(int seed) {
      return new Split(images.train().sample(perClass, seed), images.test()).standardized();
    }
  }

  /**
   * Runs what the file lacks, then prints the tables.
   *
   * @param args {@code settings=fashion-1000,fashion-10000}, and if wanted {@code data=FOLDER},
   *     where Fashion-MNIST's four idx files are, {@code seeds=5 methods=alone,kd,kd-timed...
   *     results=target/results}
   */
  public static void main(String[] args) {
    Program.start(
        DistillationComparison.class, new Given(), args, given -> System.out.print(run(given)));
  }

  /** Does the work of {@link #main}; gives the tables as Markdown. */
  static String run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static String run(Given given) {
    DistillationComparison comparison = new DistillationComparison(given);
    return PairedResults.completed(
            given.results.resolve("distillation.csv"),
            new PairedResults.Wanted(given.settings, given.methods, given.seeds),
            (setting, method, seed) ->
                comparison.measure(comparison.setting(setting), method, seed))
        .markdown("alone");
  }

  private PairedResults.Line measure(Setting setting, String method, int seed) {
    Split images = setting.images(seed);
    PretrainedNetwork teacher = teacher(setting, images, seed);
    int epochs = method.endsWith(TIMED) ? timed(setting, method) : setting.epochs();
    String untimed = method.replace(TIMED, "");
    if (method.equals("teacher")) {
      double accuracy = teacher.evaluate(images.test()).metric("accuracy");
      return new PairedResults.Line(setting.name(), method, seed, accuracy, epochs, 0);
    }
    long start = System.nanoTime();
    try (Run run = student(setting, untimed, teacher, images, epochs, seed)) {
      double accuracy = run.evaluate(images.test()).metric("accuracy");
      return new PairedResults.Line(
          setting.name(), method, seed, accuracy, epochs, (System.nanoTime() - start) / 1e9);
    }
  }

  /** Gives the epochs of a method that take as long as the setting's epochs alone; seed 1. */
  private int timed(Setting setting, String method) {
    return timedEpochs.computeIfAbsent(
        setting.name() + method,
        key -> {
          Split images = setting.images(1);
          PretrainedNetwork teacher = teacher(setting, images, 1);
          double times =
              EqualTime.ratio(
                  epochs -> student(setting, method.replace(TIMED, ""), teacher, images, epochs, 1),
                  epochs -> student(setting, "alone", teacher, images, epochs, 1));
          return Math.max(1, (int) Math.round(setting.epochs() / times));
        });
  }

  /** Gives the teacher of a seed, from its file where it was trained before. */
  private PretrainedNetwork teacher(Setting setting, Split images, int seed) {
    Network network = Networks.resnet("teacher", images.train().inputDims(), 10, setting.blocks());
    Path file =
        given.results.resolve("teachers").resolve(setting.name() + "-" + seed + ".safetensors");
    if (!Files.exists(file)) {
      try (Run run =
          train(
              network,
              supervised(),
              r ->
                  r.classify(images.train())
                      .adam(FALLING)
                      .batch(setting.batch())
                      .epochs(setting.epochs())
                      .seed(seed)
                      .quiet())) {
        run.weights("teacher").writeTo(file);
      }
    }
    return given(network, StateDict.read(file));
  }

  private static Run student(
      Setting setting,
      String method,
      PretrainedNetwork teacher,
      Split images,
      int epochs,
      int seed) {
    Dims dims = images.train().inputDims();
    Network learner = IcpNetworks.smallCnn(dims);
    Description described =
        method.equals("alone")
            ? learner
            : hierarchy(
                "taught",
                h ->
                    h.input(dims.toArray())
                        .given("teacher", teacher)
                        .network(learner)
                        .guide("teacher", learner.name(), links(method, setting.blocks())));
    return train(
        described,
        method(method),
        r ->
            r.classify(images.train())
                .adam(FALLING)
                .batch(setting.batch())
                .epochs(epochs)
                .seed(seed)
                .quiet());
  }

  private Setting setting(String name) {
    return switch (name) {
      case "digits-100" -> new Setting(name, Datasets.digits().split(0.67, 7), 10, 1, 20, 64);
      case "tuning-1000" ->
          new Setting(
              name, Datasets.fashionMnist(given.data).train().split(0.9, 7), 100, 3, 60, 32);
      case "fashion-1000" -> new Setting(name, Datasets.fashionMnist(given.data), 100, 3, 60, 32);
      case "fashion-10000" -> new Setting(name, Datasets.fashionMnist(given.data), 1000, 3, 15, 64);
      default -> throw new IllegalArgumentException("setting '" + name + "': not known.");
    };
  }

  private static TrainingMethod method(String name) {
    return switch (name) {
      case "alone" -> supervised();
      case "hints" -> distillation(d -> d.hints());
      default -> distillation();
    };
  }

  /** Gives the links of a method, as strong as the name says. */
  private static UnaryOperator<GuideBuilder> links(String named, int blocks) {
    String[] parts = named.split("@", 2);
    double factor = parts.length == 1 ? 1 : Double.parseDouble(parts[1]);
    String middle = "block2-" + blocks;
    String last = "block3-" + blocks;
    return switch (parts[0]) {
      case "kd" -> g -> g.output(softTargets(4), constant(factor));
      case "features" ->
          g -> g.projected(last, "h3", constant(factor)).output(softTargets(4), constant(factor));
      case "hints" -> g -> g.projected(last, "h3").output(softTargets(4), constant(factor));
      case "attention" ->
          g ->
              g.hidden(middle, "h2", likeness("attention"), constant(100 * factor))
                  .hidden(last, "h3", likeness("attention"), constant(100 * factor));
      case "decoupled" -> g -> g.output(likeness("decoupled soft targets"), constant(factor));
      case "classes" -> g -> g.output(likeness("class relations"), constant(factor));
      case "standardized" -> g -> g.output(likeness("standardized soft targets"), constant(factor));
      case "distances" ->
          g -> g.hidden(last, "h3", likeness("relational distance"), constant(factor));
      case "similarity" ->
          g -> g.hidden(last, "h3", likeness("similarity preserving"), constant(100 * factor));
      case "transfer" ->
          g -> g.hidden(last, "h3", likeness("probabilistic transfer"), constant(1000 * factor));
      case "variational" ->
          g ->
              g.likeness(likeness("variational information"))
                  .projected(last, "h3", constant(factor));
      case "contrastive" ->
          g -> g.hidden(last, "h3", likeness("contrastive representation"), constant(factor));
      case "alignment" ->
          g -> g.hidden(last, "h3", likeness("centered kernel alignment"), constant(factor));
      default -> throw new IllegalArgumentException("method '" + named + "': not known.");
    };
  }
}
