package dev.espalier.examples.messages;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.examples.messages.Trees.NETWORK;
import static dev.espalier.examples.messages.Trees.TREES;
import static dev.espalier.examples.messages.Trees.data;
import static dev.espalier.examples.messages.Trees.withRun;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.train.plan.Readout;
import java.util.List;

final class DataMessages implements Chapter {
  private static final Hierarchy CHAIN =
      hierarchy(
          "chain",
          h ->
              h.input(2)
                  .network("guide", n -> n.dense("h", 4).relu().output(4))
                  .network("learner", n -> n.dense("h", 4).relu().output(3))
                  .guide("guide", "learner", g -> g.hidden("h", "h")));
  private static final Network ONE = network("one", n -> n.input(2).output(1));
  private static final DataSet TWO = data("two", "oak", "elm");
  private static final DataSet FOUR = data("four", "ash", "birch", "cedar", "oak");
  private static final DataSet NUMBERS =
      Data.fromArrays("numbers", new double[][] {{1, 2}, {3, 4}}, new int[] {0, 1});
  private static final DataSet PRICES =
      Data.fromArrays("prices", new double[][] {{1, 2}}, new double[] {2.5});
  private static final DataSet WIDE =
      Data.fromArrays("wide", new double[][] {{1, 2, 3}}, new double[] {1});

  @Override
  public String title() {
    return "Data that do not fit a network";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message(
            "`output(4)` of a network before the last, for data of three classes",
            () -> train(CHAIN, selfAbstraction(), r -> r.classify(TREES))),
        new Message(
            "`output(1)` for data of two classes",
            () -> train(ONE, supervised(), r -> r.classify(TWO))),
        new Message(
            "`input(2)` for data of three features",
            () -> train(ONE, supervised(), r -> r.regress(WIDE))),
        new Message(
            "`classify(prices)` where the targets are values",
            () -> train(NETWORK, supervised(), r -> r.classify(PRICES))),
        new Message(
            "`validate(two)` with other classes",
            () -> train(NETWORK, supervised(), r -> r.classify(TREES).validate(TWO))),
        new Message(
            "`run.evaluate(four)` with a class that the run does not know",
            () -> withRun(run -> run.evaluate(FOUR))),
        new Message(
            "`run.evaluate(numbers)` where the classes have no names",
            () -> withRun(run -> run.evaluate(NUMBERS))),
        new Message(
            "`run.evaluate(prices)` where the run tells classes apart",
            () -> withRun(run -> run.evaluate(PRICES))),
        new Message(
            "`run.predict(readout, wide)` with rows of another width, and values as targets",
            () -> withRun(run -> run.predict(Readout.of("n"), WIDE))),
        new Message(
            "`run.train(method, r -> r.classify(four))`",
            () -> withRun(run -> run.train(supervised(), r -> r.classify(FOUR)))),
        new Message(
            "`run.evaluate(Readout.of(\"m\"), data)`",
            () -> withRun(run -> run.evaluate(Readout.of("m"), TREES))),
        new Message("`trees.and(numbers)`", () -> TREES.and(NUMBERS)));
  }
}
