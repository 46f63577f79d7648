package dev.espalier.examples.messages;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.torchScript;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Pretrained;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class GivenMessages implements Chapter {
  private static final DataSet DATA =
      Data.fromArrays(
          "data", new double[][] {{0, 1}, {1, 0}, {2, 1}, {1, 2}}, new int[] {0, 1, 0, 1});
  private static final Network NET = network("net", n -> n.input(2).dense("h", 3).relu().output(2));
  private static final Run RUN = train(NET, supervised(), r -> r.classify(DATA).epochs(1));

  @Override
  public String title() {
    return "Given networks";
  }

  @Override
  public List<Message> messages() {
    DataSet normalised = DATA.normalized(Normalization.standardizing(DATA.inputs()));
    return List.of(
        new Message(
            "`given(net, weights)` with a tensor that is missing, one too many, and one of another"
                + " shape",
            () ->
                given(
                    NET,
                    StateDict.of(
                        Map.of(
                            "h.weight", TensorData.of(new float[6], 3, 2),
                            "h.bias", TensorData.of(new float[2], 2),
                            "output.weight", TensorData.of(new float[6], 2, 3),
                            "head.bias", TensorData.of(new float[4], 4))))),
        new Message(
            "A teacher that was trained on raw inputs, and a student on normalised ones",
            () -> train(guided(RUN), selfAbstraction(), r -> r.classify(normalised).epochs(1))),
        new Message(
            "A teacher whose classes stand in another order",
            () ->
                train(
                    guided(RUN),
                    selfAbstraction(),
                    r -> r.classify(DATA.classes("1", "0")).epochs(1))),
        new Message(
            "A hierarchy of given networks alone",
            () ->
                train(
                    hierarchy("all", h -> h.input(2).given("teacher", RUN)),
                    supervised(),
                    r -> r.classify(DATA).epochs(1))),
        new Message(
            "`given(run).withOutput(5).evaluate(data)` before it is trained",
            () -> given(RUN).withOutput(5).evaluate(DATA)),
        new Message("`given(run).upTo(\"h2\")`", () -> given(RUN).upTo("h2")),
        new Message("`run.network(\"teacher\")`", () -> RUN.network("teacher")),
        new Message(
            "`supervised(s -> s.freeze(\"hidden\"))`",
            () -> train(NET, supervised(s -> s.freeze("hidden")), r -> r.classify(DATA).epochs(1))),
        new Message(
            "`supervised(s -> s.freeze(\"h\", \"output\"))`, which are all",
            () ->
                train(
                    NET,
                    supervised(s -> s.freeze("h", "output")),
                    r -> r.classify(DATA).epochs(1))),
        new Message(
            "`torchScript(path)` of a file that is not there",
            () -> torchScript(Path.of("no-such-file.pt")).input(2).given()),
        new Message(
            "`torchScript(path).taps(\"a\").taps(\"b\")`",
            () -> torchScript(Path.of("net.pt")).taps("a").taps("b")),
        new Message("`data.classes(\"0\", \"7\", \"0\")`", () -> DATA.classes("0", "7", "0")));
  }

  private static Hierarchy guided(Pretrained teacher) {
    return hierarchy(
        "guided",
        h ->
            h.input(2)
                .given("teacher", teacher)
                .network("student", n -> n.dense("h", 2).relu().output(2))
                .guide("teacher", "student", g -> g.output()));
  }
}
