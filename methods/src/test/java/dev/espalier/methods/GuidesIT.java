package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.torch.Operators;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engine promises of networks that guide others. */
class GuidesIT {
  private static final Hierarchy CHAIN = Cases.CHAIN;
  private static final String CAUSE =
      ", needed a finite number: frozen network 'small' is the cause, not what it guides or feeds."
          + " Try training 'small' at a lower rate or with clip(5), or normalised inputs.";

  private @Nullable CompiledHierarchy networks;

  @Test
  void namesTheGuideWhoseKeptValueIsNotFinite() {
    assertThatThrownBy(() -> train(changing(Double.NaN), r -> r))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "training of 'chain' has a problem:\n"
                + "  tap small.idea: the value is NaN in row 0 of 'blobs'"
                + CAUSE);
  }

  @Test
  void namesTheGuideWhoseValueOfAStepIsNotFinite() {
    assertThatThrownBy(() -> train(changing(Double.NaN), r -> r.augment(Augmentation.noise(0.1))))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "training of 'chain' has a problem:\n"
                + "  tap small.idea: the value is NaN in row 0 of stage large, epoch 1, batch 1"
                + CAUSE);
  }

  @Test
  void namesTheGuideWhoseValuesHaveNoFiniteSquare() {
    assertThatThrownBy(() -> train(changing(1e20), r -> r))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("tap small.idea: the value is ")
        .hasMessageContaining(
            ", needed one whose square is finite in float32: frozen network 'small' is the cause,"
                + " not what it guides or feeds.");
  }

  @Test
  void stopsWhereAListenerChangesAGuideWhoseValuesAreKept() {
    RunListener meddling =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            if (epoch.epoch() == 2) {
              fill(0.25);
            }
          }
        };

    assertThatThrownBy(() -> train(changing(0.5), r -> r.listener(meddling)))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "training of 'chain' has a problem:\n"
                + "  stage large, epoch 2, network small: its parameters were changed from outside,"
                + " needed as they were: it is frozen, and its values were computed once. Try"
                + " changing them between two trainings.");
  }

  @Test
  void stopsWhereAGuideIsChangedBetweenTwoStagesThatKeepItsValues() {
    RunListener meddling =
        new RunListener() {
          @Override
          public void stageDone(StageRecord stage) {
            if (stage.name().equals("large")) {
              fill(0.25);
            }
          }
        };

    assertThatThrownBy(() -> train(changing(0.5, "large", "again"), r -> r.listener(meddling)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("stage again, network small: its parameters were changed");
  }

  @Test
  void planLogAndPageNameGuidanceThatNoTermUses() {
    assertThat(supervised().plan(check(CHAIN)).explain())
        .contains("guidance small -> large is not used by 'supervised'");
    assertThat(selfAbstraction().plan(check(CHAIN)).explain()).doesNotContain("not used");
    assertThat(supervised().then(constructivePerturbation()).plan(check(CHAIN)).rules())
        .containsExactly(
            "guidance small -> large is not used by 'supervised'",
            "guidance small -> large is not used by 'icp'");

    try (Outcome outcome = train(onlyOutputs(), r -> r)) {
      assertThat(outcome.log().notes())
          .contains("guidance small.idea -> large.idea is not used by 'outputs'");
      assertThat(outcome.plan().explain())
          .contains("guidance small.idea -> large.idea is not used by 'outputs'");
    }
  }

  @Test
  void independentGuidesOfOneLearnerStayIndependent() {
    Hierarchy two =
        hierarchy(
            "two",
            h ->
                h.input(6)
                    .network("a", n -> n.dense("h", 5).relu().output(3))
                    .network("b", n -> n.dense("h", 5).tanh().output(3))
                    .network("c", n -> n.dense("h", 5).relu().output(3))
                    .network("d", n -> n.dense("h", 5).relu().output(3))
                    .guide("a", "c", g -> g.output())
                    .guide("b", "c", g -> g.hidden("h", "h")));

    Plan plan = selfAbstraction().plan(check(two));

    assertThat(plan.gradientStages().stream().map(stage -> stage.terms().size()))
        .containsExactly(1, 1, 3, 3);
  }

  @Test
  void aDeadGuideGuidesByTheMeanSquareAndANoteSaysSo() {
    for (UnaryOperator<RecipeBuilder> more :
        List.<UnaryOperator<RecipeBuilder>>of(r -> r, RecipeBuilder::float64, r -> r.memory(0))) {
      try (Outcome relative = train(chain(Likeness.relative()), changing(0), more);
          Outcome square = train(chain(Likeness.meanSquare()), changing(0), more)) {
        assertThat(relative.parameterHash()).isEqualTo(square.parameterHash());
        assertThat(relative.log().stages().get(1).notes())
            .contains(
                "small.idea: its values hardly vary (variance 0.00 over the training data), so the"
                    + " relative likeness to it is the mean square");
        assertThat(square.log().stages().get(1).notes()).noneMatch(note -> note.contains("vary"));
      }
    }
  }

  @Test
  void aDeadGuideWhoseValuesAreComputedAtEveryStepGuidesByTheMeanSquareToo() {
    UnaryOperator<RecipeBuilder> augmented = r -> r.augment(Augmentation.noise(0.1));

    try (Outcome relative = train(chain(Likeness.relative()), changing(0), augmented);
        Outcome square = train(chain(Likeness.meanSquare()), changing(0), augmented)) {
      assertThat(relative.log().epochs().get(3).terms().get("small.idea -> large.idea"))
          .isCloseTo(
              square.log().epochs().get(3).terms().get("small.idea -> large.idea"), within(1e-5));
      assertThat(relative.log().stages().get(1).notes())
          .anyMatch(note -> note.startsWith("small.idea: its values hardly vary"));
    }
  }

  /** Gives a chain whose hidden layers are alike by a likeness. */
  private static Hierarchy chain(Likeness likeness) {
    return hierarchy(
        "chain",
        h ->
            h.input(6)
                .network("small", n -> n.dense("idea", 5).relu().output(3))
                .network("large", n -> n.dense("idea", 9).relu().output(3))
                .guide("small", "large", g -> g.likeness(likeness).projected("idea", "idea")));
  }

  private static Outcome train(TrainingMethod method, UnaryOperator<RecipeBuilder> more) {
    return train(CHAIN, method, more);
  }

  private static Outcome train(
      Hierarchy hierarchy, TrainingMethod method, UnaryOperator<RecipeBuilder> more) {
    return TrainingEngine.train(
        check(hierarchy),
        method,
        more.apply(
                RecipeBuilder.empty()
                    .classify(Cases.BLOBS)
                    .batch(16)
                    .epochs(4)
                    .quiet()
                    .asDefaults())
            .build());
  }

  /** Sets the guide's hidden layer, weights and bias, to a number. */
  private void fill(double value) {
    CompiledHierarchy reached = Objects.requireNonNull(networks);
    for (NamedParameter parameter : reached.network("small").parameters().subList(0, 2)) {
      try (NDArray filled = parameter.array().onesLike().muli(value)) {
        Operators.copy(List.of(parameter.array()), List.of(filled));
      }
    }
  }

  /** Gives a method that sets the guide's weights to a number, then trains under its guidance. */
  private TrainingMethod changing(double value, String... more) {
    return new TrainingMethod() {
      @Override
      public String name() {
        return "changing";
      }

      @Override
      public Plan plan(CheckedHierarchy hierarchy) {
        Plan sal = selfAbstraction().plan(hierarchy);
        GradientStage guided = sal.gradientStages().get(1);
        List<Stage> stages = new ArrayList<>();
        stages.add(new SolveStage("change", new Filling(value)));
        stages.add(guided);
        for (int i = 1; i < more.length; i++) {
          stages.add(GradientStage.of(more[i], guided.trains().get(0), guided.terms()));
        }
        return new Plan(name(), hierarchy.name(), stages, sal.readout());
      }
    };
  }

  /** Sets the guide's weights to a number. */
  private final class Filling implements SolveStage.Solver {
    private final double value;

    Filling(double value) {
      this.value = value;
    }

    @Override
    public void solve(SolveContext context) {
      networks = context.networks();
      fill(value);
    }

    @Override
    public String explain() {
      return "fills with " + value;
    }
  }

  /** Gives a stranger's method that leaves out the guidance of hidden layers. */
  private static TrainingMethod onlyOutputs() {
    return new TrainingMethod() {
      @Override
      public String name() {
        return "outputs";
      }

      @Override
      public Plan plan(CheckedHierarchy hierarchy) {
        Plan sal = selfAbstraction().plan(hierarchy);
        GradientStage guided = sal.gradientStages().get(1);
        GradientStage less =
            GradientStage.of(
                "large",
                guided.trains().get(0),
                guided.terms().stream().filter(term -> !term.name().contains("idea")).toList());
        return new Plan(
            name(), hierarchy.name(), List.of(sal.stages().get(0), less), sal.readout());
      }
    };
  }
}
