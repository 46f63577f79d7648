package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.espalier.Espalier;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReverseRulesTest {

  @Test
  void coversEveryLayerThatCanBeDescribed() {
    List<Class<?>> layers = Arrays.asList(Layer.class.getPermittedSubclasses());

    assertThat(ReverseRules.standard().classes()).isEqualTo(java.util.Set.copyOf(layers));
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
