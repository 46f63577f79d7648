package dev.espalier.examples;

import static dev.espalier.Espalier.exponential;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.methods.mgdl.GradeReport;
import dev.espalier.models.Synthetic;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Learns {@code sin(100 x)} by three grades, and by one network with the same hidden layers and as
 * many epochs in all: the case in which multigrade learning wins most clearly (arXiv 2302.00150).
 */
public final class HighFrequency {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Learns sin(100 x) by three grades, and by one network.")
  static final class Given {
    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 5;

    @Option(
        names = "points",
        description = "Points to train on.",
        converter = Program.AtLeastOne.class)
    int points = 5000;

    @Option(
        names = "epochs",
        description = "The epochs of the first two grades; the third gets twice as many.",
        converter = Program.AtLeastOne.class)
    int epochs = 20;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private HighFrequency() {}

  /**
   * Prints relative square errors on points between those trained on, and writes them as {@code
   * high-frequency.md}, with a report of the last seed's grades beside.
   *
   * @param args if wanted {@code seeds=5 points=5000 epochs=20 results=target/results}; the third
   *     grade gets twice the epochs, one network all of them
   */
  public static void main(String[] args) {
    Program.start(
        HighFrequency.class, new Given(), args, given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, a row a grade, then the network. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    int epochs = given.epochs;
    DataSet training = Synthetic.highFrequency(given.points);
    DataSet test = between(given.points);
    Spreads errors = new Spreads("Relative square error of sin(100 x)");
    for (int seed = 1; seed <= given.seeds; seed++) {
      RecipeBuilder recipe = RecipeBuilder.empty().regress(training).batch(32).seed(seed).quiet();
      try (Run run =
          train(
              grades(),
              multigrade(
                  m ->
                      m.epochs(epochs, epochs, 2 * epochs)
                          .rates(falling(.1), falling(.01), falling(.01))),
              ignored -> recipe.adam(1e-3))) {
        for (GradientStage grade : run.plan().gradientStages()) {
          errors.add(grade.name(), run.evaluate(grade.readout(), test).metric("rse"));
        }
        errors.add("three grades, seconds", run.log().seconds());
        run.report()
            .with(GradeReport.of(run.outcome(), test))
            .writeTo(given.results.resolve("high-frequency.html"));
      }
      try (Run run =
          train(
              whole(),
              supervised().halfSquare(),
              ignored -> recipe.adam(falling(1e-3)).epochs(4 * epochs))) {
        errors.add("one network", run.evaluate(test).metric("rse"));
        errors.add("one network, seconds", run.log().seconds());
      }
      errors.write(given.results, "high-frequency");
    }
    return errors.table();
  }

  private static Hierarchy grades() {
    return hierarchy(
        "high-frequency",
        h ->
            h.input(1)
                .network("grade1", n -> n.dense("a", 256).sine().dense("b", 256).sine().output(1))
                .network(
                    "grade2",
                    n ->
                        n.from("grade1.b")
                            .dense("a", 128)
                            .relu()
                            .dense("b", 128)
                            .relu()
                            .dense("c", 64)
                            .relu()
                            .output(1))
                .network(
                    "grade3",
                    n ->
                        n.from("grade2.c")
                            .dense("a", 64)
                            .relu()
                            .dense("b", 32)
                            .relu()
                            .dense("c", 32)
                            .relu()
                            .output(1)));
  }

  private static Network whole() {
    int[] units = {128, 128, 64, 64, 32, 32};
    return network(
        "whole",
        n ->
            n.input(1)
                .dense("sine1", 256)
                .sine()
                .dense("sine2", 256)
                .sine()
                .repeat(units.length, (i, b) -> b.dense("relu" + i, units[i - 1]).relu())
                .output(1));
  }

  private static Schedule falling(double from) {
    return exponential(from, 1e-4).byEpoch();
  }

  /** Gives every fifth of the points halfway between those trained on. */
  private static DataSet between(int points) {
    int[] halfway = IntStream.range(0, points / 5).map(i -> 10 * i + 5).toArray();
    return Synthetic.highFrequency(2 * points).select(halfway).named("between");
  }
}
