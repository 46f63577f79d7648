package dev.espalier.methods;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerRatesIT {
  private static final Hierarchy TAUGHT =
      hierarchy(
          "taught",
          h ->
              h.input(6)
                  .network("small", n -> n.dense("idea", 5).tanh().output(3))
                  .network("large", n -> n.dense("idea", 9).tanh().output(3))
                  .guide("small", "large", g -> g.projected("idea", "idea").output()));

  @ParameterizedTest
  @ValueSource(doubles = {1e9, 0.05})
  void aStepMovesALayerByItsMultipleOfTheRateAndClipsByTheNormOfAll(double clip) {
    UnaryOperator<RecipeBuilder> recipe = r -> r.sgd(0.5).fullBatch().epochs(1).clip(clip);
    StateDict plain = trained(recipe);

    StateDict rated =
        trained(
            r ->
                recipe
                    .apply(r)
                    .layerRates(l -> l.multiplied(0.25, "h").multiplied(3, "net.output")));

    StateDict before = trained(r -> r.sgd(1e-30).fullBatch().epochs(1));
    Map<String, Double> plainMoves = moves(before, plain);
    Map<String, Double> ratedMoves = moves(before, rated);
    plainMoves.forEach(
        (name, move) -> {
          double multiplier =
              name.startsWith("net.h.") ? 0.25 : name.startsWith("net.output.") ? 3 : 1;
          assertThat(ratedMoves.get(name)).as(name).isCloseTo(multiplier * move, within(1e-6));
        });
    assertThat(plainMoves).hasSize(6).allSatisfy((name, move) -> assertThat(move).isPositive());
  }

  @Test
  void projectionsLearnAtTheirOwnRate() {
    UnaryOperator<RecipeBuilder> recipe =
        r -> r.classify(Cases.BLOBS).sgd(0.1).epochs(2).seed(3).quiet();

    Run plain = train(TAUGHT, distillation(), recipe);
    Run rated =
        train(TAUGHT, distillation(), r -> recipe.apply(r).layerRates(l -> l.projections(10)));

    assertThat(rated.weights("small")).isEqualTo(plain.weights("small"));
    assertThat(rated.weights("large")).isNotEqualTo(plain.weights("large"));
  }

  @Test
  void weightDecayOfWeightsAloneLeavesBiases() {
    UnaryOperator<RecipeBuilder> recipe =
        r -> r.optimizer(Optimizer.adamW(0.5), 0.1).fullBatch().epochs(1);
    StateDict all = trained(recipe);
    StateDict none = trained(r -> r.optimizer(Optimizer.adamW(0), 0.1).fullBatch().epochs(1));

    StateDict weights = trained(r -> recipe.apply(r).decayOnlyWeights());

    weights
        .tensors()
        .forEach(
            (name, values) ->
                assertThat(values)
                    .as(name)
                    .isEqualTo((name.endsWith("bias") ? none : all).tensors().get(name)));
    assertThat(all.tensors().get("net.h.weight")).isNotEqualTo(none.tensors().get("net.h.weight"));
    assertThatThrownBy(() -> trained(r -> r.adam(0.1).decayOnlyWeights()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "recipe: decayOnlyWeights(), and adam has no weight decay. Try adamW(1e-3), or leave it out.");
  }

  @Test
  void theRateIsLowerAfterEpochsThatBringNothing() {
    Schedule rate = Schedule.linear(6e-30, 0);
    UnaryOperator<RecipeBuilder> recipe =
        r -> r.classify(Cases.BLOBS).sgd(rate).fullBatch().epochs(6).quiet();

    try (Run run =
        train(
            Cases.NET,
            supervised(),
            r -> recipe.apply(r).validate(Cases.MORE_BLOBS).rateOnPlateau(0.1, 1))) {
      List<EpochRecord> epochs = run.log().epochs();
      double first = epochs.get(0).rate();
      assertThat(epochs.stream().map(epoch -> epoch.rate() / first))
          .usingElementComparator(Comparator.comparingDouble(each -> Math.rint(each * 1e12)))
          .containsExactly(1.0, 5 / 6.0, 4 / 6.0, 0.05, 1 / 30.0, 1 / 600.0);
    }
    assertThatThrownBy(
            () -> train(Cases.NET, supervised(), r -> recipe.apply(r).rateOnPlateau(0.1, 1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "rate x 0.1 after more than 1 epoch without a better validation loss, and there is no validation data. Try validate(...).");
  }

  @Test
  void whatIsNotThereIsRefusedWithWhatIs() {
    assertThatThrownBy(
            () ->
                train(
                    Cases.NET,
                    supervised(),
                    r -> r.classify(Cases.BLOBS).layerRates(l -> l.multiplied(0.1, "h", "head"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "layerRates: no network that trains has parameters in a layer 'head'. Try some of [h, k, output].");
    assertThatThrownBy(
            () ->
                train(
                    Cases.NET,
                    supervised(),
                    r -> r.classify(Cases.BLOBS).layerRates(l -> l.projections(2))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "layerRates: projections are multiplied by 2.0, and no stage of 'supervised' learns any. Try a link by projected(...), or leave it out.");
  }

  private static StateDict trained(UnaryOperator<RecipeBuilder> recipe) {
    try (Run run =
        train(Cases.NET, supervised(), r -> recipe.apply(r.classify(Cases.BLOBS).quiet()))) {
      return run.weights();
    }
  }

  /** Gives how far each parameter moved: the norm of the difference. */
  private static Map<String, Double> moves(StateDict before, StateDict after) {
    Map<String, Double> moves = new TreeMap<>();
    before
        .tensors()
        .forEach(
            (name, values) -> {
              double[] old = values.doubles();
              double[] now = Objects.requireNonNull(after.tensors().get(name)).doubles();
              moves.put(
                  name,
                  Math.sqrt(
                      IntStream.range(0, old.length)
                          .mapToDouble(i -> (now[i] - old[i]) * (now[i] - old[i]))
                          .sum()));
            });
    return moves;
  }
}
