package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.TrainingMethod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered method promises; see {@link ResumeContractIT} for going on. */
final class MethodContractIT {

  static Stream<Case> cases() {
    return Cases.registered();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itsPlanIsPure(Case each) {
    CheckedHierarchy hierarchy = check(each.description());

    Plan plan = each.method().plan(hierarchy);

    assertThat(each.method().plan(hierarchy)).isEqualTo(plan);
    assertThat(each.method().plan(hierarchy).explain()).isEqualTo(plan.explain());
    assertThat(check(each.description())).isEqualTo(hierarchy);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneSeedGivesOneResult(Case each) {
    Case.Result result = each.result(r -> r);

    assertThat(each.result(r -> r)).isEqualTo(result);
    assertThat(each.result(r -> r.seed(6)).parameters()).isNotEqualTo(result.parameters());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatAStageDoesNotTrainStaysAsItWas(Case each) {
    List<Stage> stages = each.method().plan(check(each.description())).stages();

    for (int i = 1; i < stages.size(); i++) {
      Set<Part> trained = new HashSet<>();
      addTrained(stages.get(i), trained);

      Map<String, float[]> before = frozen(first(each, i), trained);
      Map<String, float[]> after = frozen(first(each, i + 1), trained);

      assertThat(after).usingRecursiveComparison().isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyArrayIsFreed(Case each) {
    each.run(r -> r).close();
    int before = arrays();

    each.run(r -> r).close();

    assertThat(arrays()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itLearnsASmallProblem(Case each) {
    try (Run run = each.run(r -> r.epochs(40))) {
      Evaluation result = run.result();

      if (result.confusion().isEmpty()) {
        assertThat(result.metric("mse")).isLessThan(0.25);
      } else {
        assertThat(result.metric("accuracy")).isGreaterThan(0.75);
      }
    }
  }

  /** Trains by the first stages of a case's plan alone. */
  private static Case first(Case each, int stages) {
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
    return new Case(each.name(), each.description(), method, each.recipe());
  }

  private static void addTrained(Stage stage, Set<Part> trained) {
    if (stage instanceof GradientStage gradient) {
      trained.addAll(gradient.trains());
    } else if (stage instanceof BranchStage branch) {
      branch.alternatives().forEach(one -> one.stages().forEach(each -> addTrained(each, trained)));
    }
  }

  /** Gives the values that lie in none of some parts after a training. */
  private static Map<String, float[]> frozen(Case each, Set<Part> trained) {
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
