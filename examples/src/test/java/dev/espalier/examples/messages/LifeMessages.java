package dev.espalier.examples.messages;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.Network;
import dev.espalier.torch.Torch;
import dev.espalier.zoo.ReadyModel;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class LifeMessages implements Chapter {
  private static final Network NET =
      network("wave", n -> n.input(2).dense("h", 3).tanh().output(1));
  private static final DataSet DATA =
      Data.fromArrays("points", new double[][] {{0, 1}, {1, 0}, {1, 1}}, new double[] {1, 2, 3});

  @Override
  public String title() {
    return "Closed runs";
  }

  @Override
  public List<Message> messages() {
    Sample sample = DATA.input(0);
    Run run = closed();
    return List.of(
        new Message("run.close(); run.predict(sample)", () -> run.predict(sample)),
        new Message("run.close(); run.evaluate(data)", () -> run.evaluate(DATA)),
        new Message(
            "run.close(); run.train(supervised(), ...)",
            () -> run.train(supervised(), r -> r.regress(DATA).epochs(1))),
        new Message(
            "run.close(); run.outcome().parameterHash()", () -> run.outcome().parameterHash()),
        new Message(
            "run.close(); run.outcome().networks().network(\"wave\").snapshot()",
            () -> run.outcome().networks().network("wave").snapshot()),
        new Message(
            "run.close(); run.outcome().networks().manager()",
            () -> run.outcome().networks().manager()),
        new Message(
            "run.close(); Zoo.at(folder).publish(run, \"wave\", ...)",
            () -> Zoo.at(folder()).publish(run, "wave", card -> card)),
        new Message(
            "model.close(); model.predict(samples)",
            () -> {
              ReadyModel model = published();
              model.close();
              model.predict(List.of(sample));
            }),
        new Message("Torch.setThreads(0)", () -> Torch.setThreads(0)));
  }

  private static Run open() {
    return train(NET, supervised(), r -> r.regress(DATA).epochs(1).quiet());
  }

  private static Run closed() {
    Run run = open();
    run.close();
    return run;
  }

  private static ReadyModel published() {
    Path folder = folder();
    try (Run run = open()) {
      Zoo.at(folder).publish(run, "wave", card -> card);
    }
    return Zoo.at(folder).load("wave").ready(Device.cpu());
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("life");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
