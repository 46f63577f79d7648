package dev.espalier.examples.messages;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.mae;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.outputsLoss;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Parts;
import java.util.List;

final class OutputsMessages implements Chapter {
  private static final double[][] INPUTS = {{1, 2}, {3, 4}, {5, 6}};
  private static final DataSet KINDS =
      Data.fromArrays("kind", INPUTS, new int[] {0, 1, 0}, Targets.classes("cat", "dog"));
  private static final DataSet AGES = Data.fromArrays("age", INPUTS, new double[] {2, 4, 9});
  private static final DataSet PETS = Data.ofOutputs("pets", KINDS, AGES);
  private static final Parts OUTPUTS = PETS.kind().outputs().orElseThrow();
  private static final Network BOTH = network("both", n -> n.input(2).output(OUTPUTS));

  @Override
  public String title() {
    return "Several outputs of one network";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message(
            "`ofOutputs(...)` of data sets with other inputs",
            () ->
                Data.ofOutputs(
                    "pets",
                    KINDS,
                    Data.fromArrays(
                        "age", new double[][] {{1, 2}, {3, 4}, {5, 7}}, new double[] {2, 4, 9}))),
        new Message(
            "`ofOutputs(...)` of what has several outputs already",
            () -> Data.ofOutputs("pets", KINDS, PETS.named("both"))),
        new Message(
            "`regress(pets)` where there are several outputs",
            () -> train(BOTH, supervised(), r -> r.regress(PETS).quiet())),
        new Message(
            "`output(2)` for outputs of three values",
            () ->
                train(
                    network("narrow", n -> n.input(2).output(2)),
                    supervised(),
                    r -> r.multitask(PETS).quiet())),
        new Message(
            "`measure(mae())`, which would mix years with probabilities",
            () -> train(BOTH, supervised(), r -> r.multitask(PETS).measure(mae()).quiet())),
        new Message(
            "a loss of values for an output of classes",
            () -> outputsLoss(OUTPUTS).of("kind", huber(1))),
        new Message(
            "a loss for an output that there is not",
            () -> outputsLoss(OUTPUTS).of("breed", crossEntropy())));
  }
}
