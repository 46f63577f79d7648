package dev.espalier.train.checks;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.train.checks.Planned.CLASSES;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What guides, averages of the past, means, columns, mixtures and missing labels cannot be. */
final class GuideChecksTest {
  private static final Hierarchy TWO =
      hierarchy(
          "two",
          h ->
              h.input(2)
                  .network("base", n -> n.dense("h", 4).relu().output(3))
                  .network("top", n -> n.from("base.h").output(3)));
  private static final GuideMode CLEAN = new GuideMode(GuideMode.Sees.CLEAN, false);

  @Test
  void refusesOtherInputsForGuidesThatLearnersBeginAt() {
    assertRefused(
        learning("top", new Target.At(output("base"))).guides(CLEAN),
        r -> r.augment(Augmentation.noise(0.1)),
        "stage s: its guides compute on inputs without augmentation, in evaluation mode, and 'top'"
            + " has its input from base.h, which is frozen too. Try GuideMode.USUAL, or learners on"
            + " the shared input.");
  }

  @Test
  void refusesInputsWithoutAugmentationWhereNothingAugments() {
    assertRefused(
        learning("base", new Target.Past(output("base"), 0.9)).guides(CLEAN),
        r -> r,
        "stage s: its guides see inputs without augmentation, and nothing augments them. Try"
            + " augment(...), or guides on the learners' inputs.");
  }

  @Test
  void refusesThePastOfWhatDoesNotTrainOrDoesNotBeginAtTheInput() {
    assertRefused(
        learning("base", new Target.Past(output("top"), 0.9)),
        r -> r,
        "stage s: term 'answer' is on the past of 'top', which does not train in it. Try the past"
            + " of one of [base].");
    assertRefused(
        learning("top", new Target.Past(output("top"), 0.9)),
        r -> r,
        "stage s: term 'answer' is on the past of 'top', whose input is base.h. Try the past of a"
            + " network on the shared input.");
  }

  @Test
  void refusesAMeanOfPlacesOfOtherShapes() {
    assertRefused(
        learning("top", new Target.Mean(List.of(output("base"), Tap.of("base", "h")))),
        r -> r,
        "stage s: term 'answer' takes the mean of [base.output, base.h], whose shapes are [(3),"
            + " (4)]. Try places of one shape.");
  }

  @Test
  void refusesAColumnThatTheDataBringInAnotherShape() {
    assertRefused(
        learning("base", new Target.Column("teacher")),
        r -> r.classify(CLASSES.withColumn("teacher", Rows.of(new double[18], Dims.of(2)))),
        "stage s, term 'answer': base.output gives the shape (3), and column 'teacher' has (2)."
            + " Try a column of the tap's shape.");
  }

  @Test
  void refusesToMixWhatIsMoreThanASumOverSamples() {
    Term left =
        new Term(
            "left",
            output("top"),
            new Target.Residual(Readout.of("base")),
            new Objective.HalfSquare(),
            Weight.one());

    assertRefused(
        GradientStage.of("s", Part.whole("top"), List.of(left)).mixup(0.2),
        r -> r,
        "stage s: it mixes samples, and term 'left' takes their labels as they are. Try no mixup,"
            + " or the task loss and guides' values.");
    assertRefused(
        learning("base", new Target.Past(output("base"), 0.9)).guides(CLEAN).mixup(0.2),
        r -> r.augment(Augmentation.noise(0.1)),
        "stage s: it mixes samples, and its guides see them unmixed. Try guides on the learners'"
            + " inputs.");
  }

  @Test
  void refusesRowsWithoutLabelsWhereTheseAreTakenAsTheyAre() {
    assertRefused(
        learning("base", new Target.Past(output("base"), 0.9)).mixup(0.2),
        r -> r.classify(CLASSES.withUnlabelled(CLASSES.inputs())),
        "stage s: it changes batches with their labels, and some rows of the data have none. Try"
            + " data without withUnlabelled(...).");
  }

  private static GradientStage learning(String network, Target target) {
    Term answer =
        new Term("answer", output(network), target, new Objective.Answer(4), Weight.one());
    return GradientStage.of("s", Part.whole(network), List.of(answer));
  }

  private static Tap output(String network) {
    return Tap.of(network, "output");
  }

  private static void assertRefused(
      GradientStage stage, UnaryOperator<RecipeBuilder> recipe, String problem) {
    assertThatThrownBy(() -> Planned.of(stage).train(TWO, recipe))
        .isInstanceOf(PlanException.class)
        .hasMessage("plan 'made up' for 'two' with data 'nine' has a problem:\n  " + problem);
  }
}
