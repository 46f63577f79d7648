package dev.espalier.methods.distillation;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.distillation.Lesson.layer;
import static dev.espalier.methods.distillation.Lesson.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What steps of distillation give is what {@code distillation.py} computes with numpy alone. */
final class DistillationIT {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final Hierarchy TAUGHT =
      hierarchy(
          "taught",
          h ->
              h.input(2)
                  .given("teacher", layer("teacher", 2))
                  .network("student", layer("student", 9)));

  @Test
  void stepsByTheTaskAndAGuidesAnswer() {
    try (Run run = steps(1, TAUGHT, distillation(d -> d.taskWeight(0.5)), r -> r)) {
      Map<String, Double> terms = run.log().epochs().get(0).terms();

      assertThat(terms.get("task")).isCloseTo(1.973179284, CLOSE);
      assertThat(terms.get("teacher.output -> student.output")).isCloseTo(0.3699342692, CLOSE);
      assertThat(weight(run, "student"))
          .containsExactly(
              new double[] {
                0.5215442705,
                -0.2951440809,
                -0.9361658379,
                -0.5569909118,
                0.2469168829,
                0.7621483196
              },
              CLOSE);
    }
  }

  @Test
  void stepsByTheMeanOfGuidesWithoutLabels() {
    Hierarchy two =
        hierarchy(
            "two",
            h ->
                h.input(2)
                    .given("teacher", layer("teacher", 2))
                    .given("other", layer("other", 5))
                    .network("student", layer("student", 9)));

    try (Run run =
        steps(1, two, distillation(d -> d.meanOfGuides().taskWeight(0).temperature(2)), r -> r)) {
      assertThat(List.copyOf(run.log().epochs().get(0).terms().values()).get(0))
          .isCloseTo(0.3302049625, CLOSE);
      assertThat(weight(run, "student"))
          .containsExactly(
              new double[] {
                0.3985294489,
                -0.5156402327,
                -0.9163222768,
                -0.4376243703,
                0.3500881434,
                0.8632779298
              },
              CLOSE);
    }
  }

  @Test
  void stepsInBothPeersByTheOthersAnswerBeforeTheStep() {
    Hierarchy peers =
        hierarchy("peers", h -> h.input(2).network("a", layer("a", 9)).network("b", layer("b", 5)));

    try (Run run = steps(1, peers, distillation(d -> d.mutual()), r -> r)) {
      assertThat(weight(run, "a"))
          .containsExactly(
              new double[] {
                0.4097093346, -0.3205947978, -0.7224501369, -0.32847534, 0.1450361178, 0.5590834646
              },
              CLOSE);
      assertThat(weight(run, "b"))
          .containsExactly(
              new double[] {
                -0.7628834421,
                0.01521063201,
                0.5162409528,
                0.5841282677,
                0.3568232986,
                -0.4334172622
              },
              CLOSE);
    }
  }

  @Test
  void stepsByTheAverageOfItsOwnPast() {
    Hierarchy own = hierarchy("own", h -> h.input(2).network("student", layer("student", 9)));

    try (Run run = steps(3, own, distillation(d -> d.ownPast(0.6)), r -> r)) {
      assertThat(run.log().epochs().get(2).terms().get("own past -> student.output"))
          .isCloseTo(0.02016492107, CLOSE);
      assertThat(weight(run, "student"))
          .containsExactly(
              new double[] {
                0.5381534688, 0.057814262, -0.611792374, -0.5509850912, -0.09406577932, 0.403184156
              },
              CLOSE);
    }
  }

  @Test
  void stepsByStoredAnswersAsByThoseOfTheirNetwork() {
    Hierarchy alone = hierarchy("alone", h -> h.input(2).network("student", layer("student", 9)));
    DataSet stored = Lesson.DATA.withColumn("teacher", Rows.of(Lesson.answers(2), Dims.of(3)));

    try (Run run =
        train(
            alone,
            distillation(d -> d.taskWeight(0.5).stored("teacher")),
            r -> Lesson.stepping(1, stored, r))) {
      assertThat(run.log().epochs().get(0).terms().get("column teacher -> student.output"))
          .isCloseTo(0.3699342692, CLOSE);
      assertThat(weight(run, "student"))
          .containsExactly(
              new double[] {
                0.5215442705,
                -0.2951440809,
                -0.9361658379,
                -0.5569909118,
                0.2469168829,
                0.7621483196
              },
              CLOSE);
    }
  }

  @Test
  void mixesSamplesWithTheirLabelsAndAsksTheGuideOfTheMixture() {
    SplittableRandom random = Seeds.random(3, "mixup", "student", 0L);
    double share =
        new BetaDistribution(null, 0.4, 0.4).inverseCumulativeProbability(random.nextDouble());
    int shift = 1 + random.nextInt(3);
    double task = 0;
    double answer = 0;
    for (int row = 0; row < 4; row++) {
      int other = (row + shift) % 4;
      double[] x = mixed(share, row, other);
      double[] learned = softmax(Lesson.answer(9, x), 1);
      double[] soft = softmax(Lesson.answer(9, x), 4);
      double[] wanted = softmax(Lesson.answer(2, x), 4);
      task -= share * Math.log(learned[Lesson.DATA.label(row)]) / 4;
      task -= (1 - share) * Math.log(learned[Lesson.DATA.label(other)]) / 4;
      for (int i = 0; i < 3; i++) {
        answer += 16 * wanted[i] * Math.log(wanted[i] / soft[i]) / 4;
      }
    }

    try (Run run = steps(1, TAUGHT, distillation(d -> d.mixup(0.4)), r -> r)) {
      Map<String, Double> terms = run.log().epochs().get(0).terms();

      assertThat(terms.get("task")).isCloseTo(task, CLOSE);
      assertThat(terms.get("teacher.output -> student.output")).isCloseTo(answer, CLOSE);
    }
  }

  @Test
  void takesTheTaskFromLabelledRowsAndAnswersFromAll() {
    DataSet half = Lesson.DATA.take(3);
    DataSet whole = half.withUnlabelled(Lesson.DATA.inputs().select(3));
    double task = 0;
    for (int row = 0; row < 3; row++) {
      double[] x = half.inputs().doubles(row, row + 1);
      task -= Math.log(softmax(Lesson.answer(9, x), 1)[half.label(row)]) / 3;
    }

    try (Run run = train(TAUGHT, distillation(), r -> Lesson.stepping(1, whole, r))) {
      Map<String, Double> terms = run.log().epochs().get(0).terms();

      assertThat(terms.get("task")).isCloseTo(task, CLOSE);
      assertThat(terms.get("teacher.output -> student.output")).isCloseTo(0.3699342692, CLOSE);
      assertThat(
              run.result().confusion().stream()
                  .flatMap(List::stream)
                  .mapToLong(Long::longValue)
                  .sum())
          .isEqualTo(3);
    }
  }

  @Test
  void comparesValuesByTheirMeanSquare() {
    Hierarchy lines =
        hierarchy(
            "lines",
            h ->
                h.input(1)
                    .network("teacher", n -> n.output(1))
                    .network("student", n -> n.output(1)));
    double[][] inputs = {{-1}, {0}, {1}, {2}};

    try (Run run =
        train(
            lines,
            distillation(d -> d.taskWeight(0).epochs(200)),
            r ->
                r.regress(Data.fromArrays("line", inputs, new double[] {-1, 1, 3, 5}))
                    .sgd(0.1)
                    .fullBatch()
                    .quiet())) {
      assertThat(run.result().metric("mse")).isLessThan(1e-4);
    }
  }

  private static double[] mixed(double share, int row, int other) {
    double[] own = Lesson.DATA.inputs().doubles(row, row + 1);
    double[] partner = Lesson.DATA.inputs().doubles(other, other + 1);
    return new double[] {
      share * own[0] + (1 - share) * partner[0], share * own[1] + (1 - share) * partner[1]
    };
  }

  private static double[] softmax(double[] logits, double temperature) {
    double[] powers = Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  private static double[] weight(Run run, String network) {
    return run.outcome().networks().network(network).parameters().stream()
        .filter(parameter -> parameter.name().equals("output.weight"))
        .map(NamedParameter::array)
        .findFirst()
        .orElseThrow()
        .toDoubleArray();
  }
}
