package dev.espalier.examples;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Classifies clothes of which a fifth of the training labels is wrong, by four grades, and by one
 * network with the same hidden layers and as many epochs in all.
 *
 * <p>The test labels are right. They are looked at after every epoch, but nothing is chosen by
 * them.
 */
public final class WrongLabels {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Classifies clothes of which a part of the training labels is wrong.")
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
    int perClass = 1000;

    @Option(names = "wrong", description = "Percent of labels that are wrong.")
    int wrong = 20;

    @Option(
        names = "epochs",
        description = "The epochs of grade 1; grade k gets k times as many.",
        converter = Program.AtLeastOne.class)
    int epochs = 10;

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 3;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final int GRADES = 4;

  private WrongLabels() {}

  /**
   * Prints test accuracies and writes them as {@code wrong-labels.md}.
   *
   * @param args {@code data=FOLDER}, where Fashion-MNIST's four idx files are, and if wanted {@code
   *     perClass=1000 wrong=20 epochs=10 seeds=3 results=target/results}: percent of labels that
   *     are wrong, and the epochs of grade 1; grade k gets k times as many
   */
  public static void main(String[] args) {
    Program.start(
        WrongLabels.class, new Given(), args, given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, a row a grade, then the network's. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    Split images = Datasets.fashionMnist(given.data);
    int epochs = given.epochs;
    Spreads accuracies = new Spreads("Test accuracy with wrong training labels");
    for (int seed = 1; seed <= given.seeds; seed++) {
      DataSet training =
          images.train().sample(given.perClass, seed).withLabelNoise(given.wrong / 100.0, seed);
      RecipeBuilder recipe =
          RecipeBuilder.empty().classify(training).adam(1e-3).batch(100).seed(seed).quiet();
      try (Run run =
          train(
              grades(),
              multigrade(m -> m.epochs(epochs, 2 * epochs, 3 * epochs, 4 * epochs)),
              ignored -> recipe)) {
        for (GradientStage grade : run.plan().gradientStages()) {
          accuracies.add(
              grade.name(), run.evaluate(grade.readout(), images.test()).metric("accuracy"));
        }
        accuracies.add("four grades, seconds", run.log().seconds());
      }
      try (Run run =
          train(
              whole(),
              supervised(),
              ignored -> recipe.validate(images.test()).epochs(10 * epochs))) {
        List<EpochRecord> log = run.log().epochs();
        for (int done : new int[] {epochs / 2, epochs, 3 * epochs, 6 * epochs, 10 * epochs}) {
          double accuracy =
              log.get(Math.max(done, 1) - 1).validation().getOrDefault("accuracy", 0.);
          accuracies.add("one network, epoch " + Math.max(done, 1), accuracy);
        }
        accuracies.add("one network, seconds", run.log().seconds());
      }
      accuracies.write(given.results, "wrong-labels");
    }
    return accuracies.table();
  }

  private static Hierarchy grades() {
    return hierarchy(
        "clothes",
        h ->
            h.input(1, 28, 28)
                .grades(
                    GRADES,
                    "hidden",
                    (g, n) -> (g == 1 ? n.flatten() : n).dense("hidden", 128).relu().output(10)));
  }

  private static Network whole() {
    return network(
        "whole",
        n ->
            n.input(1, 28, 28)
                .flatten()
                .repeat(GRADES, (i, b) -> b.dense("hidden" + i, 128).relu())
                .output(10));
  }
}
