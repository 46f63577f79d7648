package dev.espalier.methods;

import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.compare.ComparisonBuilder;
import dev.espalier.compare.Trial;
import dev.espalier.compare.Verdict;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareIT {
  private static final Network PLAIN =
      network("plain", n -> n.input(2).dense("h", 8).relu().output(2));
  private static final Hierarchy CHAIN =
      Espalier.hierarchy(
          "chain",
          h ->
              h.input(2)
                  .network("small", n -> n.dense("h", 4).relu().output(2))
                  .network("large", n -> n.dense("h", 8).relu().output(2))
                  .guide("small", "large"));

  @Test
  void givesTheSameValuesWhateverRunsAtOnce() {
    Verdict one = compare("one", both(c -> c.parallel(1)));
    Verdict three = compare("three", both(c -> c.parallel(3)));

    assertThat(three.trials().stream().map(Trial::metrics).toList())
        .isEqualTo(one.trials().stream().map(Trial::metrics).toList());
    assertThat(one.trials()).hasSize(6).allMatch(Trial::succeeded);
  }

  @Test
  void givesEveryContenderAsManyEpochsInAll() {
    Verdict equal = compare("equal", both(c -> c));
    Verdict same = compare("same", both(ComparisonBuilder::sameRecipe));

    assertThat(equal.trials()).extracting(Trial::epochs).containsOnly(6L);
    assertThat(same.trials()).extracting(Trial::epochs).containsExactly(3L, 3L, 3L, 6L, 6L, 6L);
  }

  @Test
  void comparesOverFoldsEachOnItsOwnTestRows(@TempDir Path folder) throws IOException {
    List<Split> folds = data().folds(4, 7);
    UnaryOperator<ComparisonBuilder> overFolds =
        c ->
            c.folds(folds)
                .sameRecipe()
                .baseline("plain", PLAIN, supervised())
                .candidate("chain", CHAIN, selfAbstraction())
                .recipe(r -> r.classify(data()).epochs(3).seed(5).checkpoint(folder, 1));

    Verdict verdict = compare("folds", overFolds);

    assertThat(verdict.trials()).hasSize(8).allMatch(Trial::succeeded);
    try (Run second =
        train(
            PLAIN,
            supervised(),
            r ->
                r.classify(folds.get(1).train())
                    .validate(folds.get(1).test())
                    .epochs(3)
                    .seed(5)
                    .quiet())) {
      assertThat(second.result().metric("loss"))
          .isEqualTo(verdict.trials().get(1).metrics().get("loss"));
    }
    assertThat(verdict.trialTable().columnNames()).contains("fold").doesNotContain("seed");
    try (Stream<Path> folders = Files.walk(folder, 2)) {
      assertThat(folders.filter(each -> each.endsWith("fold-4"))).hasSize(2);
    }
    assertThat(compare("folds", overFolds).trials().stream().map(Trial::metrics).toList())
        .isEqualTo(verdict.trials().stream().map(Trial::metrics).toList());
  }

  @Test
  void foldsAreNeitherSeedsNorValidationDataNorOneAlone() {
    assertThatThrownBy(() -> compare("twice", c -> c.folds(data().folds(4, 7)).seeds(1, 2)))
        .hasMessageContaining("was already given as 4 folds");
    assertThatThrownBy(() -> compare("one", c -> c.folds(List.of(data().split(0.5, 1)))))
        .hasMessage("compare: folds(...) of 1, needed at least 2. Try folds(data.folds(5, 7)).");
    assertThatThrownBy(
            () ->
                compare(
                    "validated",
                    c ->
                        c.folds(data().folds(4, 7))
                            .baseline("plain", PLAIN, supervised())
                            .candidate("chain", CHAIN, selfAbstraction())
                            .recipe(r -> r.classify(data()).validate(data()))))
        .hasMessageContaining("folds: each has its own, and the recipe has some.");
  }

  @Test
  void reportsARunThatFailsAndKeepsTheOthers() {
    Settings wild = Settings.fromRecipe().rate(Schedule.constant(1e30));

    Verdict verdict =
        compare(
            "failing",
            c ->
                c.seeds(1, 2)
                    .baseline("plain", PLAIN, supervised())
                    .candidate("wild", PLAIN, supervised().settings(wild))
                    .recipe(r -> r.classify(data()).epochs(3)));

    assertThat(verdict.trials())
        .extracting(Trial::succeeded)
        .containsExactly(true, true, false, false);
    assertThat(verdict.trials().get(2).failure()).contains("no longer finite");
    assertThat(verdict.table().column("failed").asStringColumn().asList())
        .containsExactly("0", "2");
    assertThat(verdict.html()).contains("2 of 4 runs failed", "Failed runs", "no longer finite");
  }

  @Test
  void givesEachTrainingAFolderOfItsOwnAndRunsNoneTwice(@TempDir Path folder) {
    Verdict whole = compare("whole", named("a b", "a/b"));

    Verdict first = compare("first", saved(folder, new AtomicInteger()));
    AtomicInteger epochs = new AtomicInteger();
    Verdict again = compare("again", saved(folder, epochs));

    assertThat(first.trials()).allMatch(Trial::succeeded);
    assertThat(again.trials()).isEqualTo(first.trials());
    assertThat(again.trials().stream().map(Trial::metrics))
        .isEqualTo(whole.trials().stream().map(Trial::metrics).toList());
    assertThat(epochs).hasValue(0);
  }

  @Test
  void goesOnWithWhatACancelledComparisonDid(@TempDir Path folder) {
    Verdict whole = compare("whole", named("a b", "a/b"));
    AtomicInteger left = new AtomicInteger(50);
    compare(
        "cut",
        c ->
            saved(folder, new AtomicInteger())
                .apply(c)
                .cancelWhen(() -> left.decrementAndGet() < 0));

    Verdict resumed = compare("resumed", saved(folder, new AtomicInteger()));

    assertThat(resumed.trials()).allMatch(Trial::succeeded);
    assertThat(resumed.trials().stream().map(Trial::metrics))
        .isEqualTo(whole.trials().stream().map(Trial::metrics).toList());
  }

  private static UnaryOperator<ComparisonBuilder> saved(Path folder, AtomicInteger epochs) {
    RunListener counting =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            epochs.incrementAndGet();
          }
        };
    return named("a b", "a/b", r -> r.checkpoint(folder, 1).listener(counting));
  }

  private static UnaryOperator<ComparisonBuilder> named(String first, String second) {
    return named(first, second, r -> r);
  }

  private static UnaryOperator<ComparisonBuilder> named(
      String first, String second, UnaryOperator<RecipeBuilder> more) {
    return c ->
        c.seeds(1, 2)
            .baseline(first, PLAIN, supervised())
            .candidate(second, CHAIN, supervised())
            .recipe(r -> more.apply(r.classify(data()).epochs(3)));
  }

  @Test
  void saysWhatACancelledComparisonDidNotDo() {
    Verdict verdict = compare("cancelled", both(c -> c.cancelWhen(() -> true)));

    assertThat(verdict.trials()).allMatch(trial -> trial.failure().equals("cancelled"));
    assertThat(verdict.html())
        .contains("6 of 6 runs failed", "guided cannot be compared with plain");
  }

  @Test
  void showsMeanSpreadAndPairedDifference() {
    Verdict verdict = compare("table", both(c -> c));

    assertThat(verdict.table().columnNames())
        .contains("mean accuracy", "deviation", "difference", "95 % +-", "epochs", "seconds");
    assertThat(verdict.toString()).contains("plain").contains("guided");
    assertThat(verdict.chart().svg()).contains("<svg");
    assertThat(verdict.html()).contains("plain by supervised", "chain by sal", "LibTorch");
  }

  @Test
  void refusesAComparisonOfOne() {
    assertThatThrownBy(() -> compare("alone", c -> c.baseline("plain", PLAIN, supervised())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needed a baseline and a candidate");
  }

  private static UnaryOperator<ComparisonBuilder> both(UnaryOperator<ComparisonBuilder> more) {
    return c ->
        more.apply(
            c.seeds(1, 2, 3)
                .baseline("plain", PLAIN, supervised())
                .candidate("guided", CHAIN, selfAbstraction())
                .recipe(r -> r.classify(data()).batch(16).epochs(3)));
  }

  private static DataSet data() {
    SplittableRandom random = new SplittableRandom(5);
    float[] inputs = new float[200];
    double[] labels = new double[100];
    for (int row = 0; row < 100; row++) {
      labels[row] = row % 2;
      inputs[2 * row] = (float) (labels[row] + random.nextDouble());
      inputs[2 * row + 1] = (float) random.nextDouble();
    }
    return DataSet.of(
        "blobs", Rows.of(inputs, Dims.of(2)), Rows.of(labels, Dims.of()), Targets.classes(2));
  }
}
