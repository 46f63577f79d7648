package dev.espalier.train.checks;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelChecksTest {
  private static final CheckedHierarchy THREE =
      check(
          hierarchy(
              "three",
              h ->
                  h.input(2)
                      .network("right", n -> n.dense("h", 4).output(3))
                      .network("wide", n -> n.output(4))
                      .network("late", n -> n.output(5))));

  private final LabelChecks checks = new LabelChecks(THREE, Planned.CLASSES.kind());

  @Test
  void acceptsWhatHasAnOutputAClass() {
    assertThat(checks.problems("stage a", Readout.of("right"))).isEmpty();
    assertThat(checks.problems("stage a", Term.task(Tap.of("right", "output")))).isEmpty();
  }

  @Test
  void namesANetworkOnceWhereverItIsMeasured() {
    assertThat(checks.problems("stage a", Readout.of("right", "wide")))
        .extracting(Problem::where)
        .containsExactly("stage a, network 'wide'");
    assertThat(checks.problems("stage b", Term.task(Tap.of("wide", "output")))).isEmpty();
  }

  @Test
  void namesALayerThatIsMeasuredAgainstTheLabel() {
    assertThat(checks.problems("stage a", Term.task(Tap.of("right", "h"))))
        .extracting(Problem::where)
        .containsExactly("stage a, tap right.h");
  }

  @Test
  void looksAtWhatAResidualAndAnOppositeAddUp() {
    assertThat(checks.problems("stage a", to(new Target.Residual(Readout.of("wide")))))
        .extracting(Problem::where)
        .containsExactly("stage a, network 'wide'");
    assertThat(checks.problems("stage b", to(new Target.Opposite(List.of("late")))))
        .extracting(Problem::where)
        .containsExactly("stage b, network 'late'");
    assertThat(checks.problems("stage c", to(new Target.Opposite(List.of())))).isEmpty();
  }

  @Test
  void saysNothingOfATapThatIsNotThere() {
    assertThat(checks.problems("stage a", Term.task(Tap.of("right", "x")))).isEmpty();
    assertThat(checks.problems("stage a", Readout.of("nobody")))
        .containsExactly(Places.missing(THREE, "stage a", "nobody"));
  }

  private static Term to(Target target) {
    return new Term(
        "task", Tap.of("right", "output"), target, new Objective.HalfSquare(), Weight.one());
  }
}
