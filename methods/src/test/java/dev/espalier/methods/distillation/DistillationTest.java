package dev.espalier.methods.distillation;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.methods.Methods.distillation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Description;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class DistillationTest {
  private static final Hierarchy TAUGHT = taught(g -> g);
  private static final Hierarchy LINKED =
      taught(g -> g.projected("idea", "idea", constant(0.5)).output(softTargets(2)));

  @Test
  void takesTheAnswersOfAllGivenNetworksBeforeALearnerByDefault() {
    assertThat(explained(distillation(), TAUGHT))
        .isEqualTo(
            """
            plan 'distillation' for 'taught', 1 stage
              1 student   trains                             student
                          term task                          task loss of student.output to label, weight 1
                          term one.output -> student.output  answer (soft targets at 4.0, or mean square of values) of student.output to one.output, weight 1
                          term two.output -> student.output  answer (soft targets at 4.0, or mean square of values) of student.output to two.output, weight 1
                          predicts                           student
                          settings                           as the recipe
              all stages  rule                               'one' is given (weights) and stays as it is
              all stages  rule                               'two' is given (weights) and stays as it is
              result      predicts                           student
            """);
  }

  @Test
  void teachesByAssistantsInAChain() {
    Hierarchy chain =
        hierarchy(
            "chain",
            h ->
                h.input(2)
                    .given("one", Lesson.layer("one", 2))
                    .network("assistant", n -> n.dense("a", 4).relu().output(3))
                    .network("student", n -> n.output(3)));

    assertThat(stages(distillation(d -> d.temperature(8)), chain))
        .extracting(DistillationTest::terms)
        .containsExactly(
            List.of("task", "one.output -> assistant.output"),
            List.of("task", "assistant.output -> student.output"));
  }

  @Test
  void givesHintsAStageOfTheirOwn() {
    List<GradientStage> stages =
        stages(distillation(d -> d.hints().taskWeight(0).epochs(3, 7)), LINKED);

    assertThat(stages).extracting(Stage::name).containsExactly("student hints", "student");
    assertThat(stages.get(0).trains()).containsExactly(Part.upTo("student", "idea"));
    assertThat(stages)
        .extracting(DistillationTest::terms)
        .containsExactly(
            List.of("one.idea -> student.idea"), List.of("one.output -> student.output"));
    assertThat(stages)
        .extracting(stage -> stage.settings().epochs().getAsInt())
        .containsExactly(3, 7);
  }

  @Test
  void takesTheMeanOfGuidesAsOneTarget() {
    GradientStage stage = stages(distillation(d -> d.meanOfGuides()), TAUGHT).get(0);

    assertThat(stage.terms().get(1))
        .hasToString(
            "mean of one.output, two.output -> student.output: answer (soft targets at 4.0, or mean"
                + " square of values) of student.output to mean of one.output, two.output, weight"
                + " 1");
  }

  @Test
  void letsLearnersTeachEachOtherAtOnce() {
    Hierarchy peers =
        hierarchy(
            "peers",
            h ->
                h.input(2)
                    .network("a", n -> n.output(3))
                    .network("b", n -> n.output(3))
                    .network("c", n -> n.output(3)));

    List<GradientStage> stages = stages(distillation(d -> d.mutual()), peers);

    assertThat(stages).hasSize(1);
    assertThat(stages.get(0).trains()).extracting(Part::network).containsExactly("a", "b", "c");
    assertThat(stages.get(0).terms())
        .extracting(Term::toString)
        .contains(
            "b task: task loss of b.output to label, weight 1",
            "c.output -> b.output: answer (soft targets at 1.0, or mean square of values) of"
                + " b.output to c.output, weight 0.5")
        .hasSize(9);
  }

  @Test
  void letsALearnersOwnPastTeachIt() {
    assertThat(
            explained(
                distillation(d -> d.ownPast(0.9, linear(0, 1)).guidesAugmentedAnew()),
                alone("own")))
        .isEqualTo(
            """
            plan 'distillation' for 'own', 1 stage
              1 student  trains                           student
                         term task                        task loss of student.output to label, weight 1
                         term own past -> student.output  answer (soft targets at 1.0, or mean square of values) of student.output to student.output of its own past's average, decay 0.9, weight linear 0 to 1
                         predicts                         student
                         guides                           on inputs augmented by a draw of their own, in evaluation mode
                         settings                         as the recipe
              result     predicts                         student
            """);
  }

  @Test
  void saysWhatASettingDoesNotDo() {
    Hierarchy fromScratch =
        hierarchy(
            "scratch",
            h -> h.input(2).network("a", n -> n.output(3)).network("b", n -> n.output(3)));

    assertThat(plan(distillation(d -> d.taskWeight(0.2)), fromScratch).rules())
        .containsExactly("nothing guides 'a', so the task counts 1 there");
    assertThat(plan(distillation(d -> d.mutual().cleanGuides()), fromScratch).rules())
        .containsExactly(
            "peers answer as they train, on the learners' inputs and in training mode");
    assertThat(plan(distillation(d -> d.stored("t").cleanGuides()), alone("student")).rules())
        .containsExactly("no network answers, so how guides compute is not used");
    assertThat(plan(distillation(d -> d.temperature(3)), LINKED).rules())
        .contains("the temperature 3.0 is not used: all guidance is described");
  }

  @Test
  void refusesWhatHasNothingToWorkOn() {
    assertRefused(
        distillation(),
        network("alone", n -> n.input(2).output(3)),
        """
        plan 'distillation' for 'alone' has a problem:
          network alone: nothing guides it, and distillation needs a network that does. Try given("teacher", run) before it, ownPast(0.999), or supervised().\
        """);
    assertRefused(
        distillation(d -> d.hints()),
        TAUGHT,
        """
        plan 'distillation' for 'taught' has a problem:
          hints: no hidden layer of 'student' is guided, needed one for a stage of hints. Try guide("teacher", "student", g -> g.projected("layer", "layer")).\
        """);
    assertRefused(
        distillation(d -> d.mutual()),
        TAUGHT,
        """
        plan 'distillation' for 'taught' has a problem:
          networks: 'student' trains alone, needed two that teach each other. Try another network(...), or leaving mutual() out.\
        """);
    assertRefused(
        distillation(d -> d.meanOfGuides()),
        LINKED,
        """
        plan 'distillation' for 'taught' has a problem:
          guides: no output has two of them, needed two for a mean. Try leaving meanOfGuides() out.\
        """);
  }

  @Test
  void refusesAMeanOfUnequalGuidance() {
    Hierarchy unequal =
        hierarchy(
            "unequal",
            h ->
                h.input(2)
                    .given("one", Lesson.layer("one", 2))
                    .given("two", Lesson.layer("two", 5))
                    .network("student", n -> n.output(3))
                    .guide("one", "student", g -> g.output(softTargets(2)))
                    .guide("two", "student", g -> g.output(softTargets(4))));

    assertRefused(
        distillation(d -> d.meanOfGuides()),
        unequal,
        """
        plan 'distillation' for 'unequal' has a problem:
          guidance two.output -> student.output: it compares by soft targets at 4.0 of weight 1, and one.output -> student.output by soft targets at 2.0 of weight 1; a mean has one of each. Try the same for all, or leaving meanOfGuides() out.\
        """);
  }

  @Test
  void refusesNumbersOutOfTheirRange() {
    assertThatThrownBy(() -> distillation(d -> d.taskWeight(-1)))
        .hasMessage(
            "distillation: taskWeight(-1.0), needed a finite number of at least 0. Try"
                + " taskWeight(0.5).");
    assertThatThrownBy(() -> distillation(d -> d.epochs(new int[0])))
        .hasMessage("distillation: epochs(), needed at least one number. Try epochs(10).");
    assertThatThrownBy(() -> distillation(d -> d.epochs(3, 0)))
        .hasMessage("distillation: epochs(0), needed at least 1 of each. Try epochs(10).");
    assertThatThrownBy(() -> distillation(d -> d.rates(new Schedule[0])))
        .hasMessage("distillation: rates(), needed at least one. Try rates(constant(1e-3)).");
    assertThatThrownBy(() -> distillation(d -> d.ownPast(1)))
        .hasMessage(
            "distillation: ownPast(1.0), needed a decay of at least 0 and below 1. Try"
                + " ownPast(0.999).");
    assertThatThrownBy(() -> distillation(d -> d.mixup(0)))
        .hasMessage(
            "distillation: mixup(0.0), needed a number above 0 and at most 100. Try mixup(0.2).");
    assertThatThrownBy(() -> distillation(d -> d.stored(new String[0])))
        .hasMessage("distillation: stored(), needed at least one column. Try stored(\"teacher\").");
    assertThatThrownBy(() -> distillation(d -> d.temperature(0)))
        .hasMessage("softTargets(0.0): the temperature lies from 1e-18 to 1e18. Try 2.");
  }

  private static Hierarchy taught(UnaryOperator<GuideBuilder> links) {
    return hierarchy(
        "taught",
        h -> {
          var given =
              h.input(2)
                  .given("one", Lesson.deep("one", 2))
                  .given("two", Lesson.layer("two", 5))
                  .network("student", n -> n.dense("idea", 3).relu().output(3));
          return links.apply(GuideBuilder.empty()).toString().equals("[]")
              ? given
              : given.guide("one", "student", links);
        });
  }

  private static Hierarchy alone(String name) {
    return hierarchy(name, h -> h.input(2).network("student", n -> n.output(3)));
  }

  private static String explained(TrainingMethod method, Hierarchy hierarchy) {
    return plan(method, hierarchy).explain();
  }

  private static Plan plan(TrainingMethod method, Hierarchy hierarchy) {
    return method.plan(check(hierarchy));
  }

  private static List<GradientStage> stages(TrainingMethod method, Hierarchy hierarchy) {
    return plan(method, hierarchy).gradientStages();
  }

  private static List<String> terms(GradientStage stage) {
    return stage.terms().stream().map(Term::name).toList();
  }

  private static void assertRefused(
      TrainingMethod method, Description description, String message) {
    assertThatThrownBy(() -> method.plan(check(description)))
        .isInstanceOf(PlanException.class)
        .hasMessage(message);
  }
}
