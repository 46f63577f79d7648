package dev.espalier.examples;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Initial;
import dev.espalier.models.Synthetic;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Learns a sum of three sines by plain gradient descent, in four grades of one hidden layer, and by
 * one network of four hidden layers for as many steps in all: a case that one network wins.
 */
public final class ThreeSines {
  enum Keep {
    BEST,
    LAST
  }

  /** What can be given, {@code name=value} each. */
  @Command(description = "Learns a sum of three sines by plain gradient descent.")
  static final class Given {
    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 6;

    @Option(
        names = "steps",
        description = "The steps of each grade.",
        converter = Program.AtLeastOne.class)
    int steps = 20_000;

    @Option(names = "keep", description = "With which step each ends: ${COMPLETION-CANDIDATES}.")
    Keep keep = Keep.BEST;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final int GRADES = 4;

  private ThreeSines() {}

  /**
   * Prints half mean square errors on the training points, and writes them as {@code
   * three-sines.md}.
   *
   * @param args if wanted {@code seeds=6 steps=20000 keep=best results=target/results}: the steps
   *     of each grade, and whether it ends with its best step or its {@code last}, for at this rate
   *     the error goes up and down
   */
  public static void main(String[] args) {
    Program.start(
        ThreeSines.class, new Given(), args, given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, a row a grade, then the network. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    DataSet sines = Synthetic.threeSines(1024);
    int steps = given.steps;
    Spreads errors = new Spreads("Half mean square error of three sines");
    for (int seed = 1; seed <= given.seeds; seed++) {
      RecipeBuilder plain =
          RecipeBuilder.empty().regress(sines).sgd(.06).fullBatch().seed(seed).quiet();
      RecipeBuilder recipe =
          given.keep == Keep.LAST ? plain : plain.validate(sines).stopping(Stopping.bestEpoch());
      addGrades(recipe.epochs(steps), sines, errors);
      addOneNetwork(recipe.epochs(GRADES * steps), sines, errors);
      errors.write(given.results, "three-sines");
    }
    return errors.table();
  }

  private static void addGrades(RecipeBuilder recipe, DataSet sines, Spreads errors) {
    try (Run run = train(grades(), multigrade(), ignored -> recipe)) {
      for (GradientStage grade : run.plan().gradientStages()) {
        errors.add(grade.name(), run.evaluate(grade.readout(), sines).metric("mse") / 2);
      }
      errors.add("four grades, seconds", run.log().seconds());
    }
  }

  /** Adds the network's error; at this rate its training diverges from some starts. */
  private static void addOneNetwork(RecipeBuilder recipe, DataSet sines, Spreads errors) {
    try (Run run = train(whole(), supervised().halfSquare(), ignored -> recipe)) {
      errors.add("one network", run.evaluate(sines).metric("mse") / 2);
      errors.add("one network, seconds", run.log().seconds());
    } catch (TrainException diverged) {
      errors.add("one network", Spreads.DIVERGED);
    }
  }

  private static Hierarchy grades() {
    return hierarchy(
        "three-sines",
        h -> h.input(1).grades(GRADES, "hidden", (g, n) -> output(hidden(n, "hidden"))));
  }

  private static Network whole() {
    return network(
        "whole", n -> output(n.input(1).repeat(GRADES, (i, b) -> hidden(b, "hidden" + i))));
  }

  private static NetworkBuilder hidden(NetworkBuilder network, String name) {
    return network.dense(name, 32, d -> d.weight(Initial.heNormal()).bias(Initial.zeros())).relu();
  }

  private static NetworkBuilder output(NetworkBuilder network) {
    return network.output(1, d -> d.weight(Initial.heNormal()).bias(Initial.zeros()));
  }
}
