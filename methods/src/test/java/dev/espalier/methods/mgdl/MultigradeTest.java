package dev.espalier.methods.mgdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.methods.Methods;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class MultigradeTest {

  @Test
  void isFoundByItsName() {
    assertThat(MethodRegistry.named("multigrade")).isEqualTo(Methods.multigrade());
  }

  @Test
  void plansAStageAGradeAgainstWhatIsLeft() {
    Multigrade method =
        Methods.multigrade(
            m -> m.zeroHead().epochs(20, 40).rates(Schedule.constant(.1), Schedule.constant(.01)));

    String plan = method.plan(Espalier.check(waves(3))).explain();

    assertThat(plan)
        .contains("half square of grade1.output to label,")
        .contains("half square of grade3.output to label - (grade1 + grade2)")
        .contains("20 epochs, rate 0.1")
        .containsSubsequence("40 epochs, rate 0.01", "40 epochs, rate 0.01")
        .contains("starts", "with an output layer of zeros")
        .contains("predicts", "grade1 + grade2 + grade3");
  }

  @Test
  void saysThatAnAdaptivePlanMayEndEarly() {
    Multigrade method = Methods.multigrade(m -> m.minImprove(1e-4).atMost(2));

    String plan = method.plan(Espalier.check(waves(5))).explain();

    assertThat(plan)
        .contains("2 stages")
        .containsOnlyOnce("up to 2 grades, ends at the first that does not lower the validation")
        .contains("kept if better by more than 1.0E-4 on validation loss")
        .contains("and the plan ends");
  }

  @Test
  void refusesNetworksThatAreNoGrades() {
    Hierarchy noGrades =
        Espalier.hierarchy(
            "no-grades",
            h ->
                h.input(1)
                    .network("first", n -> n.dense("h", 4).relu().output(1))
                    .network("second", n -> n.dense("h", 4).relu().output(1))
                    .network("third", n -> n.from("second.output").dense("h", 4).relu().output(2))
                    .network("fourth", n -> n.from("third.h").dense("h", 1).tanh()));

    assertThatThrownBy(() -> Methods.multigrade().plan(Espalier.check(noGrades)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining(
            "network second: its input is shared input, needed a hidden layer of 'first', the"
                + " grade before it. Try from(\"first.h\")")
        .hasMessageContaining("network third: its input is second.output, needed a hidden layer")
        .hasMessageContaining("layer third.output: the output's shape is (2)")
        .hasMessageContaining("layer fourth.h: the last layer is");
  }

  @Test
  void refusesSettingsForMoreGradesThanThereAre() {
    Multigrade method = Methods.multigrade(m -> m.epochs(1, 2, 3));

    assertThatThrownBy(() -> method.plan(Espalier.check(waves(2))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("epochs: 3 were given, and 2 grades are trained");
    assertThatThrownBy(() -> method.atMost(2).plan(Espalier.check(waves(3))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("epochs: 3 were given, and 2 grades are trained");
  }

  @Test
  void refusesNonsenseByGradeAtOnce() {
    assertThatThrownBy(() -> Methods.multigrade(m -> m.epochs(5, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("multigrade: epochs(0), needed at least 1 of each. Try epochs(10).");
    assertThatThrownBy(() -> Methods.multigrade(m -> m.epochs(new int[0])))
        .hasMessage("multigrade: epochs() names none, needed at least one. Try epochs(10).");
    assertThatThrownBy(() -> Methods.multigrade(m -> m.rates(new Schedule[0])))
        .hasMessage(
            "multigrade: rates() names none, needed at least one. Try rates(constant(1e-3)).");
    assertThatThrownBy(() -> Methods.multigrade(m -> m.rates(rate(1), rate(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recipe: the rate (-1) reaches -1.0, needed a finite number of at least 0. Try 1e-3.");
    assertThatThrownBy(() -> Methods.multigrade(m -> m.totalVariation(1, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the picture is 0 x 0 pixels, needed at least 2 x 2");
  }

  @Test
  void oneGradeIsPlainTrainingBitForBit() {
    Hierarchy one = waves(1);
    UnaryOperator<RecipeBuilder> recipe =
        r -> r.regress(M1.curve(0)).adam(1e-2).batch(32).epochs(5).seed(3).quiet();

    try (Run grade = Espalier.train(one, Methods.multigrade(), recipe);
        Run plain = Espalier.train(one, Methods.supervised().halfSquare(), recipe)) {
      assertThat(values(grade, "grade1")).isEqualTo(values(plain, "grade1"));
    }
  }

  @Test
  void frozenGradesStayBitIdentical() {
    try (Run two = train(waves(3), Methods.multigrade(m -> m.atMost(2)), r -> r);
        Run three = train(waves(3), Methods.multigrade(), r -> r)) {
      assertThat(values(three, "grade1")).isEqualTo(values(two, "grade1"));
      assertThat(values(three, "grade2")).isEqualTo(values(two, "grade2"));
      assertThat(values(three, "grade3")).isNotEqualTo(values(two, "grade3"));
    }
  }

  @Test
  void theTrainingLossNeverRisesWhateverTheRate() {
    try (Run run =
        train(waves(4), Methods.multigrade(m -> m.rates(rate(1e-2), rate(.5))), r -> r)) {
      List<Double> errors = errors(run, M1.curve(0));

      assertThat(errors).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertThat(run.log().stages())
          .extracting(StageRecord::verdict)
          .anyMatch(verdict -> verdict.startsWith("replaced by its zero version"));
    }
  }

  @Test
  void withoutKeepBestALargeRateMakesALaterGradeWorse() {
    try (Run run =
        train(waves(2), Methods.multigrade(m -> m.keepAll().rates(rate(1e-2), rate(.5))), r -> r)) {
      List<Double> errors = errors(run, M1.curve(0));

      assertThat(errors.get(1)).isGreaterThan(errors.get(0));
    }
  }

  @Test
  void endsThePlanAtTheFirstGradeThatDoesNotImprove() {
    try (Run run =
        train(
            waves(6),
            Methods.multigrade(m -> m.minImprove(1e-3).rates(rate(1e-2), rate(1e-2), rate(1e-9))),
            r -> r.validate(M1.curve(1 / 400.0)))) {

      assertThat(run.log().ending()).isEqualTo(RunLog.Ending.ENDED_BY_STAGE);
      assertThat(run.log().stages()).hasSize(3);
      assertThat(run.outcome().readout()).isEqualTo(Readout.of("grade1", "grade2"));
      assertThat(run.evaluate(M1.curve(0)).metric("mse"))
          .isEqualTo(run.evaluate(Readout.of("grade1", "grade2"), M1.curve(0)).metric("mse"));
    }
  }

  @Test
  void predictsUpToAnyGrade() {
    try (Run run = train(waves(2), Methods.multigrade(), r -> r)) {
      var sample = M1.curve(0).input(17);
      Readout all = run.plan().readout();

      double first = run.predict(all.upTo("grade1"), sample).values().get(0);
      double correction = run.predict(Readout.of("grade2"), sample).values().get(0);

      assertThat(run.predict(sample).values().get(0)).isEqualTo(first + correction, within(1e-12));
    }
  }

  @Test
  void laterGradesCorrectTheProbabilitiesOfAClassifier() {
    DataSet rings = rings();
    Hierarchy grades =
        Espalier.hierarchy(
            "rings", h -> h.input(2).grades(3, "h", (g, n) -> n.dense("h", 16).relu().output(2)));

    try (Run run =
        Espalier.train(
            grades,
            Methods.multigrade(),
            r -> r.classify(rings).adam(1e-2).batch(64).epochs(15).float64().quiet())) {
      List<Double> halfSquares = new ArrayList<>();
      for (GradientStage stage : run.plan().gradientStages().subList(1, 3)) {
        halfSquares.add(run.evaluate(stage.readout(), rings).metric("loss"));
      }

      assertThat(halfSquares.get(1)).isLessThanOrEqualTo(halfSquares.get(0));
      assertThat(run.evaluate(rings).metric("accuracy")).isGreaterThan(.9);
    }
  }

  @Test
  void aSumThatGrowsIsTheSumComputedAtOnce() {
    AtomicReference<Double> last = new AtomicReference<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            last.set(epoch.validation().get("mse"));
          }
        };

    try (Run run =
        train(
            waves(4),
            Methods.multigrade(m -> m.keepAll()),
            r -> r.validate(M1.curve(1 / 400.0)).listener(listener))) {
      assertThat(run.evaluate(M1.curve(1 / 400.0)).metric("mse")).isEqualTo(last.get());
    }
  }

  private static Hierarchy waves(int grades) {
    return M1.grades(grades, Activation.Kind.RELU);
  }

  private static Schedule rate(double value) {
    return Schedule.constant(value);
  }

  private static Run train(
      Hierarchy hierarchy, Multigrade method, UnaryOperator<RecipeBuilder> more) {
    return Espalier.train(
        hierarchy,
        method,
        r ->
            more.apply(
                r.regress(M1.curve(0))
                    .adam(1e-2)
                    .batch(50)
                    .epochs(20)
                    .float64()
                    .seed(1)
                    .quiet()
                    .asDefaults()));
  }

  private static List<Double> errors(Run run, DataSet data) {
    return run.plan().gradientStages().stream()
        .map(stage -> run.evaluate(stage.readout(), data).metric("mse"))
        .toList();
  }

  private static List<List<Double>> values(Run run, String network) {
    return run.outcome().networks().network(network).parameters().stream()
        .map(NamedParameter::array)
        .map(
            array -> {
              List<Double> all = new ArrayList<>();
              for (Number value : array.toArray()) {
                all.add(value.doubleValue());
              }
              return all;
            })
        .toList();
  }

  /** Gives points of a disc (0) and of a ring around it (1). */
  private static DataSet rings() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] inputs = new double[400][];
    int[] labels = new int[400];
    for (int i = 0; i < inputs.length; i++) {
      labels[i] = i % 2;
      double radius = labels[i] * .6 + .4 * random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      inputs[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
    }
    return Data.fromArrays("rings", inputs, labels);
  }
}
