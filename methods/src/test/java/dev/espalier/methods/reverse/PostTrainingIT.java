package dev.espalier.methods.reverse;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.report.Report;
import dev.espalier.report.Section;
import dev.espalier.train.log.StageRecord;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Post-trains a small network that was stopped early, on bars that lie or stand. */
final class PostTrainingIT {
  private static final Network BARS =
      network(
          "bars",
          n ->
              n.input(100)
                  .reshape(1, 10, 10)
                  .conv2d("c1", 4, 3)
                  .relu()
                  .maxPool(2)
                  .flatten()
                  .dense("h", 24)
                  .relu()
                  .output(4));
  private static final DataSet TRAINING = Bars.images(600, 1);
  private static final DataSet TEST = Bars.images(300, 2);
  private static Run early;

  @BeforeAll
  static void trainsShortly() {
    early =
        train(
            BARS,
            supervised(),
            r -> r.classify(TRAINING).validate(TEST).adam(1e-3).epochs(2).seed(3).quiet());
  }

  @AfterAll
  static void closes() {
    early.close();
  }

  @Test
  void reversedFeaturesGiveTheWantedLabelBeforeTheHead() {
    try (Run run = post(p -> p.to("h").margin(1).epochs(1))) {
      assertThat(run.log().stages().get(0).counters())
          .containsEntry("h wanted label", (double) TRAINING.size());
    }
  }

  @Test
  void refinedFeaturesGiveTheWantedLabelAtDeeperTaps() {
    try (Run run = post(p -> p.to("c1").margin(1).refine().epochs(1))) {
      StageRecord solved = run.log().stages().get(0);

      assertThat(solved.counters().get("c1 wanted label"))
          .isGreaterThanOrEqualTo(0.99 * TRAINING.size());
      assertThat(solved.counters()).containsKeys("output fallbacks", "h fallbacks", "h kept");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void isNeverWorseOnValidationAndFreezesWhatComesAfterTheTap(double alpha) {
    try (Run run = post(p -> p.to("c1").alphas(alpha).epochs(2))) {
      assertThat(run.result().score()).isGreaterThanOrEqualTo(early.result().score());
      Map<String, List<Float>> before = values(early);
      Map<String, List<Float>> after = values(run);
      for (String name : List.of("h.weight", "h.bias", "output.weight", "output.bias")) {
        assertThat(after.get(name)).isEqualTo(before.get(name));
      }
    }
  }

  @Test
  void improvesANetworkThatWasStoppedEarly() {
    try (Run run = post(p -> p.explore().margin(1).rate(1e-3).epochs(6))) {
      assertThat(run.result().metric("loss")).isLessThan(early.result().metric("loss"));
      assertThat(run.result().score()).isGreaterThan(early.result().score());
    }
  }

  @Test
  void givesTheSameNumbersForTheSameSeed() {
    try (Run first = post(p -> p.to("h").margin(1).refine().epochs(1));
        Run second = post(p -> p.to("h").margin(1).refine().epochs(1))) {
      assertThat(first.result().metrics()).isEqualTo(second.result().metrics());
      assertThat(values(first)).isEqualTo(values(second));
    }
  }

  @Test
  void fitsWeightsInClosedFormWithoutBecomingWorse() {
    try (Run run = post(p -> p.to("c1", "h", "output").margin(1).closedForm(0.01))) {
      assertThat(run.result().score()).isGreaterThan(early.result().score());
    }
  }

  @Test
  void fitsWeightsByWhatInputsTellApartWhereTheRidgeIsNone() {
    try (Run run = post(p -> p.to("c1", "h", "output").margin(1).closedForm(Double.MIN_VALUE))) {
      assertThat(run.result().score()).isGreaterThanOrEqualTo(early.result().score());
    }
  }

  @Test
  void picturesWhatATapShouldHaveGiven() {
    Section section = Attribution.of(early.outcome(), TEST, "bars.c1", 2);

    assertThat(section.figures()).hasSize(2);
    assertThat(section.figures().get(0).captions())
        .containsExactly("input", "as it was", "as it should have been", "difference");
    assertThat(Report.of(early.outcome()).with(section).html())
        .contains("What bars.c1 should have given");
  }

  private static Run post(UnaryOperator<ReversePropagation> settings) {
    return early.train(reversePropagation(settings), r -> r.classify(TRAINING).seed(3).quiet());
  }

  private static Map<String, List<Float>> values(Run run) {
    return run.outcome().networks().network("bars").parameters().stream()
        .collect(Collectors.toMap(NamedParameter::name, PostTrainingIT::values));
  }

  private static List<Float> values(NamedParameter parameter) {
    float[] array = parameter.array().toFloatArray();
    return IntStream.range(0, array.length).mapToObj(i -> array[i]).toList();
  }
}
