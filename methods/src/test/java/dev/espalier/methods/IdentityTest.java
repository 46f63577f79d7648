package dev.espalier.methods;

import static dev.espalier.Espalier.block;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Description;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.methods.reverse.ReverseRule;
import dev.espalier.methods.reverse.ReverseRules;
import dev.espalier.methods.reverse.Reversed;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training goes on only from a checkpoint of its own, whatever it prints and is called. */
final class IdentityTest {
  private static final String NO_NAME =
      "found a part that cannot be compared, needed one with a name";

  private final Path folder;

  IdentityTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aRateWithoutANameIsNotResumed() {
    Schedule tenth = moment -> 0.1;
    Schedule hundredth = moment -> 0.01;
    run(r -> r.adam(tenth)).close();

    assertThatThrownBy(() -> run(r -> r.adam(hundredth)))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "checkpoints in %s has a problem:%n".formatted(folder)
                + "  checkpoint-000003.espalier: stages[net].rate: found a part that cannot be"
                + " compared, needed one with a name, to know that it is the same. Try"
                + " trustUnnamed() in the checkpoints if you know that it is, or replacing() to"
                + " begin anew; and Schedule.named(\"a name of your own\", ...) for later.");
  }

  @Test
  void aTrainingSaysAtItsStartThatItIsNotResumed() {
    try (Run run = run(r -> r.adam(moment -> 0.1))) {
      assertThat(run.log().notes())
          .containsExactly(
              "stages[net].rate cannot be compared, so this training is not resumed without"
                  + " trustUnnamed(). Try Schedule.named(\"a name of your own\", ...).");
    }
  }

  @Test
  void aRateIsKnownByItsName() {
    run(r -> r.adam(Schedule.named("a tenth", moment -> 0.1))).close();

    assertResumed(r -> r.adam(Schedule.named("a tenth", moment -> 0.1)));
    assertThatThrownBy(() -> run(r -> r.adam(Schedule.named("a hundredth", moment -> 0.01))))
        .hasMessageContaining(
            "another training's: stages[net].rate.identity: found 'a tenth', needed 'a"
                + " hundredth'.");
    assertThatThrownBy(() -> run(r -> r.adam(moment -> 0.1)))
        .hasMessageContaining("stages[net].rate: " + NO_NAME);
    assertThatThrownBy(() -> Schedule.named(" ", moment -> 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Schedule.named: the name is blank");
  }

  @Test
  void theUsersWordIsTakenForWhatHasNoName() {
    run(r -> r.adam(moment -> 0.1)).close();
    Checkpoints trusting = Checkpoints.in(folder).trustUnnamed();

    assertResumed(r -> r.adam(moment -> 0.1).checkpoint(trusting));
    assertResumed(r -> r.adam(Schedule.named("now", moment -> 0.1)).checkpoint(trusting));
    assertThatThrownBy(() -> run(r -> r.adam(moment -> 0.1).seed(6).checkpoint(trusting)))
        .hasMessageContaining("another training's: seed: found 5, needed 6.");
  }

  @Test
  void augmentationsBlocksAndRulesAreKnownByTheirNames() {
    Augmentation lambda = (batch, dims, rows, random) -> {};
    assertRefusedAndNamed(
        Cases.NET,
        supervised(),
        r -> r.augment(lambda),
        "augmentations[0]",
        Cases.NET,
        r -> r.augment(Augmentation.named("nothing", lambda)));
    Supplier<Block> tanh = Activation::tanhBlock;
    assertRefusedAndNamed(
        with(n -> n.layer("own", block(tanh))),
        supervised(),
        r -> r,
        "networks[net].layers[own].layer.identity",
        with(n -> n.layer("own", block("tanh", tanh))),
        r -> r);
  }

  @Test
  void aRuleOfReversalIsKnownByItsClass() {
    ReverseRule.Maker<Dense> lambda =
        (layer, trained) -> (input, output, wanted) -> Reversed.of(wanted);
    ReverseRules own = ReverseRules.standard().with(Dense.class, lambda);

    assertThat(own.identity().toString()).contains("Dense");
    assertThat(ReverseRules.standard().with(Dense.class, lambda).identity())
        .isEqualTo(own.identity());
    TrainingMethod standard = supervised().then(reversePropagation(p -> p.to("h").epochs(1)));
    run(folder.resolve("rules"), Cases.NET, standard, r -> r).close();
    try (Run again = run(folder.resolve("rules"), Cases.NET, standard, r -> r)) {
      assertThat(again.log().notes()).anyMatch(note -> note.startsWith("resumed from"));
    }
  }

  @Test
  void whenItIsCancelledAndWhoIsToldAndTheDatasNameChangeNoNumber() {
    run(r -> r.cancelWhen(() -> false)).close();

    assertResumed(r -> r.cancelWhen(() -> Thread.interrupted()));
    try (Run again =
        train(
            Cases.NET,
            supervised(),
            r ->
                small(r.classify(Cases.BLOBS.named("renamed")).validate(Cases.MORE_BLOBS))
                    .checkpoint(folder, 1))) {
      assertThat(again.log().notes()).containsExactly("resumed from checkpoint-000003.espalier");
    }
  }

  @Test
  void whatAnythingPrintsIsNoPartOfIt() {
    run(folder, Cases.NET, worded("computes"), r -> r).close();

    try (Run again = run(folder, Cases.NET, worded("works out"), r -> r)) {
      assertThat(again.log().notes()).containsExactly("resumed from checkpoint-000004.espalier");
    }
  }

  @Test
  void aSingleValueOfTheDataIsNoticed() {
    DataSet data = Cases.BLOBS;
    double[][] inputs = new double[data.size()][];
    for (int row = 0; row < inputs.length; row++) {
      inputs[row] = data.inputs().row(row);
    }
    run(r -> r).close();
    inputs[77][5] = Math.nextUp(inputs[77][5]);
    DataSet changed = dev.espalier.data.Data.fromArrays("blobs", inputs, data.labels());

    assertThatThrownBy(() -> onData(changed, Cases.MORE_BLOBS))
        .hasMessageContaining("another training's: data.inputValues: found '0x")
        .hasMessageNotContaining("targetValues");
    assertThatThrownBy(() -> onData(data, Cases.MORE_BLOBS.withLabelNoise(0.03, 1)))
        .hasMessageContaining("another training's: validation.targetValues: found '0x");
  }

  @Test
  void anotherMethodsPartsAreKnownByThemselves() {
    run(folder, Cases.NET, solving(new Counting(3)), r -> r).close();

    try (Run again = run(folder, Cases.NET, solving(new Counting(3)), r -> r)) {
      assertThat(again.log().notes()).anyMatch(note -> note.startsWith("resumed from"));
    }
    assertThatThrownBy(() -> run(folder, Cases.NET, solving(new Counting(4)), r -> r))
        .hasMessageContaining("stages[counts].solver.rows: found 3, needed 4.");
    int[] rows = {3};
    Path other = folder.resolve("other");
    run(other, Cases.NET, solving(anonymous(rows)), r -> r).close();
    assertThatThrownBy(() -> run(other, Cases.NET, solving(anonymous(rows)), r -> r))
        .hasMessageContaining("stages[counts].solver: " + NO_NAME)
        .hasMessageContaining("a record in its place, or a class that implements Identified");
  }

  private record Counting(int rows) implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {
      context.count("rows", rows);
    }

    @Override
    public String explain() {
      return "counts " + rows;
    }
  }

  private static SolveStage.Solver anonymous(int[] rows) {
    return new SolveStage.Solver() {
      @Override
      public void solve(SolveContext context) {
        context.count("rows", rows[0]);
      }

      @Override
      public String explain() {
        return "counts";
      }
    };
  }

  /** A transform that explains itself in other words. */
  private record Worded(boolean evaluationMode, List<String> words) implements BatchTransform {
    // The words are what differs, and no component that is compared.
    private static String word = "";

    @Override
    public ai.djl.ndarray.NDArray apply(ai.djl.ndarray.NDArray input, Context context) {
      return input;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  private static TrainingMethod worded(String word) {
    Worded.word = word;
    return method(
        plan -> {
          GradientStage stage = (GradientStage) plan.stages().get(0);
          Tap h = Tap.of("net", "h");
          Term moved =
              new Term(
                  "moved",
                  h,
                  new Target.Transformed(h),
                  new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
                  Weight.one());
          List<Term> terms = List.of(stage.terms().get(0), moved);
          return new Plan(
                  plan.method(),
                  plan.hierarchy(),
                  List.of(
                      GradientStage.of(stage.name(), stage.trains().get(0), terms)
                          .transform(new Worded(true, List.of())),
                      new SolveStage("says", new Saying())),
                  plan.readout())
              .rule(word);
        });
  }

  private record Saying() implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {}

    @Override
    public String explain() {
      return Worded.word;
    }
  }

  private static TrainingMethod solving(SolveStage.Solver solver) {
    return method(
        plan -> {
          List<Stage> longer = new ArrayList<>(plan.stages());
          longer.add(new SolveStage("counts", solver));
          return new Plan(plan.method(), plan.hierarchy(), longer, plan.readout());
        });
  }

  private static TrainingMethod method(UnaryOperator<Plan> change) {
    return new TrainingMethod() {
      @Override
      public String name() {
        return "changed";
      }

      @Override
      public Plan plan(dev.espalier.check.CheckedHierarchy hierarchy) {
        return change.apply(supervised().plan(hierarchy));
      }
    };
  }

  private static Network with(UnaryOperator<dev.espalier.describe.NetworkBuilder> own) {
    return network("net", n -> own.apply(n.input(6).dense("h", 12)).output(3));
  }

  private void assertRefusedAndNamed(
      Description unnamed,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> recipe,
      String key,
      Description named,
      UnaryOperator<RecipeBuilder> withName) {
    Path first = folder.resolve(Integer.toHexString(key.hashCode()));
    run(first, unnamed, method, recipe).close();
    assertThatThrownBy(() -> run(first, unnamed, method, recipe))
        .hasMessageContaining(key + ": " + NO_NAME);
    Path second = first.resolve("named");
    run(second, named, method, withName).close();
    try (Run again = run(second, named, method, withName)) {
      assertThat(again.log().notes()).containsExactly("resumed from checkpoint-000003.espalier");
    }
  }

  private void assertResumed(UnaryOperator<RecipeBuilder> recipe) {
    try (Run again = run(recipe)) {
      assertThat(again.log().notes()).anyMatch(note -> note.startsWith("resumed from"));
    }
  }

  private Run onData(DataSet training, DataSet validation) {
    return train(
        Cases.NET,
        supervised(),
        r -> small(r.classify(training).validate(validation)).checkpoint(folder, 1));
  }

  @Test
  void classesThatAreNamedByTheirNumbersAreTheSameClasses() {
    DataSet given =
        DataSet.of(
            Cases.BLOBS.name(),
            Cases.BLOBS.inputs(),
            Cases.BLOBS.targets(),
            Targets.classes("0", "1", "2"));
    String hash;
    try (Run run = train(Cases.NET, supervised(), r -> numbered(r, Cases.BLOBS))) {
      hash = run.outcome().parameterHash();
    }

    try (Run again = train(Cases.NET, supervised(), r -> numbered(r, given))) {
      assertThat(again.log().notes().get(0)).startsWith("resumed from checkpoint");
      assertThat(again.outcome().parameterHash()).isEqualTo(hash);
    }
  }

  private RecipeBuilder numbered(RecipeBuilder recipe, DataSet data) {
    return small(recipe.classify(data)).checkpoint(folder, 1);
  }

  private Run run(UnaryOperator<RecipeBuilder> more) {
    return run(folder, Cases.NET, supervised(), more);
  }

  private static Run run(
      Path folder,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> more) {
    return train(
        description,
        method,
        r ->
            more.apply(
                small(r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS))
                    .checkpoint(folder, 1)
                    .asDefaults()));
  }

  private static RecipeBuilder small(RecipeBuilder r) {
    return r.batch(30).epochs(2).seed(5).quiet();
  }
}
