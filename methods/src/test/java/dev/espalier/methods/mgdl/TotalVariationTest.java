package dev.espalier.methods.mgdl;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.mgdl.SmallPicture.GRADES;
import static dev.espalier.methods.mgdl.SmallPicture.HEIGHT;
import static dev.espalier.methods.mgdl.SmallPicture.PICTURE;
import static dev.espalier.methods.mgdl.SmallPicture.STILL;
import static dev.espalier.methods.mgdl.SmallPicture.WIDTH;
import static dev.espalier.methods.mgdl.SmallPicture.requireStepDownTheGradient;
import static dev.espalier.methods.mgdl.SmallPicture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class TotalVariationTest {
  private static final double WEIGHT = .3;

  @Test
  void saysWhatVaries() {
    String plan = method(.05).plan(check(GRADES)).explain();

    assertThat(plan)
        .contains("total variation over 4 x 5 of grade1.output to 0, weight 0.05")
        .contains("total variation over 4 x 5 of grade2.output to -(grade1), weight 0.05");
  }

  @Test
  void atWeightZeroNothingChangesBitForBit() {
    try (Run with = run(method(0), r -> r);
        Run without = run(multigrade(Multigrade::keepAll), r -> r);
        Run weighted = run(method(WEIGHT), r -> r)) {
      assertThat(with.outcome().parameterHash()).isEqualTo(without.outcome().parameterHash());
      assertThat(weighted.outcome().parameterHash()).isNotEqualTo(with.outcome().parameterHash());
    }
  }

  @Test
  void isThatOfTheWholeSum() {
    try (Run run = run(method(WEIGHT).rates(constant(.01), STILL), r -> r)) {
      assertThat(run.log().epochsOf("grade2").get(0).terms().get("total variation"))
          .isCloseTo(variation(run), within(1e-12));
    }
  }

  @Test
  void oneStepGoesDownTheGradientOfFitAndVariation() {
    double rate = .125;
    UnaryOperator<RecipeBuilder> oneStep = r -> r.sgd(1e-3).epochs(1);
    try (Run before = run(method(WEIGHT).rates(constant(.01), STILL), oneStep);
        Run after = run(method(WEIGHT).rates(constant(.01), constant(rate)), oneStep)) {
      requireStepDownTheGradient(
          before,
          after,
          rate,
          run -> run.evaluate(PICTURE).metric("mse") + WEIGHT * variation(run));
    }
  }

  @Test
  void aLargerWeightGivesASmootherPicture() {
    UnaryOperator<RecipeBuilder> longer = r -> r.adam(1e-2).epochs(150);
    try (Run rough = run(method(0), longer);
        Run smooth = run(method(WEIGHT), longer)) {
      assertThat(variation(smooth)).isLessThan(variation(rough) / 2);
    }
  }

  @Test
  void refusesBatchesThatAreNoPicture() {
    assertThatThrownBy(() -> run(method(WEIGHT), r -> r.batch(10)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("stage grade1, term 'total variation': it takes neighbouring pixels")
        .hasMessageContaining("batches are 10 rows in a random order. Try fullBatch()");
    assertThatThrownBy(() -> run(multigrade(m -> m.totalVariation(WEIGHT, 5, 5)), r -> r))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the picture is 5 x 5 = 25 pixels, and the data have 20 rows");
  }

  @Test
  void refusesClasses() {
    DataSet sides =
        Data.fromArrays(
            "sides", new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 0, 1, 1});

    assertThatThrownBy(
            () ->
                train(
                    GRADES,
                    multigrade(m -> m.totalVariation(WEIGHT, 2, 2)),
                    r -> r.classify(sides).fullBatch().quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needed values. Try regress(data)");
  }

  @Test
  void refusesANegativeWeightAndALine() {
    assertThatThrownBy(() -> method(-.1))
        .hasMessageContaining("needed a finite weight of at least 0");
    assertThatThrownBy(() -> multigrade(m -> m.totalVariation(.1, 1, 20)).plan(check(GRADES)))
        .hasMessageContaining("the picture is 1 x 20 pixels, needed at least 2 x 2");
  }

  private static Multigrade method(double weight) {
    return multigrade(m -> m.keepAll().totalVariation(weight, HEIGHT, WIDTH));
  }

  /** Gives the total variation of the prediction, pair by pair. */
  private static double variation(Run run) {
    double sum = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        sum += x > 0 ? apart(run, y * WIDTH + x, y * WIDTH + x - 1) : 0;
        sum += y > 0 ? apart(run, y * WIDTH + x, y * WIDTH + x - WIDTH) : 0;
      }
    }
    return sum / (HEIGHT * WIDTH);
  }

  private static double apart(Run run, int pixel, int other) {
    List<Double> here = run.predict(PICTURE.input(pixel)).values();
    List<Double> there = run.predict(PICTURE.input(other)).values();
    return Math.abs(here.get(0) - there.get(0)) + Math.abs(here.get(1) - there.get(1));
  }
}
