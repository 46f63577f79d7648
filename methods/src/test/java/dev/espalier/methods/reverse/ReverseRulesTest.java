package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.espalier.Espalier;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.torch.Torch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReverseRulesTest {

  static Stream<Layer.Example> layers() {
    return Registry.all(Layer.Entry.class).values().stream()
        .flatMap(entry -> entry.examples().stream());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void bringsEveryLayerNearerToWhatIsWanted(Layer.Example layer) {
    boolean masked = layer.layer().formula(layer.input()).inputs().contains(Layer.MASK);
    if (masked || layer.layer().tokens().isPresent()) {
      return;
    }
    try (Reversing net =
        new Reversing(n -> n.input(layer.input().toArray()).layer("a", layer.layer()))) {
      NDArray x0 = net.inputs(3);
      NDArray before = net.forward(x0);
      NDArray wanted = before.mul(0.9).add(net.forward(net.inputs(3)).mul(0.1));

      NDArray x = net.reverse(x0, wanted);

      assertThat(squares(net.forward(x), wanted)).isLessThanOrEqualTo(squares(before, wanted));
    }
  }

  private static double squares(NDArray a, NDArray b) {
    return Torch.value(a.sub(b).square().sum());
  }

  @Test
  void takesTheRuleThatALayerBrings() {
    ReverseRule.Reversible halved = new Halved();
    try (Reversing net = new Reversing(n -> n.input(4).layer("half", halved))) {
      NDArray y = net.outputs(3);

      NDArray x = net.reverse(net.inputs(3), y);

      assertThat(x.toDoubleArray()).containsExactly(y.mul(2).toDoubleArray());
    }
  }

  /** A layer of somebody else. */
  record Halved() implements ReverseRule.Reversible {
    @Override
    public String kind() {
      return "halved";
    }

    @Override
    public Dims outputOf(Dims in) {
      return in;
    }

    @Override
    public Formula formula(Dims in) {
      return Formula.of("halved", List.of("x"), "x * 0.5");
    }

    @Override
    public ReverseRule reverseRule(TrainedLayer trained) {
      return (input, output, wanted) -> Reversed.of(wanted.mul(2));
    }
  }

  @Test
  void reversesAUsersBlockByStepsAlongItsDerivative() {
    try (Reversing net = new Reversing(n -> n.input(4).layer("double", doubling()))) {
      NDArray x0 = net.inputs(3);
      NDArray y = net.outputs(3);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(x, y.div(2))).isLessThan(1e-6);
    }
  }

  @Test
  void prefersTheRuleThatAUserAdds() {
    CustomLayer layer = doubling();
    ReverseRules rules =
        ReverseRules.standard().with(layer.getClass(), (found, trained) -> halving());
    try (Reversing net = new Reversing(rules, n -> n.input(4).layer("double", layer))) {
      NDArray y = net.outputs(3);

      NDArray x = net.reverse(net.inputs(3), y);

      assertThat(x.toDoubleArray()).containsExactly(y.div(2).toDoubleArray());
    }
  }

  private static ReverseRule halving() {
    return (input, output, wanted) -> Reversed.of(wanted.div(2));
  }

  private static CustomLayer doubling() {
    return Espalier.block(
        () ->
            new ai.djl.nn.LambdaBlock(
                list -> new ai.djl.ndarray.NDList(list.head().mul(2)), "double"));
  }
}
