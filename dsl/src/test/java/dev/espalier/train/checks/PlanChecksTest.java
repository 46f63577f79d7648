package dev.espalier.train.checks;

import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Checker;
import dev.espalier.check.Projection;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Start;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever a plan can get wrong is refused before anything runs. */
final class PlanChecksTest {
  private static final Hierarchy TWO =
      hierarchy(
          "two",
          h ->
              h.input(2)
                  .network("odd", n -> n.dense("h", 5).tanh().output(2))
                  .network("base", n -> n.flatten().dense("h", 4).tanh().output(3))
                  .network("top", n -> n.from("base.h").dense("k", 4).tanh().output(3)));
  private static final Tap OUTPUT = Tap.of("top", "output");
  private static final Tap K = Tap.of("top", "k");
  private static final Objective SQUARE = new Objective.HalfSquare();

  @Test
  void advisesNoOtherWidthWhereLabelsAreNumberedWrongly() {
    double[][] inputs = {{0, 1}, {1, 0}, {1, 1}};
    DataSet fromOne = Data.fromArrays("nine", inputs, new int[] {1, 2, 3});

    assertRefused(
        Planned.of(task()),
        TWO,
        r -> RecipeBuilder.empty().classify(fromOne).quiet(),
        "labels: found the labels 1, 2, 3, but none of class 0 among the 3 rows to train on. Try"
            + " numbering the classes from 0 without gaps, or split(...), which divides every"
            + " class.");
  }

  @Test
  void refusesPartsThatCannotTrain() {
    assertRefused(
        task().trains(List.of(Part.whole("nobody"))),
        "stage s: there is no network 'nobody'. Try one of [odd, base, top].");
    assertRefused(
        task().trains(List.of(Part.upTo("top", "x"))),
        "stage s, tap top.x: network 'top' has no layer 'x'. Try one of [k, output].");
    assertRefused(
        task().trains(List.of(Part.upTo("top", "k:linear"))),
        "stage s: network 'top' trains up to 'k:linear', and a layer trains as a whole. Try the"
            + " layer's name alone.");
    assertRefused(
        task("base").trains(List.of(Part.upTo("base", "flatten1"))),
        "stage s: network 'base' has no parameter to train up to layer 'flatten1'. Try a dense"
            + " layer.");
    assertRefused(
        task().trains(List.of(Part.whole("top"), Part.upTo("top", "k"))),
        "stage s: network 'top' trains twice. Try one part of each network.");
  }

  @Test
  void refusesTermsThatTrainNothingAndNetworksThatNothingTrains() {
    assertRefused(
        task().trains(List.of(Part.whole("top"), Part.whole("odd"))),
        "stage s: network 'odd' trains, and no term's gradient reaches it. Try a term on it.");
    assertRefused(
        terms(
            Term.task(OUTPUT), like("odd", Tap.of("odd", "h"), new Target.At(Tap.of("odd", "h")))),
        "stage s: term 'odd' predicts at odd.h, and nothing that leads there trains. Try a place"
            + " behind one of [top].");
    assertAccepted(task().trains(List.of(Part.upTo("base", "h"))));
  }

  @Test
  void refusesTermsThatCannotBeNamed() {
    assertRefused(
        terms(Term.task(OUTPUT), Term.task(OUTPUT)),
        "stage s: two terms are named 'task'. Try names that differ.");
    assertRefused(
        terms(new Term(" ", OUTPUT, new Target.Label(), SQUARE, Weight.one())),
        "stage s: a term has no name:  : half square of top.output to label, weight 1. Try a"
            + " name.");
  }

  @Test
  void refusesPlacesThatAreNotThere() {
    assertRefused(
        terms(Term.task(Tap.of("top", "x"))),
        "stage s, tap top.x: network 'top' has no layer 'x'. Try one of [k, output].");
    assertRefused(
        terms(Term.task(OUTPUT), like("far", K, new Target.At(Tap.of("else", "h")))),
        "stage s: there is no network 'else'. Try one of [odd, base, top].");
    assertRefused(
        terms(new Term("left", OUTPUT, new Target.Residual(Readout.of("x")), SQUARE, Weight.one())),
        "stage s: there is no network 'x'. Try one of [odd, base, top].");
    assertRefused(
        task().readout(Readout.of("x")),
        "stage s: there is no network 'x'. Try one of [odd, base, top].");
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertRefused(
        terms(Term.task(OUTPUT), like("far", K, new Target.At(Tap.of("odd", "h")))),
        "stage s, term 'far': top.k gives the shape (4), and the target's is (5). Try a prediction"
            + " of the target's shape, or a projection.");
    assertRefused(
        terms(
            Term.task(OUTPUT),
            like(
                "far",
                K,
                new Target.At(Tap.of("odd", "h")),
                new Projection(Dims.of(3), Dims.of(5)))),
        "stage s, term 'far': top.k has the shape (4), and the projection takes (3). Try new"
            + " Projection((4), (5)).");
    assertRefused(
        terms(
            new Term("left", OUTPUT, new Target.Residual(Readout.of("odd")), SQUARE, Weight.one())),
        "stage s, network 'odd': it gives (2), and the data have 3 classes, which need (3). Try"
            + " output(3).");
    assertRefused(
        terms(
            new Term(
                "left",
                OUTPUT,
                new Target.Residual(Readout.of("odd", "base")),
                SQUARE,
                Weight.one())),
        "stage s, network 'odd': it gives (2), and the data have 3 classes, which need (3). Try"
            + " output(3).");
    assertRefused(
        task().readout(Readout.of("top", "odd")),
        "stage s, network 'odd': it gives (2), and the data have 3 classes, which need (3). Try"
            + " output(3).");
    assertRefused(
        terms(
            Term.task(OUTPUT),
            new Term(
                "hard",
                Tap.of("top", "k"),
                new Target.At(Tap.of("base", "h")),
                new Objective.Alike(Likeness.attention(), Optional.empty()),
                Weight.one())),
        "stage s, term 'hard': attention needs (channels x height x width), but the guide's shape"
            + " is (4). Try relative() or meanSquare().");
  }

  @Test
  void refusesObjectivesThatMeanNothingForTheTask() {
    assertRefused(
        terms(like("label", OUTPUT, new Target.Label())),
        "stage s: term 'label' compares by mean square with the label, which is a class. Try"
            + " Objective.Task.");
    assertRefused(
        terms(
            new Term(
                "task", K, new Target.At(Tap.of("base", "h")), new Objective.Task(), Weight.one())),
        "stage s: term 'task' takes the task loss from base.h, and that of classes is taken from"
            + " the label. Try Objective.HalfSquare, or a likeness.");
    assertRefused(
        terms(new Term("sum", OUTPUT, new Target.Opposite(List.of("base")), SQUARE, Weight.one())),
        "stage s: term 'sum' adds outputs up to values, and the task is CLASSIFICATION. Try"
            + " Target.Residual.");
  }

  @Test
  void refusesBalancesThatGoRoundOrNowhere() {
    assertRefused(
        terms(Term.task(OUTPUT).withWeight(new Weight.Balanced(1, "task", .9, 0, 1))),
        "stage s: term 'task' is balanced against 'task', which is no term before it. Try another"
            + " order of terms.");
    Target h = new Target.At(Tap.of("base", "h"));
    assertRefused(
        terms(
            Term.task(OUTPUT),
            like("a", K, h).withWeight(new Weight.Balanced(1, "b", .9, 0, 1)),
            like("b", K, h).withWeight(new Weight.Balanced(1, "a", .9, 0, 1))),
        "stage s: term 'a' is balanced against 'b', which is no term before it. Try one of"
            + " [task].");
    assertThatThrownBy(() -> new Weight.Balanced(-1, "a", .9, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("balanced weight: a share of -1.0, needed 0 or above. Try 0.1.");
    assertThatThrownBy(() -> new Weight.Balanced(1, "a", 1, 0, 1))
        .hasMessage("balanced weight: a decay of 1.0, needed at least 0 and below 1. Try 0.9.");
    assertThatThrownBy(() -> new Weight.Balanced(1, "a", .9, 2, 1))
        .hasMessage(
            "balanced weight: weights within 2.0 to 1.0, needed a least of at least 0, and a"
                + " largest that is finite and not below it. Try 1e-5 and 10.");
  }

  @Test
  void refusesTransformsThatNobodyReads() {
    assertRefused(
        task().transform(new Same()),
        "stage s: batches are transformed (as they are), and no term looks at that. Try a term"
            + " with Target.Transformed, or no transform(...).");
    assertRefused(
        terms(Term.task(OUTPUT), like("moved", K, new Target.Transformed(K))),
        "stage s: term 'moved' is on the transformed batch, and nothing transforms it. Try"
            + " stage.transform(...).");
    assertRefused(
        terms(Term.task(OUTPUT), like("moved", K, new Target.Transformed(K)))
            .transform(new Same())
            .readout(Readout.of("base", "top")),
        "stage s: batches are transformed by the loss of one network, and the stage predicts base"
            + " + top. Try a readout of one network.");
  }

  @Test
  void refusesColumnsThatAreReadBeforeTheyAreWritten() {
    Stage solve = new SolveStage("solve", new Writes("c", 4));
    Stage reads = terms(Term.task(OUTPUT), like("c", K, new Target.Column("c")));
    String unwritten =
        "stage s: term 'c' reads column 'c', which the data do not have and no stage before it"
            + " writes. Try data.withColumn(...), or a solve stage whose solver names it in"
            + " columns(...).";

    assertRefused(reads, unwritten);
    assertRefused(Planned.of(reads, solve), TWO, r -> r, unwritten);
    assertRefused(
        Planned.of(branch(List.of(solve)), reads),
        TWO,
        r -> r.validate(Planned.CLASSES),
        unwritten);
    assertRefused(
        Planned.of(solve, branch(List.of(new SolveStage("again", new Writes("c", 4))))),
        TWO,
        r -> r.validate(Planned.CLASSES),
        "stage again: it writes column 'c' again, which other alternatives read. Try another"
            + " name.");
    assertRefused(
        Planned.of(new SolveStage("solve", new Writes("c", 3)), reads),
        TWO,
        r -> r,
        "stage s, term 'c': top.k gives the shape (4), and column 'c' has (3). Try a column of the"
            + " tap's shape.");
  }

  @Test
  void holdsASolverToWhatItSays() {
    assertThatThrownBy(
            () -> Planned.of(new SolveStage("solve", new Writes("c", 4))).train(TWO, r -> r))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            """
            solve stage 'solve' has a problem:
              column c: 0 of 9 rows were written. Try a solver that writes all rows of what columns(...) says.\
            """);
  }

  @Test
  void refusesToDecideByWhatCannotBeMeasured() {
    assertRefused(
        task().acceptance(better(Acceptance.Criterion.VALIDATION_LOSS)),
        "stage s: it is kept if better by more than 0.0 on validation loss, else reverted, and"
            + " there is no such data. Try validate(...).");
    assertRefused(
        task().settings(Settings.fromRecipe().stopping(Stopping.patience(2))),
        "stage s: stops after 2 epochs without a better validation loss, and there is no"
            + " validation data. Try validate(...).");
    assertRefused(
        branch(List.of(task())),
        "stage branch: the best by validation loss is kept, and there is no such data. Try"
            + " validate(...).");
    String unmeasured =
        "stage s: it is kept by the training loss of its first term, %s, which cannot be"
            + " measured. Try a first term on the label of what the stage predicts, a half square"
            + " of what is left of it, or validation data.";
    Term near = like("near", K, new Target.At(Tap.of("base", "h")));
    assertRefused(
        terms(near, Term.task(OUTPUT)).acceptance(better(Acceptance.Criterion.TRAINING_LOSS)),
        unmeasured.formatted(near));
    assertRefused(
        task()
            .readout(Readout.of("base", "top"))
            .acceptance(better(Acceptance.Criterion.TRAINING_LOSS)),
        unmeasured.formatted(Term.task(OUTPUT)));
    assertRefused(
        Planned.of(task().readout(Readout.of("base")).settings(settings(Stopping.patience(2)))),
        TWO,
        r -> r.validate(Planned.CLASSES),
        "stage s: base decides, and the stage trains [top], which does not change it. Try a readout"
            + " of what trains.");
    assertAccepted(task().acceptance(better(Acceptance.Criterion.TRAINING_LOSS)));
  }

  @Test
  void refusesZeroOutputsThatAreNone() {
    Hierarchy bent =
        hierarchy("bent", h -> h.input(2).network("top", n -> n.dense("output", 3).tanh()));

    assertRefused(
        Planned.of(task().start(Start.ZERO_OUTPUT)),
        bent,
        r -> r,
        "stage s: network 'top' is to predict 0, and its last layer, output, is not linear. Try"
            + " output(3) as the last layer.");
    assertRefused(
        task().trains(List.of(Part.upTo("top", "k"))).start(Start.ZERO_OUTPUT),
        "stage s: it starts with an output layer of zeros, and trains top up to k, which leaves"
            + " them 0. Try Part.whole(\"top\").");
  }

  @Test
  void refusesAPlanForAnotherHierarchyOrAnUntrainedStart() {
    CheckedHierarchy checked = Checker.check(TWO);
    Recipe recipe = RecipeBuilder.empty().classify(Planned.CLASSES).build();
    TrainingData trained =
        TrainingData.further(checked, recipe, TrainingData.form(checked, Planned.CLASSES));
    Plan other = new Plan("m", "other", List.of(task()), Readout.of("top"));
    Plan after = new Plan("m", "two", List.of(task()), Readout.of("top")).needsTrained("top");
    Plan first = new Plan("first", "two", List.of(task()), Readout.of("top"));

    assertThatThrownBy(() -> PlanChecks.require(other, TrainingData.first(checked, recipe)))
        .hasMessage(
            """
            plan 'm' for 'two' with data 'nine' has a problem:
              plan: it is for 'other', and this is 'two'. Try method.plan(check(...)) of this one.\
            """);
    assertThatThrownBy(() -> PlanChecks.require(after, TrainingData.first(checked, recipe)))
        .hasMessage(
            """
            plan 'm' for 'two' with data 'nine' has a problem:
              method m: it goes on from a trained 'top', and nothing trains that before it. Try supervised().then(...), run.train(...) of a run, or weights: given(network, weights).\
            """);
    PlanChecks.require(after, trained);
    PlanChecks.require(first.then(after), TrainingData.first(checked, recipe));
    assertThat(after.explain()).contains("'m' goes on from a trained 'top'");
  }

  @Test
  void refusesSettingsOutOfTheirRange() {
    Settings settings = Settings.fromRecipe();

    assertThatThrownBy(() -> settings.epochs(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("settings: epochs(-1), needed at least 1. Try epochs(10).");
    assertThatThrownBy(() -> settings.batch(-1))
        .hasMessage("settings: batch(-1), needed at least 1, or 0 for all. Try batch(64).");
    assertThatThrownBy(() -> settings.clip(Double.NaN))
        .hasMessage("settings: clip(NaN), needed above 0. Try clip(5).");
    assertThatThrownBy(() -> Readout.of("a", "a"))
        .hasMessage("readout: it sums [a, a], and each counts once. Try [a].");
  }

  /** Leaves batches as they are. */
  private record Same() implements BatchTransform {
    @Override
    public NDArray apply(NDArray input, Context context) {
      return input;
    }

    @Override
    public boolean evaluationMode() {
      return true;
    }

    @Override
    public String toString() {
      return "as they are";
    }
  }

  /** Says that it writes a column, and does not. */
  private record Writes(String column, int width) implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {}

    @Override
    public String explain() {
      return "writes " + column;
    }

    @Override
    public Map<String, Dims> columns(CheckedHierarchy hierarchy) {
      return Map.of(column, Dims.of(width));
    }
  }

  private static GradientStage task() {
    return task("top");
  }

  private static GradientStage task(String network) {
    return Planned.task("s", network);
  }

  private static GradientStage terms(Term... terms) {
    return GradientStage.of("s", Part.whole("top"), List.of(terms));
  }

  private static Term like(String name, Tap prediction, Target target) {
    return like(name, prediction, target, Optional.empty());
  }

  private static Term like(String name, Tap prediction, Target target, Projection map) {
    return like(name, prediction, target, Optional.of(map));
  }

  private static Term like(
      String name, Tap prediction, Target target, Optional<Projection> projection) {
    return new Term(
        name,
        prediction,
        target,
        new Objective.Alike(Likeness.meanSquare(), projection),
        Weight.of(Schedule.constant(1)));
  }

  private static BranchStage branch(List<Stage> stages) {
    return new BranchStage(
        "branch",
        List.of(new BranchStage.Alternative("one", stages)),
        Acceptance.Criterion.VALIDATION_LOSS,
        Readout.of("top"));
  }

  private static Acceptance better(Acceptance.Criterion measure) {
    return new Acceptance.IfBetter(measure, 0, Acceptance.Fallback.REVERT, false);
  }

  private static Settings settings(Stopping stopping) {
    return Settings.fromRecipe().stopping(stopping);
  }

  private static void assertAccepted(Stage stage) {
    CheckedHierarchy checked = Checker.check(TWO);
    Recipe recipe = RecipeBuilder.empty().classify(Planned.CLASSES).build();
    PlanChecks.require(Planned.of(stage).plan(checked), TrainingData.first(checked, recipe));
  }

  private static void assertRefused(Stage stage, String problem) {
    assertRefused(Planned.of(stage), TWO, r -> r, problem);
  }

  private static void assertRefused(
      Planned method, Hierarchy hierarchy, UnaryOperator<RecipeBuilder> recipe, String problem) {
    assertThatThrownBy(() -> method.train(hierarchy, recipe))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan 'made up' for '%s' with data 'nine' has a problem:%n  %s",
            hierarchy.name(), problem);
  }
}
