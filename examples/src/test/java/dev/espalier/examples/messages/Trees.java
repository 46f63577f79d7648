package dev.espalier.examples.messages;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import java.util.function.Consumer;

/** A small training for messages about what is done with its run. */
final class Trees {
  static final Network NETWORK = network("n", n -> n.input(2).dense("h", 4).relu().output(3));
  static final DataSet TREES = data("trees", "ash", "birch", "cedar");

  private Trees() {}

  /** Gives a row of each class. */
  static DataSet data(String name, String... classes) {
    double[][] inputs = new double[classes.length][];
    int[] labels = new int[classes.length];
    for (int row = 0; row < classes.length; row++) {
      inputs[row] = new double[] {row, 10 - row};
      labels[row] = row;
    }
    return Data.fromArrays(name, inputs, labels, Targets.classes(classes));
  }

  /** Does something with the run of a training on raw trees. */
  static void withRun(Consumer<Run> deed) {
    withRunOn(TREES, deed);
  }

  /** Does something with the run of a training on some trees. */
  static void withRunOn(DataSet data, Consumer<Run> deed) {
    try (Run run = train(NETWORK, supervised(), r -> r.classify(data).epochs(1).quiet())) {
      deed.accept(run);
    }
  }
}
