package dev.espalier.train.engine;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.checks.Planned;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a stranger's method leaves out is said in words. */
final class NoPlanTest {
  private static final Network NET = network("net", n -> n.input(2).output(3));
  private static final Planned SOME = Planned.of(Planned.task("s", "net"));

  /** Forgets its plan. */
  private record Forgetful() implements TrainingMethod {
    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    @SuppressWarnings("NullAway")
    public Plan plan(CheckedHierarchy hierarchy) {
      return nothing();
    }

    private static @Nullable Plan nothing() {
      return null;
    }
  }

  /** Names its column by a blank. */
  private record Blank() implements SolveStage.Solver {
    @Override
    public void solve(SolveContext context) {}

    @Override
    public String explain() {
      return "nothing";
    }

    @Override
    public Map<String, Dims> columns(CheckedHierarchy hierarchy) {
      return Map.of(" ", Dims.of(3));
    }
  }

  @Test
  void refusesAMethodWithoutAPlanWhereverItStands() {
    String message =
        """
        plan 'forgetful' for 'net' has a problem:
          method forgetful: its plan(...) gives null, needed a plan. Try new Plan(...), or a PlanException that says why there is none.\
        """;

    assertRefused(new Forgetful(), message);
    assertRefused(new Forgetful().then(SOME), message);
    assertRefused(SOME.then(new Forgetful()), message);
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNoMethodAfterAnother() {
    assertThatThrownBy(() -> SOME.then(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TrainingMethod.then(next): found null, needed a TrainingMethod. Try a value there, in the"
                + " call that the stack trace names.");
  }

  @Test
  void refusesAColumnWithoutAName() {
    assertRefused(
        Planned.of(new SolveStage("blank", new Blank()), Planned.task("s", "net")),
        """
        plan 'made up' for 'net' with data 'nine' has a problem:
          stage blank: a column has no name. Try a name.\
        """);
  }

  private static void assertRefused(TrainingMethod method, String message) {
    Recipe recipe = RecipeBuilder.empty().classify(Planned.CLASSES).quiet().build();

    assertThatThrownBy(() -> TrainingEngine.train(dev.espalier.Espalier.check(NET), method, recipe))
        .isInstanceOf(PlanException.class)
        .hasMessage(message);
  }
}
