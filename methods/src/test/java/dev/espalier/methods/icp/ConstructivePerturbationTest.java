package dev.espalier.methods.icp;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstructivePerturbationTest {
  private static final CheckedHierarchy DEEP =
      check(
          network(
              "deep",
              n ->
                  n.input(4)
                      .dense("h1", 8)
                      .relu()
                      .dense("h2", 8)
                      .relu()
                      .dense("h3", 8)
                      .tanh()
                      .output(3)));

  @Test
  void comparesAllHiddenLayersByDefault() {
    GradientStage stage = stage(constructivePerturbation());

    assertThat(stage.terms())
        .extracting(term -> term.name())
        .containsExactly("task", "features h1", "features h2", "features h3");
    assertThat(stage.transform()).contains(new Perturbation(Direction.ADAM, 5, 2e-3, false));
    assertThat(stage.settings()).isEqualTo(Settings.fromRecipe());
  }

  @Test
  void weighsLayersInTheOrderOfDepth() {
    GradientStage stage = stage(constructivePerturbation(p -> p.targets("h3:linear", "h1", "h2")));

    assertThat(featureWeights(stage)).hasSize(3);
    assertThat(featureWeights(stage).get(0)).isCloseTo(1, within(1e-12));
    assertThat(featureWeights(stage).get(1)).isCloseTo(Math.cos(Math.PI / 8), within(1e-12));
    assertThat(featureWeights(stage).get(2)).isCloseTo(Math.sqrt(.5), within(1e-12));
    assertThat(stage.terms().get(3).prediction()).hasToString("deep.h3:linear");
  }

  @Test
  void weighsASingleLayerAndFlatLayersByOne() {
    ConstructivePerturbation single = constructivePerturbation(p -> p.targets("h2"));
    ConstructivePerturbation flat =
        constructivePerturbation(p -> p.layerWeights(LayerWeights.FLAT));

    assertThat(featureWeights(stage(single)))
        .hasSize(1)
        .allSatisfy(w -> assertThat(w).isCloseTo(1, within(1e-12)));
    assertThat(featureWeights(stage(flat)))
        .hasSize(3)
        .allSatisfy(w -> assertThat(w).isCloseTo(1, within(1e-12)));
  }

  @Test
  void perturbsNothingInTheControl() {
    GradientStage control = stage(constructivePerturbation().decayOnly());

    assertThat(control.terms()).hasSize(1);
    assertThat(control.transform()).isEmpty();
    assertThat(control.terms().get(0).weight())
        .isEqualTo(stage(constructivePerturbation()).terms().get(0).weight());
  }

  @Test
  void takesThePapersOptimizerOnlyWhereAsked() {
    Settings published = stage(constructivePerturbation().asPublished()).settings();

    assertThat(published.optimizer()).contains(Optimizer.adamW());
    assertThat(published.clip()).hasValue(5);
  }

  @Test
  void explainsItsCost() {
    String text = constructivePerturbation(p -> p.steps(4)).plan(DEEP).explain();

    assertThat(text)
        .contains("4 adam steps of 0.002")
        .contains("6 forward and 5 backward passes a step")
        .contains("features h2");
  }

  @Test
  void plansTheSameEachTime() {
    assertThat(constructivePerturbation().plan(DEEP))
        .isEqualTo(constructivePerturbation().plan(DEEP));
  }

  @Test
  void isFoundByItsName() {
    assertThat(MethodRegistry.named("icp")).isInstanceOf(ConstructivePerturbation.class);
  }

  @Test
  void refusesLayersThatANetworkDoesNotHave() {
    assertThatThrownBy(() -> constructivePerturbation(p -> p.targets("h9")).plan(DEEP))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan 'icp' for 'deep' has a problem:\n"
                + "  targets: no network has a layer 'h9'. Try some of [h1, h2, h3, output].");
  }

  @Test
  void refusesNumbersOutOfTheirRange() {
    ConstructivePerturbation method = constructivePerturbation();

    assertThatThrownBy(() -> method.steps(0)).hasMessageContaining("steps(0)");
    assertThatThrownBy(() -> method.steps(Integer.MAX_VALUE))
        .hasMessage(
            "constructivePerturbation: steps(2147483647), needed from 1 to 10000. Try steps(5).");
    assertThatThrownBy(() -> method.stepSize(1e300)).hasMessageContaining("stepSize(1.0E300)");
    assertThatThrownBy(() -> method.stepSize(-1)).hasMessageContaining("stepSize(-1.0)");
    assertThatThrownBy(() -> method.stepSize(Double.NaN)).hasMessageContaining("stepSize(NaN)");
    assertThatThrownBy(() -> method.taskFloor(2)).hasMessageContaining("taskFloor(2.0)");
    assertThatThrownBy(() -> method.targets(new String[0])).hasMessageContaining("names no layer");
  }

  private static GradientStage stage(ConstructivePerturbation method) {
    return (GradientStage) method.plan(DEEP).stages().get(0);
  }

  /** Gives the weights at the moment at which the task's share is 0. */
  private static List<Double> featureWeights(GradientStage stage) {
    Moment end = new Moment(999, 1000, 1_000_000, 1_000_000);
    return stage.terms().stream()
        .skip(1)
        .map(term -> ((Weight.Scheduled) term.weight()).schedule().at(end))
        .toList();
  }
}
