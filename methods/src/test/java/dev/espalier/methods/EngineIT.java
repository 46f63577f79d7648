package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Description;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the engine promises of every training. */
class EngineIT {
  private static final Network DROPS =
      network("drops", n -> n.input(4).dense("h", 16).batchNorm().relu().dropout(0.3).output(3));
  private static final Hierarchy CHAIN =
      hierarchy(
          "chain",
          h ->
              h.input(4)
                  .network("small", n -> n.dense("h", 8).relu().output(3))
                  .network("large", n -> n.dense("h", 12).batchNorm().relu().output(3))
                  .guide("small", "large", g -> g.projected("h", "h").output()));

  @Test
  void givesTheSameNumbersOnTwoThreadsAsOneAfterTheOther()
      throws InterruptedException, ExecutionException {
    String first = hash(CHAIN, selfAbstraction(), r -> r.seed(1));
    String second = hash(DROPS, supervised(), r -> r.seed(2));
    ExecutorService threads = Executors.newFixedThreadPool(2);

    List<String> both = new ArrayList<>();
    try {
      List<Callable<String>> tasks =
          List.of(
              () -> hash(CHAIN, selfAbstraction(), r -> r.seed(1)),
              () -> hash(DROPS, supervised(), r -> r.seed(2)));
      for (var done : threads.invokeAll(tasks)) {
        both.add(done.get());
      }
    } finally {
      threads.shutdown();
    }

    assertThat(both).containsExactly(first, second);
  }

  @Test
  void givesOtherNumbersWithAnotherSeed() {
    assertThat(hash(DROPS, supervised(), r -> r.seed(1)))
        .isNotEqualTo(hash(DROPS, supervised(), r -> r.seed(2)));
  }

  @Test
  void keepsValuesOnTheDeviceOrOutOfItWithTheSameNumbers() {
    String resident = hash(CHAIN, selfAbstraction(), r -> r);
    String streamed = hash(CHAIN, selfAbstraction(), r -> r.memory(0));
    String wide = hash(CHAIN, selfAbstraction(), r -> r.float64());
    String wideStreamed = hash(CHAIN, selfAbstraction(), r -> r.float64().memory(0));

    assertThat(streamed).isEqualTo(resident);
    assertThat(wideStreamed).isEqualTo(wide);
  }

  @Test
  void leavesFrozenGuidesBitIdentical() {
    Network small = network("small", n -> n.input(4).dense("h", 8).relu().output(3));

    try (Outcome alone = train(small, supervised(), r -> r);
        Outcome chain = train(CHAIN, selfAbstraction(), r -> r)) {
      assertThat(values(chain, "small"))
          .usingRecursiveComparison()
          .isEqualTo(values(alone, "small"));
    }
  }

  @Test
  void keepsTheNumberOfArraysFlatOverTwoThousandSteps() {
    List<Integer> counts = new ArrayList<>();
    NDManager[] manager = new NDManager[1];
    RunListener counting =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            NDManager system = NDManager.newBaseManager();
            manager[0] = system.getParentManager();
            counts.add(countOf(manager[0]));
            system.close();
          }
        };

    try (Outcome outcome =
        train(CHAIN, selfAbstraction(), r -> r.batch(10).epochs(110).listener(counting))) {
      assertThat(outcome.log().steps()).isGreaterThanOrEqualTo(1980);
    }

    List<Integer> lastStage = counts.subList(counts.size() - 100, counts.size());
    assertThat(lastStage).containsOnly(lastStage.get(0));
  }

  @Test
  void saysWhereALossStoppedBeingFinite() {
    assertThatThrownBy(() -> train(DROPS, supervised(), r -> r.sgd(1e30).batch(30)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("stage drops, epoch 1, batch")
        .hasMessageContaining("the term 'task' is no longer finite")
        .hasMessageContaining("Try a lower rate");
  }

  @Test
  void stepsOverALastBatchOfOneSample() {
    try (Outcome outcome = train(DROPS, supervised(), r -> r.batch(89).epochs(2))) {
      assertThat(outcome.log().steps()).isEqualTo(2);
    }
  }

  private static int countOf(NDManager manager) {
    return manager.getManagedArrays().size();
  }

  private static List<float[]> values(Outcome outcome, String network) {
    CompiledHierarchy networks = outcome.networks();
    return networks.network(network).parameters().stream()
        .map(parameter -> parameter.array().toFloatArray())
        .toList();
  }

  private static String hash(
      Description description, TrainingMethod method, UnaryOperator<RecipeBuilder> more) {
    try (Outcome outcome = train(description, method, more)) {
      return outcome.parameterHash();
    }
  }

  private static Outcome train(
      Description description, TrainingMethod method, UnaryOperator<RecipeBuilder> more) {
    DataSet data = data();
    RecipeBuilder start =
        RecipeBuilder.empty().classify(data).validate(data).batch(16).epochs(6).quiet();
    return TrainingEngine.train(check(description), method, more.apply(start.asDefaults()).build());
  }

  private static DataSet data() {
    SplittableRandom random = new SplittableRandom(5);
    float[] inputs = new float[4 * 90];
    double[] labels = new double[90];
    for (int row = 0; row < 90; row++) {
      labels[row] = row % 3;
      for (int i = 0; i < 4; i++) {
        inputs[4 * row + i] = (float) (random.nextDouble() + (i == labels[row] ? 1 : 0));
      }
    }
    return DataSet.of(
        "blobs", Rows.of(inputs, Dims.of(4)), Rows.of(labels, Dims.of()), Targets.classes(3));
  }
}
