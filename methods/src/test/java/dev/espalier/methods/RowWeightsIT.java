package dev.espalier.methods;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.larger;
import static dev.espalier.Espalier.measure;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.recall;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.TensorData;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowWeightsIT {
  private static final Network VALUE =
      network(
          "value",
          n ->
              n.input(Cases.WAVE.inputDims())
                  .dense("h", 6)
                  .tanh()
                  .output(Cases.WAVE.targets().width()));

  /** A row of weight 3 is as three rows, and one of weight 0 as none. */
  @Test
  void countAsRowsWhichAreThereAsOften() {
    UnaryOperator<RecipeBuilder> recipe =
        r -> r.loss(crossEntropy().smoothing(0.1)).measure(recall());
    try (Run weighted =
            classified(
                r ->
                    recipe.apply(
                        r.classify(weighted(Cases.BLOBS)).validate(weighted(Cases.MORE_BLOBS))));
        Run repeated =
            classified(
                r ->
                    recipe.apply(
                        r.classify(repeated(Cases.BLOBS)).validate(repeated(Cases.MORE_BLOBS))))) {
      assertSame(weighted, repeated);
    }
  }

  @Test
  void countInMeanSquaresToo() {
    try (Run weighted = regressed(weighted(Cases.WAVE));
        Run repeated = regressed(repeated(Cases.WAVE))) {
      assertSame(weighted, repeated);
    }
  }

  @Test
  void whatWouldCountAllAlikeIsRefused() {
    assertThatThrownBy(
            () ->
                train(
                    Cases.CHAIN, selfAbstraction(), r -> r.classify(weighted(Cases.BLOBS)).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "it is no loss of labels, and the data's rows have weights. Try supervised(), or data without withWeights(...).");
    assertThatThrownBy(
            () ->
                classified(
                    r ->
                        r.classify(weighted(Cases.BLOBS))
                            .measure(measure("own", larger(), "torch.mean(prediction)"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("measure 'own': it takes no weights, and the rows have some.");
  }

  private static Run classified(UnaryOperator<RecipeBuilder> recipe) {
    return train(Cases.NET, supervised(), r -> settled(recipe.apply(r)));
  }

  private static Run regressed(DataSet data) {
    return train(VALUE, supervised(), r -> settled(r.regress(data).validate(data)));
  }

  private static RecipeBuilder settled(RecipeBuilder recipe) {
    return recipe.sgd(0.3, 0.9).fullBatch().epochs(5).float64().quiet();
  }

  private static DataSet weighted(DataSet data) {
    return data.withWeights(IntStream.range(0, data.size()).mapToDouble(row -> row % 4).toArray());
  }

  private static DataSet repeated(DataSet data) {
    return data.select(
        IntStream.range(0, data.size())
            .flatMap(row -> IntStream.range(0, row % 4).map(again -> row))
            .toArray());
  }

  private static void assertSame(Run weighted, Run repeated) {
    Map<String, TensorData> wanted = repeated.weights().tensors();
    weighted
        .weights()
        .tensors()
        .forEach(
            (name, values) ->
                assertThat(values.doubles())
                    .as(name)
                    .containsExactly(
                        Objects.requireNonNull(wanted.get(name)).doubles(), within(1e-12)));
    Map<String, Double> measures = repeated.log().epochs().get(4).validation();
    weighted
        .log()
        .epochs()
        .get(4)
        .validation()
        .forEach(
            (name, value) ->
                assertThat(value).as(name).isCloseTo(measures.get(name), within(1e-12)));
    assertThat(measures).hasSizeGreaterThan(3);
    assertThat(weighted.log().epochs().get(4).terms().values().iterator().next())
        .isCloseTo(
            repeated.log().epochs().get(4).terms().values().iterator().next(), within(1e-12));
  }
}
