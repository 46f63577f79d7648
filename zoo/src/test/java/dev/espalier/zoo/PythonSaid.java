package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What a network of Python's said in 64 bits: {@code y} of the rows {@code x}, and {@code z} after
 * one step of gradient descent towards {@code t}.
 */
record PythonSaid(Map<String, TensorData> tensors) {
  private static final double TOLERANCE = 1e-9;

  static PythonSaid read(Path folder, String network) {
    return new PythonSaid(StateDict.read(folder.resolve(network + "-said.pt")).tensors());
  }

  /** Gives the rows of a tensor. */
  Rows rows(String tensor) {
    long[] dims = tensor(tensor).dims().stream().mapToLong(Long::longValue).skip(1).toArray();
    return Rows.of(tensor(tensor).doubles(), Dims.of(dims));
  }

  /** Checks that a network says the same before and after a step. */
  void requireEqual(PretrainedNetwork net, UnaryOperator<RecipeBuilder> data, double rate) {
    try (Run run =
            train(
                net,
                supervised(),
                r -> data.apply(r).sgd(rate).fullBatch().epochs(1).float64().quiet());
        PretrainedNetwork trained = given(run.given())) {
      assertThat(outputs(net)).containsExactly(tensor("y").doubles(), within(TOLERANCE));
      assertThat(outputs(trained)).containsExactly(tensor("z").doubles(), within(TOLERANCE));
    }
  }

  private double[] outputs(PretrainedNetwork net) {
    TensorData x = tensor("x");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray rows =
          manager.create(
              x.doubles(), new Shape(x.dims().stream().mapToLong(Long::longValue).toArray()));
      return net.networks()
          .evaluate(rows, List.of(net.given().network().outputTap()))
          .get(0)
          .toDoubleArray();
    }
  }

  private TensorData tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
