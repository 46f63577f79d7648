package dev.espalier.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final Plan PLAIN = plan("plain", "net", stage("net"));
  private static final Plan TUNE =
      plan("tune", "net", branch("choose", stage("inner"), stage("net")), stage("net"));
  private static final Plan LAST = plan("last", "net", stage("tune.net")).rule("a rule");

  @Test
  void isTheSamePlanHoweverItIsPutTogether() {
    List<Plan> all = List.of(PLAIN, TUNE, LAST);

    for (Plan a : all) {
      for (Plan b : all) {
        for (Plan c : all) {
          Plan left = a.then(b).then(c);
          Plan right = a.then(b.then(c));

          assertThat(left).isEqualTo(right);
          assertThat(left.stages()).isEqualTo(right.stages());
          assertThat(left.explain()).isEqualTo(right.explain());
          assertThat(names(left.stages())).doesNotHaveDuplicates();
        }
      }
    }
  }

  @Test
  void namesStagesOfLaterMethodsAfterThem() {
    assertThat(names(PLAIN.then(PLAIN).then(PLAIN).stages()))
        .containsExactly("net", "plain.net", "plain.net 2");
    assertThat(names(PLAIN.then(TUNE).then(TUNE).stages()))
        .containsExactly(
            "net",
            "choose",
            "inner",
            "tune.net",
            "tune.net 2",
            "tune.choose",
            "tune.inner",
            "net.tune.net",
            "tune.net 3");
  }

  @Test
  void namesStagesOfBranchesAfterTheirAlternatives() {
    Plan plan =
        plan(
            "two",
            "net",
            new BranchStage(
                "branch",
                List.of(
                    new BranchStage.Alternative("slow", List.of(stage("fit"))),
                    new BranchStage.Alternative("fast", List.of(stage("fit")))),
                Acceptance.Criterion.VALIDATION_LOSS,
                Readout.of("net")));

    assertThat(names(plan.stages())).containsExactly("branch", "fit", "fast.fit");
  }

  @Test
  void keepsMethodRulesAndTheLastReadout() {
    Plan plan = plan("first", "net", stage("a")).then(plan("second", "other", stage("b")));

    assertThat(plan.method()).isEqualTo("first+second");
    assertThat(plan.readout()).isEqualTo(Readout.of("other"));
    assertThat(LAST.then(PLAIN).rules()).containsExactly("a rule");
  }

  @Test
  void refusesNamesThatAreEmptyOrTwice() {
    assertThatThrownBy(() -> plan("bad", "net", stage("a"), stage("a"), stage(" ")))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            plan 'bad' for 'h' has 2 problems:
              the stages: one has no name. Try a name for each.
              stage a: the name is used twice. Try another name.\
            """);
    assertThatThrownBy(() -> plan("bad", "net"))
        .hasMessageContaining("stages: there is none, needed at least one.");
    BranchStage.Alternative one = new BranchStage.Alternative("one", List.of());
    assertThatThrownBy(
            () ->
                plan(
                    "bad",
                    "net",
                    new BranchStage(
                        "b",
                        List.of(one, one),
                        Acceptance.Criterion.VALIDATION_LOSS,
                        Readout.of("net"))))
        .hasMessageContaining("alternative one of branch b: the name is used twice.");
  }

  @Test
  void refusesAPlanForAnotherHierarchy() {
    Plan other = new Plan("x", "other", List.of(stage("a")), Readout.of("net"));

    assertThatThrownBy(() -> PLAIN.then(other))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            plan 'plain' then 'x' has a problem:
              hierarchy: the first is for 'h', and the second is for 'other'. Try plans for one hierarchy.\
            """);
  }

  private static Plan plan(String method, String network, Stage... stages) {
    return new Plan(method, "h", List.of(stages), Readout.of(network));
  }

  private static Stage stage(String name) {
    return GradientStage.of(name, Part.whole("net"), List.of(Term.task(Tap.of("net", "output"))));
  }

  private static BranchStage branch(String name, Stage first, Stage second) {
    return new BranchStage(
        name,
        List.of(
            new BranchStage.Alternative("nothing", List.of()),
            new BranchStage.Alternative("net", List.of(first, second))),
        Acceptance.Criterion.VALIDATION_LOSS,
        Readout.of("net"));
  }

  /** Gives all names, those in branches after their branch's. */
  private static List<String> names(List<Stage> stages) {
    return stages.stream()
        .flatMap(
            stage ->
                java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(stage.name()),
                    stage instanceof BranchStage branch
                        ? branch.alternatives().stream()
                            .flatMap(one -> names(one.stages()).stream())
                        : java.util.stream.Stream.empty()))
        .toList();
  }
}
