package dev.espalier.examples.messages;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.examples.messages.Trees.NETWORK;
import static dev.espalier.examples.messages.Trees.TREES;
import static dev.espalier.examples.messages.Trees.withRun;
import static dev.espalier.examples.messages.Trees.withRunOn;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import java.util.List;

final class InputsMessages implements Chapter {
  private static final DataSet STANDARD =
      new Split(TREES, TREES).standardized().train().named("standard");
  private static final DataSet UNIT = new Split(TREES, TREES).scaledToUnit().train().named("unit");
  private static final Network READER =
      network("reader", n -> n.input(2).embedding("embed", 5, 3).flatten().output(2));
  private static final DataSet WORDS =
      Data.fromArrays("words", new double[][] {{0, 4}, {3, 1}}, new int[] {0, 1});
  private static final DataSet WRONG =
      Data.fromArrays("wrong", new double[][] {{0, 5}, {-3, 0.5}}, new int[] {0, 1});

  @Override
  public String title() {
    return "Inputs";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message(
            "`run.evaluate(unit)`, normalised in another way than the training data",
            () -> withRunOn(STANDARD, run -> run.evaluate(UNIT))),
        new Message(
            "`run.predict(unit.input(0))`, normalised in another way than the training data",
            () -> withRunOn(STANDARD, run -> run.predict(UNIT.input(0)))),
        new Message(
            "`classify(trees).validate(standard)`, where only the validation data are normalised",
            () -> train(NETWORK, supervised(), r -> r.classify(TREES).validate(STANDARD))),
        new Message(
            "`run.predict(standard.input(0))`, where the training data were raw",
            () -> withRun(run -> run.predict(STANDARD.input(0)))),
        new Message(
            "`run.predict(Sample.of(1, Double.NaN))`",
            () -> withRun(run -> run.predict(Sample.of(1, Double.NaN)))),
        new Message(
            "`run.predict(Sample.of(Dims.of(1, 2), 3, 4))`",
            () -> withRun(run -> run.predict(Sample.of(Dims.of(1, 2), 3, 4)))),
        new Message(
            "`classify(wrong)` for a network that reads tokens",
            () -> train(READER, supervised(), r -> r.classify(WRONG))),
        new Message(
            "`constructivePerturbation()` of a network that reads tokens",
            () -> train(READER, constructivePerturbation(p -> p), r -> r.classify(WORDS))),
        new Message(
            "`r.augment(Augmentation.flip())` of rows that are no pictures",
            () ->
                train(NETWORK, supervised(), r -> r.classify(TREES).augment(Augmentation.flip()))),
        new Message(
            "`r.augment(Augmentation.mixup(0.2)).augment(Augmentation.noise(0.1))`",
            () ->
                train(
                    NETWORK,
                    supervised(),
                    r ->
                        r.classify(TREES)
                            .augment(Augmentation.mixup(0.2))
                            .augment(Augmentation.noise(0.1)))),
        new Message(
            "`constructivePerturbation()` with `r.augment(Augmentation.mixup(0.2))`",
            () ->
                train(
                    NETWORK,
                    constructivePerturbation(p -> p),
                    r -> r.classify(TREES).augment(Augmentation.mixup(0.2)))),
        new Message("`Augmentation.rotation(200)`", () -> Augmentation.rotation(200)),
        new Message(
            "`new Normalization(offsets, scales)` with an infinite scale",
            () -> new Normalization(List.of(1.0), List.of(Double.POSITIVE_INFINITY))),
        new Message(
            "`trees.normalized(...)` by a scale that makes values infinite",
            () -> TREES.normalized(new Normalization(List.of(0.0, 0.0), List.of(1.0, 1e-40)))));
  }
}
