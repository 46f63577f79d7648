package dev.espalier.testkit.method;

import static dev.espalier.Espalier.check;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What every training method promises. */
public final class MethodContract {
  private MethodContract() {}

  /**
   * Requires all of it.
   *
   * @param folder an empty folder for checkpoints
   * @throws AssertionError if a promise is broken
   */
  public static void require(TrainingCase each, Path folder) {
    requirePurePlan(each);
    requireOneResultOfASeed(each);
    requireFrozenToStay(each);
    requireEveryArrayFreed(each);
    requireExactResume(each, folder);
  }

  /** Requires that to plan changes nothing, and that the plan is the same each time. */
  public static void requirePurePlan(TrainingCase each) {
    CheckedHierarchy hierarchy = check(each.description());

    Plan plan = each.method().plan(hierarchy);

    assertThat(each.method().plan(hierarchy)).as("the plan, made again").isEqualTo(plan);
    assertThat(each.method().plan(hierarchy).explain())
        .as("what is said of the plan, made again")
        .isEqualTo(plan.explain());
    assertThat(check(each.description())).as("the hierarchy after it").isEqualTo(hierarchy);
  }

  /** Requires the same numbers, bit for bit, of the same seed, and others of another. */
  public static void requireOneResultOfASeed(TrainingCase each) {
    TrainingCase.Result result = each.result(r -> r);
    long other = each.recipe().apply(RecipeBuilder.empty()).build().seed();

    assertThat(each.result(r -> r)).as("the same seed again").isEqualTo(result);
    assertThat(each.result(r -> r.seed(other + 1)).parameters())
        .as("the parameters of another seed")
        .isNotEqualTo(result.parameters());
  }

  /** Requires that what a stage does not train has the same bits before and after it. */
  public static void requireFrozenToStay(TrainingCase each) {
    List<Stage> stages = each.method().plan(check(each.description())).stages();
    for (int i = 1; i < stages.size(); i++) {
      Set<Part> trained = new HashSet<>();
      addTrained(stages.get(i), trained);

      Map<String, float[]> before = frozen(first(each, i), trained);
      Map<String, float[]> after = frozen(first(each, i + 1), trained);

      assertThat(after)
          .as("what stage %s does not train", stages.get(i).name())
          .usingRecursiveComparison()
          .isEqualTo(before);
    }
  }

  /** Requires that a run that is closed leaves no native array. */
  public static void requireEveryArrayFreed(TrainingCase each) {
    each.run(r -> r).close();
    int before = arrays();

    each.run(r -> r).close();

    assertThat(arrays()).as("native arrays after a run was closed").isEqualTo(before);
  }

  /**
   * Requires that a training that was cancelled half way and goes on from its checkpoint ends with
   * the bits of one that was not.
   *
   * @param folder an empty folder for checkpoints
   */
  public static void requireExactResume(TrainingCase each, Path folder) {
    AtomicLong batches = new AtomicLong();
    TrainingCase.Result whole = each.result(r -> r.listener(counting(batches)));
    AtomicLong left = new AtomicLong(batches.get() / 2);
    Checkpoints saved = Checkpoints.in(folder).every(1000);

    TrainingCase.Result cancelled =
        each.result(r -> r.checkpoint(saved).cancelWhen(() -> left.decrementAndGet() < 0));
    AtomicLong rest = new AtomicLong();
    TrainingCase.Result resumed = each.result(r -> r.checkpoint(saved).listener(counting(rest)));

    assertThat(cancelled.ending()).as("the first half").isEqualTo(RunLog.Ending.CANCELLED);
    assertThat(resumed).as("the training that went on").isEqualTo(whole);
    assertThat(rest.get()).as("its steps").isBetween(1L, batches.get() - 1);
  }

  private static RunListener counting(AtomicLong batches) {
    return new RunListener() {
      @Override
      public void batchDone() {
        batches.incrementAndGet();
      }
    };
  }

  /** Trains by the first stages of a case's plan alone. */
  private static TrainingCase first(TrainingCase each, int stages) {
    TrainingMethod method =
        new TrainingMethod() {
          @Override
          public String name() {
            return each.method().name();
          }

          @Override
          public Plan plan(CheckedHierarchy hierarchy) {
            Plan whole = each.method().plan(hierarchy);
            return new Plan(
                name(), hierarchy.name(), whole.stages().subList(0, stages), whole.readout());
          }
        };
    return new TrainingCase(each.name(), each.description(), method, each.recipe());
  }

  private static void addTrained(Stage stage, Set<Part> trained) {
    if (stage instanceof GradientStage gradient) {
      trained.addAll(gradient.trains());
    } else if (stage instanceof BranchStage branch) {
      branch.alternatives().forEach(one -> one.stages().forEach(each -> addTrained(each, trained)));
    }
  }

  /** Gives the values that lie in none of some parts after a training. */
  private static Map<String, float[]> frozen(TrainingCase each, Set<Part> trained) {
    Map<String, float[]> values = new HashMap<>();
    try (Run run = each.run(r -> r)) {
      for (NetworkBlock block : run.outcome().networks().networks()) {
        String network = block.network().name();
        int open =
            trained.stream()
                .filter(part -> part.network().equals(network))
                .mapToInt(part -> part.upTo().map(block::layersUpTo).orElse(Integer.MAX_VALUE))
                .max()
                .orElse(0);
        for (NamedParameter parameter : block.parameters()) {
          if (parameter.layer() >= open) {
            values.put(network + "." + parameter.name(), parameter.array().toFloatArray());
          }
        }
      }
    }
    return values;
  }

  private static int arrays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
