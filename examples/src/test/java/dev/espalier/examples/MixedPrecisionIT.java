package dev.espalier.examples;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Run;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.train.recipe.DeviceChoice;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class MixedPrecisionIT {
  private static final Split DIGITS = Datasets.digits().split(0.8, 7);
  private static final Network NETWORK =
      network(
          "digits",
          n ->
              n.input(1, 8, 8).conv2d("c", 8, 3).relu().flatten().dense("h", 64).relu().output(10));

  @Test
  void trainsAsWellAsFullPrecision() {
    try (Run full = run(r -> r);
        Run mixed = run(RecipeBuilder::mixedPrecision)) {
      assertThat(mixed.outcome().parameterHash()).isNotEqualTo(full.outcome().parameterHash());
      assertThat(mixed.result().metric("accuracy"))
          .isGreaterThan(0.9)
          .isCloseTo(full.result().metric("accuracy"), within(0.03));
    }
  }

  @Test
  void keepsParametersOf32BitsAndEvaluatesWithThem() {
    try (Run mixed = run(RecipeBuilder::mixedPrecision)) {
      NetworkBlock block = mixed.outcome().networks().network("digits");

      assertThat(block.parameters())
          .allMatch(parameter -> parameter.array().getDataType() == DataType.FLOAT32);
      assertThat(mixed.predict(DIGITS.test().input(0)).values())
          .isEqualTo(probabilities(block, Pass.evaluation()))
          .isNotEqualTo(probabilities(block, Pass.training(1).inMixedPrecision()));
    }
  }

  @Test
  void saysWhatItIsInTheReportAndWhatItIsWorthOnTheCpu() {
    try (Run full = run(r -> r.epochs(1));
        Run mixed = run(r -> r.mixedPrecision().epochs(1))) {
      assertThat(mixed.report().html()).contains("MIXED").contains("mixed precision on the CPU");
      assertThat(mixed.log().notes())
          .filteredOn(note -> note.startsWith("mixed precision on the CPU saves time only"))
          .hasSize(1);
      assertThat(full.log().notes()).isEmpty();
    }
  }

  @Test
  void refusesTwoPrecisionsOfOneTraining() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeBuilder.empty().float64().mixedPrecision())
        .withMessage(
            "recipe: the precision was already given as FLOAT64, now as MIXED. Try one of them.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeBuilder.empty().mixedPrecision().float64());
  }

  private static Run run(UnaryOperator<RecipeBuilder> more) {
    return train(
        NETWORK,
        supervised(),
        r ->
            more.apply(
                r.classify(DIGITS.train())
                    .validate(DIGITS.test())
                    .adam(2e-3)
                    .epochs(6)
                    .seed(7)
                    .device(DeviceChoice.cpu())
                    .quiet()
                    .asDefaults()));
  }

  private static List<Double> probabilities(NetworkBlock block, Pass pass) {
    NDManager manager = block.parameters().get(0).array().getManager();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      float[] values = DIGITS.test().input(0).floats();
      NDArray output = block.forward(manager.create(values, new Shape(1, 1, 8, 8)), pass);
      return Arrays.stream(output.softmax(-1).toType(DataType.FLOAT64, false).toDoubleArray())
          .boxed()
          .toList();
    }
  }
}
