package dev.espalier.train.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StageNamesTest {
  private static final Acceptance.Criterion LOSS = Acceptance.Criterion.VALIDATION_LOSS;

  @Test
  void keepsNamesThatDifferAlready() {
    assertThat(named(segment("a", stage("one"), stage("two")))).containsExactly("one", "two");
  }

  @Test
  void numbersStagesOfOneMethodThatHaveOneName() {
    assertThat(named(segment("a", stage("one"), stage("one"), stage("one"))))
        .containsExactly("one", "one 2", "one 3");
  }

  @Test
  void putsTheLaterMethodBeforeANameThatAnEarlierOneHas() {
    assertThat(
            named(
                segment("a", stage("one")),
                segment("b", stage("one"), stage("two")),
                segment("b", stage("one"))))
        .containsExactly("one", "b.one", "two", "b.one 2");
  }

  @Test
  void putsTheAlternativeBeforeANameInABranch() {
    BranchStage branch =
        new BranchStage(
            "choose",
            List.of(
                new BranchStage.Alternative("first", List.of(stage("fit"))),
                new BranchStage.Alternative("second", List.of(stage("fit"), stage("fit")))),
            LOSS,
            Readout.of("net"));

    List<Stage> renamed = StageNames.differing(List.of(segment("a", branch)));

    BranchStage found = (BranchStage) renamed.get(0);
    assertThat(found.name()).isEqualTo("choose");
    assertThat(
            found.alternatives().stream()
                .flatMap(one -> one.stages().stream())
                .map(Stage::name)
                .toList())
        .containsExactly("fit", "second.fit", "second.fit 2");
  }

  private static List<String> named(Plan.Segment... segments) {
    return StageNames.differing(List.of(segments)).stream().map(Stage::name).toList();
  }

  private static Plan.Segment segment(String method, Stage... stages) {
    return new Plan.Segment(method, List.of(stages), List.of());
  }

  private static GradientStage stage(String name) {
    return GradientStage.of(name, Part.whole("net"), List.of(Term.task(Tap.of("net", "output"))));
  }
}
