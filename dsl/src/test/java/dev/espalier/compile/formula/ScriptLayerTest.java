package dev.espalier.compile.formula;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckException;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptLayerTest {

  @Test
  void findsItsShapeByComputingOnce() {
    ScriptLayer halves = script("halves", "torch.split(x, 2, 1)[0]");

    assertThat(halves.outputOf(Dims.of(4, 3))).isEqualTo(Dims.of(2, 3));
    assertThat(halves).hasToString("script(halves)");
  }

  @Test
  void isPartOfTheSummary() {
    var own =
        network(
            "own",
            n ->
                n.input(8, 4, 4)
                    .layer(
                        "norm",
                        script(
                            "group norm",
                            "torch.group_norm(x, 4, gamma, beta)",
                            p -> p.ones("gamma", 8).zeros("beta", 8)))
                    .relu()
                    .flatten()
                    .output(2));

    assertThat(check(own).summary())
        .containsPattern(
            "norm +script\\(group norm\\) +relu +\\(8 x 4 x 4\\) +\\(8 x 4 x 4\\) +16");
  }

  @Test
  void saysWhatLibTorchSaysOfAnOperatorThatIsNone() {
    assertThatThrownBy(() -> checked(script("bad", "torch.nowhere(x)")))
        .isInstanceOf(CheckException.class)
        .hasMessageStartingWith(
            """
            network 'net' has a problem:
              layer net.own: formula bad: LibTorch refuses its text:""")
        .hasMessageContaining("nowhere");
  }

  @Test
  void saysWhatLibTorchSaysOfAnInputThatDoesNotFit() {
    assertThatThrownBy(() -> checked(script("bad", "torch.mm(x, w)", p -> p.ones("w", 5, 2))))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            network 'net' has a problem:
              layer net.own: script(bad) cannot take (3): mat1 and mat2 shapes cannot be multiplied (5x3 and 5x2). Try another input, or another formula.""");
  }

  @Test
  void refusesATextThatMixesItsSamples() {
    assertThatThrownBy(() -> checked(script("centred", "x - torch.mean(x, [0])")))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining(
            "layer net.own: script(centred) gives other values for a sample when other samples are in its batch. Try a formula that keeps the samples apart.");
    assertThatThrownBy(() -> checked(script("gram", "torch.mm(x, torch.t(x))")))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining(
            "script(gram) gives (5) a sample in a batch of 5, and (3) in one of 3. Try a formula whose output does not depend on the batch's size.");
    assertThatThrownBy(() -> checked(script("sum", "torch.sum(x)")))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining(
            "script(sum) gives () of float32 for a batch of 5 samples of (3); needed (batch, ...) of FLOAT32. Try a formula that keeps the first axis.");
  }

  @Test
  void refusesAnotherShapeThanIsGiven() {
    ScriptLayer lying = script("double", "x * 2").giving(7);

    assertThatThrownBy(() -> compile(lying))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining(
            "script(double) says that it gives (7) for (3), and its formula gives (3). Try outputOf(...) that says what the formula gives.");
  }

  @Test
  void refusesAnInputThatNothingStandsFor() {
    Layer typo =
        new Layer() {
          @Override
          public String kind() {
            return "typo";
          }

          @Override
          public Dims outputOf(Dims in) {
            return in;
          }

          @Override
          public Formula formula(Dims in) {
            return Formula.of("typo", List.of("x", "gama"), "x * gama");
          }

          @Override
          public String toString() {
            return "typo()";
          }
        };

    assertThatThrownBy(() -> compile(typo))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining(
            "the formula of typo() has the input 'gama', which is none of x, noise, mask, its parameters [] and its branches []. Try 'x'.");
  }

  @Test
  void refusesParametersThatStandInNoTextOrTakeAnInputsName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script("a", "x * 2", p -> p.ones("gamma", 3)))
        .withMessage("script 'a': the parameter 'gamma' stands in no text. Try leaving it out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script("a", "x * 2", p -> p.ones("x", 3)))
        .withMessage("script 'a': the parameter 'x' has the name of an input. Try another name.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script("a", "torch.rand_like(x)"))
        .withMessageStartingWith("formula a: line 1 has '.rand_like'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script(" ", "x"))
        .withMessageStartingWith("script: the name is blank");
  }

  @Test
  void asksForTheShapeOfWhatIsTooLargeToBeTried() {
    ScriptLayer twice = script("twice", "x * 2");

    assertThatThrownBy(() -> twice.outputOf(Dims.of(1 << 23)))
        .hasMessage(
            "script(twice) is tried on a sample of (8388608), which has more than 4194304 values. Try giving(...), which says the shape of what it gives.");
    assertThat(twice.giving(1 << 23).outputOf(Dims.of(1 << 23))).isEqualTo(Dims.of(1 << 23));
  }

  private static void checked(Layer own) {
    check(network("net", n -> n.input(3).layer("own", own)));
  }

  private static void compile(Layer own) {
    var network = check(network("net", n -> n.input(3).layer("own", own)));
    CompiledHierarchy.of(network, Device.cpu(), DataType.FLOAT32, 7).close();
  }
}
