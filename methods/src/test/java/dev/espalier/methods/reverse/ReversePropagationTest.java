package dev.espalier.methods.reverse;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.reversePropagation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.SolveStage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReversePropagationTest {
  private static final CheckedHierarchy DIGITS =
      check(
          network(
              "digits",
              n ->
                  n.input(1, 8, 8)
                      .conv2d("c", 4, 3)
                      .relu()
                      .flatten()
                      .dense("h", 16)
                      .relu()
                      .output(10)));

  @Test
  void solvesTargetsThenTriesEveryAlphaAgainstTheControl() {
    Plan plan = reversePropagation(p -> p.to("h").alphas(0.1, 0.5)).plan(DIGITS);

    assertThat(plan.stages()).hasSize(2);
    assertThat(plan.stages().get(0)).isInstanceOf(SolveStage.class);
    BranchStage branch = (BranchStage) plan.stages().get(1);
    assertThat(branch.alternatives().stream().map(BranchStage.Alternative::name))
        .containsExactly("as it was", "h alpha 0.0", "h alpha 0.1", "h alpha 0.5");
    GradientStage control = (GradientStage) branch.alternatives().get(1).stages().get(0);
    assertThat(control.terms()).hasSize(1);
    assertThat(control.trains()).containsExactly(Part.upTo("digits", "h"));
    assertThat(branch.alternatives().get(0).stages()).isEmpty();
  }

  @Test
  void exploresHiddenLayersFromTheOutputOn() {
    Plan plan = reversePropagation(p -> p.explore().alphas(0.1)).plan(DIGITS);

    assertThat(((BranchStage) plan.stages().get(1)).alternatives())
        .extracting(BranchStage.Alternative::name)
        .containsExactly("as it was", "h alpha 0.0", "h alpha 0.1", "c alpha 0.0", "c alpha 0.1");
  }

  @Test
  void fitsLayerByLayerTowardsTheInputInClosedForm() {
    Plan plan = reversePropagation(p -> p.to("c", "h").closedForm(0.01)).plan(DIGITS);

    assertThat(plan.stages()).extracting("name").containsExactly("fit h", "fit c");
    assertThat(plan.gradientStages()).isEmpty();
  }

  @Test
  void givesAnEqualPlanEachTime() {
    ReversePropagation method = reversePropagation(p -> p.explore().margin(1).refine());

    assertThat(method.plan(DIGITS)).isEqualTo(method.plan(DIGITS));
  }

  @Test
  void hasThePapersSettingsUnlessTheRecipeIsAskedFor() {
    assertThat(reversePropagation(p -> p.epochs(5)).settings())
        .hasToString(
            "5 epochs, rate 1.0E-4, AdamW[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.05], batch 256, keeps the best epoch by validation loss");
    assertThat(reversePropagation(p -> p.asRecipe()).settings())
        .hasToString("keeps the best epoch by validation loss");
  }

  @Test
  void listsEveryTapThatDoesNotFit() {
    ReversePropagation method = reversePropagation(p -> p.to("nowhere", "output"));

    assertThatThrownBy(() -> method.plan(DIGITS))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("tap digits.nowhere: there is no such layer. Try one of c, ")
        .hasMessageContaining("tap digits.output: it is the output, which has the label.");
  }

  @Test
  void refusesToReverseAnEmbeddingAndAGradeOnAnotherNetwork() {
    CheckedHierarchy words =
        check(
            network(
                "words",
                n -> n.input(6).reshape(6).embedding("e", 20, 4).gru("g", 5).last().output(3)));
    CheckedHierarchy grades =
        check(
            hierarchy(
                "grades",
                h -> h.input(2).grades(2, "f", (g, n) -> n.dense("f", 4).relu().output(1))));

    assertThat(reversePropagation(p -> p.to("e")).plan(words).stages()).hasSize(2);
    assertThatThrownBy(() -> reversePropagation(p -> p.to("reshape1")).plan(words))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("symbols cannot be moved to reverse an embedding");
    assertThatThrownBy(() -> reversePropagation().plan(grades))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("and what it predicts alone may be no label");
  }

  @Test
  void refusesToFitWhatHasNoWeights() {
    assertThatThrownBy(() -> reversePropagation(p -> p.to("flatten1").closedForm(0.1)).plan(DIGITS))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("ridge regression fits dense layers and convolutions of one group");
  }

  @Test
  void isFoundByItsName() {
    assertThat(MethodRegistry.named("reverse")).isEqualTo(new ReversePropagation());
  }

  @Test
  void namesColumnsByTheirTaps() {
    assertThat(List.of(ReverseSolver.column(Tap.of("digits", "h"))))
        .containsExactly("reversed digits.h");
  }
}
