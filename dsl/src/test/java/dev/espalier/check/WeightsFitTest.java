package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.Network;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.problem.Problem;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeightsFitTest {
  private static final CheckedNetwork SMALL =
      checked(network("small", n -> n.input(3).dense("h1", 2).relu().output(2)));
  private static final CheckedNetwork NORMS =
      checked(
          network(
              "norms",
              n ->
                  n.input(2, 3)
                      .lstm("steps", 2)
                      .last()
                      .residual("r", b -> b.layer("norm", norm()).relu())
                      .output(1)));

  @Test
  void findsTensorsByEspaliersNamesInTheNetworksOrder() {
    StateDict weights =
        weights("output.bias", 2, "output.weight", 2, 2, "h1.weight", 2, 3, "h1.bias", 2);

    WeightsFit fit = WeightsFit.of(SMALL, weights);

    assertThat(fit.problems()).isEmpty();
    assertThat(fit.values().keySet())
        .containsExactly("h1.weight", "h1.bias", "output.weight", "output.bias");
  }

  @Test
  void findsTensorsByPytorchsNamesOfTheSameLayers() {
    StateDict weights =
        weights(
            "steps.weight_ih_l0",
            8,
            3,
            "steps.weight_hh_l0",
            8,
            2,
            "steps.bias_ih_l0",
            8,
            "steps.bias_hh_l0",
            8,
            "r.body.norm.weight",
            2,
            "r.body.norm.bias",
            2,
            "r.body.norm.running_mean",
            2,
            "r.body.norm.running_var",
            2,
            "r.body.norm.num_batches_tracked",
            0,
            "output.weight",
            1,
            2,
            "output.bias",
            1);

    WeightsFit fit = WeightsFit.of(NORMS, weights);

    assertThat(fit.problems()).isEmpty();
    assertThat(fit.values().keySet())
        .containsExactly(
            "steps.weightIn-0",
            "steps.weightState-0",
            "steps.biasIn-0",
            "steps.biasState-0",
            "r.body.norm.gamma",
            "r.body.norm.beta",
            "r.body.norm.runningMean",
            "r.body.norm.runningVar",
            "output.weight",
            "output.bias");
    assertThat(fit.values().get("r.body.norm.runningVar"))
        .isEqualTo(weights.tensors().get("r.body.norm.running_var"));
  }

  @Test
  void namesEverythingMissingExtraAndMisshapenAtOnce() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("h1.weight", TensorData.of(new float[6], 3, 2));
    tensors.put("h1.bias", TensorData.of(new float[] {1, Float.NaN}, 2));
    tensors.put("output.bias", TensorData.of(new long[2], 2));
    tensors.put("head.weight", TensorData.of(new float[4], 2, 2));

    WeightsFit fit = WeightsFit.of(SMALL, StateDict.of(tensors));

    assertThat(fit.values()).isEmpty();
    assertThat(texts(fit))
        .containsExactly(
            "parameter small.h1.weight: found (3 x 2), needed (2 x 3). Try its transpose: outputs come first, as in PyTorch.",
            "parameter small.h1.bias: its value 1 is NaN, needed finite ones. Try weights of a training that did not diverge.",
            "parameter small.output.bias: found whole numbers, needed float32 or float64 of (2). Try the values themselves, without what quantised them.",
            "parameter small.output.weight: found no tensor 'output.weight', needed (2 x 2). Try renamed(Map.of(\"head.weight\", \"output.weight\")) if they are the same, or inOrder().",
            "tensor head.weight: found (2 x 2), and network 'small' has no such parameter. Try renamed(...) if it has another name there, or partial().");
  }

  @Test
  void namesThePrefixOfTensorsThatLieDeeper() {
    WeightsFit fit = WeightsFit.of(SMALL, weights("net.h1.weight", 2, 3, "net.h1.bias", 2));

    assertThat(texts(fit).get(0))
        .isEqualTo(
            "parameter small.h1.weight: found no tensor 'h1.weight', needed (2 x 3). Try under(\"net\").");
  }

  @Test
  void takesSomeIfWeightsArePartialButNotNone() {
    WeightsFit some = WeightsFit.of(SMALL, weights("h1.bias", 2, "fc.bias", 7).partial());
    WeightsFit none = WeightsFit.of(SMALL, weights("fc.bias", 7).partial());

    assertThat(some.problems()).isEmpty();
    assertThat(some.values()).containsOnlyKeys("h1.bias");
    assertThat(texts(none))
        .containsExactly(
            "network small: found none of its 4 parameters among 1 tensor, such as fc.bias, needed one of h1.weight, h1.bias, output.weight, output.bias at least. Try renamed(...) or under(...).");
  }

  @Test
  void takesModulesInTheirOrderWhateverTheirNames() {
    StateDict sequential = weights("0.weight", 2, 3, "0.bias", 2, "2.weight", 2, 2, "2.bias", 2);
    StateDict longer =
        weights("0.weight", 2, 3, "0.bias", 2, "2.weight", 2, 2, "2.bias", 2, "4.bias", 2);

    WeightsFit fit = WeightsFit.of(SMALL, sequential.inOrder());
    WeightsFit tooLong = WeightsFit.of(SMALL, longer.inOrder());

    assertThat(fit.problems()).isEmpty();
    assertThat(fit.values().get("output.bias")).isEqualTo(sequential.tensors().get("2.bias"));
    assertThat(texts(tooLong).get(0))
        .isEqualTo(
            "network small: found tensors of 3 modules, 0, 2, 4, needed 2, h1, output. Try partial() for the first ones.");
    assertThat(WeightsFit.of(SMALL, longer.inOrder().partial()).problems()).isEmpty();
  }

  private static List<String> texts(WeightsFit fit) {
    return fit.problems().stream().map(Problem::toString).toList();
  }

  private static BatchNorm norm() {
    return BatchNorm.standard();
  }

  private static CheckedNetwork checked(Network network) {
    return check(network).networks().get(0);
  }

  /** Gives tensors of names and sizes, each with values of its own; a size of 0 is a scalar. */
  private static StateDict weights(Object... namesAndSizes) {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    for (int i = 0; i < namesAndSizes.length; ) {
      String name = (String) namesAndSizes[i++];
      int from = i;
      while (i < namesAndSizes.length && namesAndSizes[i] instanceof Integer) {
        i++;
      }
      long[] dims = new long[i - from];
      int count = 1;
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = (Integer) namesAndSizes[from + axis];
        count *= (int) dims[axis];
      }
      float[] values = new float[count];
      Arrays.fill(values, i);
      tensors.put(name, TensorData.of(values, dims));
    }
    return StateDict.of(tensors);
  }
}
