package dev.espalier.check;

import static dev.espalier.Espalier.attention;
import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Description;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.feature.KnowledgeReview;
import dev.espalier.describe.likeness.feature.SolutionFlow;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong descriptions, each with the whole text that its author reads. */
class BadDescriptionsTest {
  private static final String KINDS =
      "Try layers of one kind: both features, both images, or both sequences of equally many"
          + " steps.";

  /** A layer from elsewhere that fails in its own way. */
  record Broken() implements CustomLayer {
    @Override
    public Dims outputOf(Dims in) {
      throw new IllegalStateException("no such device");
    }

    @Override
    public String toString() {
      return "broken()";
    }
  }

  /** A wrong description and the message it deserves. */
  record Bad(Description description, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  /** What is wrong with one network, or between a network and its input. */
  static Stream<Bad> networks() {
    return Stream.of(
        bad(
            n -> n.dense("h", 8).relu().output(2),
            "network n: no input is given, the shape of one sample is needed."
                + " Try input(1, 28, 28) before its layers."),
        bad(
            n -> n.input().output(2),
            "network n: its input has no axis, at least one is needed. Try input(1) for a number.",
            "layer n.output: dense(2) needs an input of one axis, but receives ()."
                + " Try flatten() before it."),
        bad(n -> n.input(8), "network n: it has no layer. Try output(10) in it."),
        bad(
            n -> n.from("other.h").output(2),
            "network n: it takes its input from other.h, but stands alone."
                + " Try input(...), or a hierarchy with network 'other' before it."),
        bad(
            n -> n.input(8).dense("h", 8).relu().dense("h", 4).relu().output(2),
            "layer n.h: another layer of the network has this name. Try a name of its own."),
        bad(
            n -> n.input(28, 28).dense("h", 32).relu().output(10),
            "layer n.h: dense(32) needs an input of one axis, but receives (28 x 28)."
                + " Try flatten() before it."),
        bad(
            n -> n.input(8).dense("h", 32, d -> d.eachStep()).output(10),
            "layer n.h: dense(32) each step needs an input of (steps x features), but receives (8)."
                + " Try leaving eachStep() out."),
        bad(
            n -> n.input(28, 28).conv2d("c", 8, 3).flatten().output(10),
            "layer n.c: conv2d(8, 3) needs an input of (channels x height x width), but receives"
                + " (28 x 28). Try reshape(1, height, width) before it."),
        bad(
            n -> n.input(1, 4, 4).conv2d("c", 8, 7).flatten().output(10),
            "layer n.c: conv2d(8, 7) has a window of 7, which does not fit into (1 x 4 x 4) with"
                + " padding 0. Try padding(2) or a smaller window."),
        bad(
            n -> n.input(3, 8, 8).conv2d("c", 8, 3, c -> c.groups(2)).flatten().output(10),
            "layer n.c: conv2d(8, 3) has 2 groups, which do not divide the 3 channels of"
                + " (3 x 8 x 8). Try a number of groups that divides 3."),
        bad(
            n -> n.input(28, 28).reshape(1, 14, 14).flatten().output(10),
            "layer n.reshape1: reshape(1 x 14 x 14) has 196 values, but receives (28 x 28) with"
                + " 784. Try a shape of 784 values."),
        bad(
            n -> n.input(1, 2, 3, 4, 5).batchNorm().flatten().output(2),
            "layer n.batchNorm1: batchNorm() needs features, (steps x features), (channels x height"
                + " x width) or (channels x depth x height x width), but receives"
                + " (1 x 2 x 3 x 4 x 5). Try layerNorm()."),
        bad(
            n -> n.input(7, 5).layerNorm(l -> l.axes(3)).flatten().output(2),
            "layer n.layerNorm1: layerNorm() normalises over 3 axes, but receives (7 x 5)."
                + " Try axes(2)."),
        bad(
            n -> n.input(8).lstm("l", 4).last().output(2),
            "layer n.l: lstm(4) needs an input of (steps x features), but receives (8)."
                + " Try reshape(steps, features) before it."),
        bad(
            n -> n.input(8).last().output(2),
            "layer n.last1: last() needs an input of (steps x features), but receives (8)."
                + " Try leaving it out, or an rnn, lstm or gru before it."),
        bad(
            n -> n.input(8).globalAveragePool().output(2),
            "layer n.globalAveragePool1: globalAveragePool() needs an image, a volume or a sequence, but"
                + " receives (8). Try leaving it out."),
        bad(
            n -> n.input(8).dense("h", 8).embedding("e", 100, 4).flatten().output(2),
            "layer n.e: embedding(100, 4) needs whole numbers from the data, but receives what 'h'"
                + " gives. Try it as the first layer of a network over the data's input."),
        bad(
            n -> n.input(8).residual("r", b -> b.dense(4).relu()).output(2),
            "layer n.r: the body of residual(1 layer) gives (4), its shortcut (8)."
                + " Try a shortcut that gives (4), such as s -> s.dense(4)."),
        bad(
            n -> n.input(8).residual("r", b -> b.dense(8).relu().conv2d(8, 3)).output(2),
            "layer n.r: its body's layer 'conv1': conv2d(8, 3) needs an input of"
                + " (channels x height x width), but receives (8)."
                + " Try reshape(1, height, width) before it."),
        bad(
            n -> n.input(8).residual("r", b -> b.dense("h", 8).relu().dense("h", 8)).output(2),
            "layer n.r: its body has two layers named 'h'. Try names of their own."),
        bad(
            n -> n.input(3).dense("h", 2, d -> d.weight(Initial.values(1, 2, 3))).output(1),
            "layer n.h: parameter 'weight' has shape (2 x 3) and takes 6 values, but 3 were given."
                + " Try 6 values in row-major order."),
        bad(
            n -> n.input(100_000).dense("h", 100_000).relu().output(1),
            "layer n.h: shape (100000 x 100000) has more values than an array can hold, 2147483639."
                + " Try smaller sizes."),
        bad(
            n -> n.input(8).layer("mine", new Broken()).output(1),
            "layer n.mine: broken() failed on an input of (8) with java.lang.IllegalStateException:"
                + " no such device. Try another input, or mend the layer."),
        bad(
            n -> n.input(8, 8).dense("h", 8).conv2d("c", 8, 3).flatten().output(2),
            "layer n.h: dense(8) needs an input of one axis, but receives (8 x 8)."
                + " Try flatten() before it.",
            "layer n.c: conv2d(8, 3) needs an input of (channels x height x width), but receives"
                + " (8). Try reshape(1, height, width) before it."));
  }

  /** What is wrong between the networks of a hierarchy. */
  static Stream<Bad> hierarchies() {
    return Stream.of(
        badHierarchy(
            h -> h.network("a", n -> n.output(2)),
            "hierarchy bad: no input is given, the shape of one sample is needed."
                + " Try input(1, 28, 28) before its networks."),
        badHierarchy(
            h -> h.input(8),
            "hierarchy bad: it has no network."
                + " Try network(\"small\", n -> n.flatten().output(10)) in it."),
        badHierarchy(
            h -> h.input(8).network("a", n -> n.output(2)).network("a", n -> n.output(2)),
            "network a: another network of the hierarchy has this name. Try a name of its own."),
        badHierarchy(
            h -> h.input(64).network("a", n -> n.input(1, 8, 8).flatten().output(2)),
            "network a: its own input is (1 x 8 x 8), the one that the hierarchy shares is (64)."
                + " Try leaving its own out."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.output(2))
                    .network("b", n -> n.from("x.h").output(2)),
            "network b: it takes its input from x.h, but there is no network 'x'. There are a, b."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.dense("h", 4).output(2))
                    .network("b", n -> n.from("a.hid").output(2)),
            "network b: it takes its input from a.hid, but network 'a' has no layer 'hid'."
                + " It has h, output."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.from("b.h").output(2))
                    .network("b", n -> n.dense("h", 2)),
            "network a: it takes its input from b.h, but 'b' comes after it; networks stand"
                + " simplest first. Try moving network 'b' before 'a'."),
        badHierarchy(
            h -> h.input(8).network("a", n -> n.from("a.h").dense("h", 2)),
            "network a: it takes its input from a.h, but that is a place in itself."
                + " Try a tap of a network before it."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.from("b.h").dense("h", 2))
                    .network("b", n -> n.from("a.h").dense("h", 2)),
            "network a: it takes its input from b.h, but 'b' comes after it; networks stand"
                + " simplest first. Try moving network 'b' before 'a'."),
        badHierarchy(
            h -> h.input(1).grades(2, "features", (g, n) -> n.dense("feature", 8).relu().output(1)),
            "network grade2: it takes its input from grade1.features, but network 'grade1' has no"
                + " layer 'features'. Did you mean 'feature'? It has feature, output."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.dense("h", 4).output(2))
                    .network("b", n -> n.from("a.h").embedding("e", 100, 4).flatten().output(2)),
            "layer b.e: embedding(100, 4) needs whole numbers from the data, but receives the"
                + " network's input, a.h. Try it as the first layer of a network over the data's"
                + " input."),
        badHierarchy(
            h ->
                h.input(28, 28)
                    .network("a", n -> n.conv2d("c", 8, 3).flatten().output(2))
                    .network("b", n -> n.from("a.c").dense("h", 8).output(2))
                    .network("c", n -> n.dense("h", 8).output(2))
                    .guide("a", "c", g -> g.hidden("c", "h")),
            "layer a.c: conv2d(8, 3) needs an input of (channels x height x width), but receives"
                + " (28 x 28). Try reshape(1, height, width) before it.",
            "layer c.h: dense(8) needs an input of one axis, but receives (28 x 28)."
                + " Try flatten() before it."));
  }

  /** What is wrong with guidance from network a, of an image and features, to network b. */
  static Stream<Bad> guidance() {
    return Stream.of(
        badGuide(
            g -> g.hidden("h", "wide"),
            "guidance a.h -> b.wide: the guide's shape is (64), the learner's is (32)."
                + " Try projected(...), which learns a map between them."),
        badGuide(
            g -> g.hidden("hid", "h"),
            "guidance a.hid -> b.h: network 'a' has no layer 'hid'. It has c, flatten1, h,"
                + " output."),
        badGuide(
            g -> g.hidden("h:linear", "hid:linear"),
            "guidance a.h:linear -> b.hid:linear: network 'b' has no layer 'hid'."
                + " It has c, flatten1, h, wide, output."),
        badGuide(
            g -> g.hidden("c", "h"),
            "guidance a.c -> b.h: the guide's shape is (4 x 6 x 6), the learner's is (64). "
                + KINDS),
        badGuide(
            g -> g.projected("c", "h"),
            "guidance a.c -> b.h: no learned map leads from the learner's shape (64) to the"
                + " guide's, (4 x 6 x 6). "
                + KINDS),
        badGuide(
            g -> g.output(),
            "guidance a.output -> b.output: the guide's shape is (10), the learner's is (1)."
                + " Try outputs of equal shape."),
        badGuide(
            g -> g.hidden("h", "h").projected("h", "h"),
            "guidance a.h -> b.h: these two are linked already. Try one link for each pair."),
        badGuide(
            g -> g.hidden("flatten1", "flatten1").hidden("flatten1:linear", "flatten1"),
            "guidance a.flatten1:linear -> b.flatten1: these two are linked already."
                + " Try one link for each pair."),
        badGuide(
            g -> g.aligned().hidden("h", "h"),
            "guidance a.h -> b.h: these two are linked already. Try one link for each pair."),
        badGuide(
            g -> g.hidden("h", "h", constant(-1)),
            "guidance a.h -> b.h: its weight (-1) reaches -1.0, which would drive the two apart."
                + " Try weights of at least 0."),
        badGuide(
            g -> g.hidden("h", "h", linear(1, -0.5)),
            "guidance a.h -> b.h: its weight (linear 1 to -0.5) reaches -0.5, which would drive the"
                + " two apart. Try weights of at least 0."),
        badGuide(
            g ->
                g.hidden(
                    "h", "h", Schedule.named("mine", moment -> Math.floorDiv(1, moment.epoch()))),
            "guidance a.h -> b.h: its weight (mine) fails at step 0 of 2:"
                + " java.lang.ArithmeticException: / by zero."
                + " Try a schedule that gives a number at every step."),
        badGuide(
            g -> g.likeness(attention()).hidden("h", "h"),
            "guidance a.h -> b.h: attention needs (channels x height x width), but the guide's"
                + " shape is (64). Try relative() or meanSquare()."),
        badGuide(
            g -> g.likeness(softTargets(2)).hidden("c", "c"),
            "guidance a.c -> b.c: soft targets at 2.0 needs the scores of at least 2 classes, but"
                + " the guide's shape is (4 x 6 x 6). Try relative() or meanSquare()."),
        badGuide(
            g -> g.hidden("c", "c", new SolutionFlow()),
            "guidance a.c -> b.c: solution flow compares two layers with two, and 1 of the learner"
                + " are linked with 1 of the guide. Try together(List.of(first, second),"
                + " List.of(first, second), ...)."),
        badGuide(
            g -> g.together(List.of("c", "h"), List.of("c", "x"), new SolutionFlow()),
            "guidance [a.c, a.h] -> [b.c, b.x]: network 'b' has no layer 'x'. It has c,"
                + " flatten1, h, wide, output."),
        badGuide(
            g -> g.together(List.of("c", "h"), List.of("c", "h"), new SolutionFlow()),
            "guidance [a.c, a.h] -> [b.c, b.h]: solution flow needs (channels x height x width),"
                + " but the guide's shape is (64). Try relative() or meanSquare()."),
        badGuide(
            g -> g.together(List.of("c", "c"), List.of("c"), new KnowledgeReview()),
            "guidance [a.c, a.c] -> b.c: knowledge review in 64 channels compares each layer with"
                + " one, and 1 of the learner are linked with 2 of the guide. Try together(...)"
                + " with as many."),
        badGuide(
            g -> g.together(List.of("c", "c"), List.of("c", "h"), new KnowledgeReview()),
            "guidance [a.c, a.c] -> [b.c, b.h]: knowledge review in 64 channels does not compare"
                + " the guide's shapes [(4 x 6 x 6), (4 x 6 x 6)] with the learner's, [(4 x 6 x 6),"
                + " (64)]. Try other layers."),
        badGuide(
            g -> g.together(List.of("c", "h"), List.of("c", "h"), Likeness.cosine()),
            "guidance [a.c, a.h] -> [b.c, b.h]: cosine compares one layer with one, and 2 of the"
                + " learner are linked with 2 of the guide. Try a link for each pair."),
        badGuide(
            g -> g.hidden("h", "h", new Likeness.Text("both", "torch.mean(learner_2 * guide_2)")),
            "guidance a.h -> b.h: likeness both takes 2 of the learner's layers, and 1 are linked."
                + " Try together(...) with as many."),
        badGuide(g -> g, "guidance a -> b: it has no link. Try g -> g.aligned().output()."),
        badHierarchy(
            h -> pair(h).guide("b", "a", g -> g.hidden("h", "h")),
            "guidance b -> a: 'b' comes after 'a', but a guide is trained before its learner."
                + " Try moving network 'b' before 'a'."),
        badHierarchy(
            h -> pair(h).guide("a", "a"),
            "guidance a -> a: a network cannot guide itself."
                + " Try a guide that is simpler than its learner."),
        badHierarchy(
            h -> pair(h).guide("x", "y"),
            "guidance x -> y: there is no network 'x'. There are a, b.",
            "guidance x -> y: there is no network 'y'. There are a, b."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.output(1))
                    .network("b", n -> n.dense("h", 4).relu().output(1))
                    .guide("a", "b"),
            "guidance a -> b: aligned guidance pairs hidden layers, but network 'a' has none, no"
                + " layer with an activation before its output."
                + " Try an activation such as relu() after a layer, or output() alone."),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.output(1))
                    .network("b", n -> n.output(1))
                    .guide("a", "b", g -> g.likeness(cosine()).output()),
            "guidance a.output -> b.output: cosine compares directions and needs at least 2 values,"
                + " but the guide's shape is (1). Try relative() or meanSquare()."),
        badHierarchy(
            h ->
                h.input(8, 3)
                    .network("a", n -> n.reshape(8, 3).gru("g", 4).last().output(1))
                    .network("b", n -> n.reshape(4, 6).gru("g", 4).last().output(1))
                    .guide("a", "b", g -> g.projected("g", "g")),
            "guidance a.g -> b.g: no learned map leads from the learner's shape (4 x 4) to the"
                + " guide's, (8 x 4). "
                + KINDS),
        badHierarchy(
            h ->
                h.input(8)
                    .network("a", n -> n.dense("h", 100_000).relu().output(1))
                    .network("b", n -> n.dense("h", 50_000).relu().output(1))
                    .guide("a", "b", g -> g.projected("h", "h")),
            "guidance a.h -> b.h: shape (100000 x 50000) has more values than an array can hold,"
                + " 2147483639. Try smaller sizes."));
  }

  @ParameterizedTest
  @MethodSource({"networks", "hierarchies", "guidance"})
  void saysWhatIsWrongWhatWasNeededAndWhatToTry(Bad bad) {
    assertThatThrownBy(() -> check(bad.description()))
        .isInstanceOf(CheckException.class)
        .hasMessage(bad.message());
  }

  @Test
  void collectsAllProblemsOfADescription() {
    Description bad =
        hierarchy(
            "bad",
            h ->
                h.input(28, 28)
                    .network("small", n -> n.dense("h", 32).relu().output(10))
                    .network("big", n -> n.flatten().dense("h", 64).relu().output(10))
                    .network("big2", n -> n.flatten().dense("h", 32).relu().output(10))
                    .guide("big", "big2", g -> g.hidden("h", "h").hidden("hid", "h")));

    assertThatThrownBy(() -> check(bad))
        .hasMessage(
            """
            hierarchy 'bad' has 3 problems:
              layer small.h: dense(32) needs an input of one axis, but receives (28 x 28). Try flatten() before it.
              guidance big.h -> big2.h: the guide's shape is (64), the learner's is (32). Try projected(...), which learns a map between them.
              guidance big.hid -> big2.h: network 'big' has no layer 'hid'. It has flatten1, h, output.\
            """);
  }

  private static Bad bad(UnaryOperator<NetworkBuilder> body, String... problems) {
    return new Bad(network("n", body), message("network 'n'", problems));
  }

  private static Bad badHierarchy(UnaryOperator<HierarchyBuilder> body, String... problems) {
    return new Bad(hierarchy("bad", body), message("hierarchy 'bad'", problems));
  }

  private static Bad badGuide(UnaryOperator<GuideBuilder> links, String... problems) {
    return badHierarchy(h -> pair(h).guide("a", "b", links), problems);
  }

  private static HierarchyBuilder pair(HierarchyBuilder hierarchy) {
    return hierarchy
        .input(1, 8, 8)
        .network("a", n -> n.conv2d("c", 4, 3).relu().flatten().dense("h", 64).relu().output(10))
        .network(
            "b",
            n ->
                n.conv2d("c", 4, 3)
                    .relu()
                    .flatten()
                    .dense("h", 64)
                    .relu()
                    .dense("wide", 32)
                    .tanh()
                    .output(1));
  }

  private static String message(String subject, String... problems) {
    String count = problems.length == 1 ? "a problem" : problems.length + " problems";
    return subject + " has " + count + ":\n  " + String.join("\n  ", problems);
  }
}
