package dev.espalier.train.step;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Pass;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Tap;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One step on two networks, of which the first guides the second, in 64 bits. */
final class StepTest {
  private static final DataSet DATA =
      Data.fromArrays(
          "four", new double[][] {{0, 1}, {1, 0}, {1, 1}, {0, 2}}, new double[] {1, 2, 3, 0});
  private static final Moment FIRST = new Moment(0, 2, 0, 2);
  private static final Moment LAST = new Moment(1, 2, 1, 2);

  private final CheckedHierarchy hierarchy =
      check(
          hierarchy(
              "two",
              h ->
                  h.input(2)
                      .network("guide", n -> n.dense("h", 3).tanh().output(1))
                      .network("learner", n -> n.dense("h", 3).tanh().output(1))
                      .guide("guide", "learner", g -> g.hidden("h", "h"))));
  private final Recipe recipe =
      RecipeBuilder.empty().regress(DATA).float64().sgd(0.1).seed(3).quiet().build();
  private final CompiledHierarchy networks =
      CompiledHierarchy.of(hierarchy, Device.cpu(), DataType.FLOAT64, 3);
  private final EpochLosses losses = new EpochLosses(networks.manager());

  @AfterEach
  void close() {
    losses.close();
    networks.close();
  }

  @Test
  void movesWhatTrainsAgainstTheGradientAndNothingElse() {
    Map<String, double[]> before = values();
    double[] gradient;

    try (Step step = step(guidance(constant(0.5)))) {
      assertThat(step.trainable()).isEqualTo(2 * 3 + 3 + 3 + 1);
      run(step, FIRST, false);
      gradient = Autograd.gradient(weight()).toDoubleArray();
      run(step, FIRST, true);
    }

    Map<String, double[]> after = values();
    assertThat(after.get("guide.h.weight")).isEqualTo(before.get("guide.h.weight"));
    double[] first = Objects.requireNonNull(before.get("learner.h.weight"));
    double[] moved = Objects.requireNonNull(after.get("learner.h.weight"));
    for (int i = 0; i < moved.length; i++) {
      // The first pass left its gradient, and the second has added the same.
      double expected = first[i] - 0.1 * 2 * gradient[i];
      assertThat(moved[i]).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void keepsTheValueOfEachTermThatCounts() {
    try (Step step =
        step(guidance(Schedule.named("first", moment -> moment.epoch() == 0 ? 1 : 0)))) {
      run(step, FIRST, true);
      Map<Series, Double> first = losses.means();
      losses.clear();
      run(step, LAST, true);
      Map<Series, Double> last = losses.means();

      assertThat(first).containsOnlyKeys(Series.term("task"), Series.term("guidance"));
      assertThat(last).containsOnlyKeys(Series.term("task"));
      assertThat(step.weights(last, LAST)).isEqualTo(Map.of("task", 1.0, "guidance", 0.0));
    }
  }

  @Test
  void aBalancedWeightIsItsMeanOverTheEpoch() {
    Term balanced =
        guidance(constant(1)).withWeight(new Weight.Balanced(0.5, "task", 0.9, 1e-5, 1e5));
    try (Step step = step(balanced)) {
      run(step, FIRST, true);
      Map<Series, Double> means = losses.means();

      double expected = 0.5 * mean(means, "task") / mean(means, "guidance");
      assertThat(step.weights(means, FIRST).get("guidance")).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void freezesEverythingWhenItIsDone() {
    step(guidance(constant(1))).close();

    assertThat(weight().hasGradient()).isFalse();
  }

  private Step step(Term guidance) {
    GradientStage stage =
        GradientStage.of(
            "s", Part.whole("learner"), List.of(Term.task(Tap.of("learner", "output")), guidance));
    Wiring wiring = Wiring.of(stage, hierarchy, Measured.cells(recipe.data().kind()));
    return new Step(networks, recipe, stage, wiring, recipe.optimization(), losses);
  }

  private Term guidance(Schedule weight) {
    Term term = Term.guidance(hierarchy.links().get(0)).withWeight(Weight.of(weight));
    return new Term("guidance", term.prediction(), term.target(), term.objective(), term.weight());
  }

  private void run(Step step, Moment moment, boolean moves) {
    try (NDScope scope = new NDScope();
        Autograd.Mode paused = Autograd.paused()) {
      NDArray input = networks.manager().create(DATA.inputs().doubles(0, 4), new Shape(4, 2));
      NDArray target = networks.manager().create(DATA.targets().doubles(0, 4), new Shape(4, 1));
      Tap guide = Tap.of("guide", "h");
      var block = networks.network("guide");
      var taps = block.taps("h");
      block.forward(input, Pass.evaluation(), taps);
      Map<ColumnKey, NDArray> columns = new HashMap<>();
      columns.put(ColumnKey.Given.INPUT, input);
      columns.put(ColumnKey.Given.TARGET, target);
      columns.put(new ColumnKey.At(guide), taps.value("h"));
      Batch batch = new Batch(columns, Map.of(), 4);
      if (moves) {
        step.run(batch, moment, 0);
      } else {
        step.addGradients(batch, moment, 0);
      }
    }
  }

  private static double mean(Map<Series, Double> means, String term) {
    return means.getOrDefault(Series.term(term), Double.NaN);
  }

  private NDArray weight() {
    return networks.network("learner").parameters().get(0).array();
  }

  private Map<String, double[]> values() {
    Map<String, double[]> values = new HashMap<>();
    networks
        .networks()
        .forEach(
            block ->
                block
                    .parameters()
                    .forEach(
                        one ->
                            values.put(
                                block.network().name() + "." + one.name(),
                                one.array().toDoubleArray())));
    return values;
  }
}
