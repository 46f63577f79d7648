package dev.espalier.examples;

import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Chains;
import dev.espalier.models.Datasets;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Trains sigmoid networks of 1 to 8 hidden layers on 1,000 images of Fashion-MNIST, each guided by
 * the one before (self-abstraction learning, arXiv 2604.24313), and the deepest one alone for as
 * many epochs as the whole chain got.
 *
 * <p>Vanishing gradients keep the deepest from learning alone; guided, it learns as well as the
 * simplest.
 */
public final class SalFashionMnist {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Trains chains of 1 to 8 hidden layers on Fashion-MNIST.")
  @SuppressWarnings("NullAway.Init")
  static final class Given {
    @Option(
        names = "data",
        description = "The folder of Fashion-MNIST's four idx files.",
        required = true)
    Path data;

    @Option(
        names = "perClass",
        description = "Training images a class.",
        converter = Program.AtLeastOne.class)
    int perClass = 100;

    @Option(
        names = "deepest",
        description = "Hidden layers of the deepest network.",
        converter = Program.AtLeastOne.class)
    int deepest = 8;

    @Option(
        names = "epochs",
        description = "The epochs of each network.",
        converter = Program.AtLeastOne.class)
    int epochs = 30;

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 3;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final String ALONE = "alone, the deepest";
  private static final Dims IMAGE = Dims.of(1, 28, 28);
  private static final int WIDTH = 128;
  private static final double RATE = 3e-3;
  private static final int BATCH = 50;

  private SalFashionMnist() {}

  /**
   * Prints the table of test accuracies and writes it as {@code sal-fashion-mnist.csv} and {@code
   * .md}.
   *
   * @param args {@code data=FOLDER}, where Fashion-MNIST's four idx files are, and if wanted {@code
   *     perClass=100 deepest=8 epochs=30 seeds=3 results=target/results}
   */
  public static void main(String[] args) {
    Program.start(
        SalFashionMnist.class,
        new Given(),
        args,
        given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, a row a network, the lone one last. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    Split images = Datasets.fashionMnist(given.data);
    int[] depths = IntStream.rangeClosed(1, given.deepest).toArray();
    Hierarchy chain = Chains.mlp("sal-fashion-mnist", IMAGE, WIDTH, 10, depths);
    Accuracies accuracies = new Accuracies();
    for (int seed = 1; seed <= given.seeds; seed++) {
      DataSet training = images.train().sample(given.perClass, seed);
      RecipeBuilder recipe =
          RecipeBuilder.empty().classify(training).adam(RATE).batch(BATCH).seed(seed);
      guided(chain, recipe.epochs(given.epochs), images.test(), accuracies);
      alone(chain, recipe.epochs(given.epochs * depths.length), images.test(), accuracies);
    }
    Table table = accuracies.table("Test accuracy on %s images".formatted(images.test().size()));
    write(given.results, "sal-fashion-mnist", table);
    return table;
  }

  private static void guided(
      Hierarchy chain, RecipeBuilder recipe, DataSet test, Accuracies accuracies) {
    try (Run run = train(chain, selfAbstraction(), ignored -> recipe)) {
      for (Network network : chain.networks()) {
        double accuracy = run.evaluate(Readout.of(network.name()), test).metric("accuracy");
        accuracies.add("SAL " + network.name(), accuracy);
      }
    }
  }

  private static void alone(
      Hierarchy chain, RecipeBuilder recipe, DataSet test, Accuracies accuracies) {
    Network deepest = chain.networks().get(chain.networks().size() - 1);
    Hierarchy single = new Hierarchy("alone", chain.source(), List.of(deepest), List.of());
    try (Run run = train(single, supervised(), ignored -> recipe)) {
      accuracies.add(ALONE, run.evaluate(test).metric("accuracy"));
    }
  }

  private static void write(Path folder, String name, Table table) {
    try {
      Files.createDirectories(folder);
      table.write().csv(folder.resolve(name + ".csv").toString());
      Files.writeString(folder.resolve(name + ".md"), Markdown.of(table));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
