package dev.espalier.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.train.plan.Readout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GuessingTest {

  @Test
  void namesTheOnlyClassThatIsPredicted() {
    assertThat(remark(new long[][] {{0, 59, 0}, {0, 71, 0}, {0, 48, 0}}, "a", "b", "c"))
        .containsExactly(
            "predicts class 'b' for all 178 rows: its accuracy 0.399 is that class's share");
  }

  @Test
  void numbersClassesWithoutNames() {
    assertThat(remark(new long[][] {{20, 0}, {1, 0}}))
        .containsExactly(
            "predicts class 0 for all 21 rows: its accuracy 0.952 is that class's share");
  }

  @Test
  void saysThatPredictionsAreNoBetterThanChance() {
    assertThat(remark(new long[][] {{26, 24}, {23, 27}}))
        .containsExactly(
            "is no better than chance: accuracy 0.530 over 100 rows, needed above 0.600");
  }

  @Test
  void isSilentWhereARareClassIsFoundBeyondTheMajoritysShare() {
    assertThat(remark(new long[][] {{948, 2}, {38, 12}})).isEmpty();
  }

  @Test
  void saysThatTheMostFrequentClassAloneWouldBeRightAsOften() {
    // Better than chance (.922), for 180 of the rare 500 are found; and yet wrong more often.
    assertThat(remark(new long[][] {{9310, 190}, {320, 180}}, "well", "ill"))
        .containsExactly(
            "is right for 9490 of 10000 rows, no more than always saying class 'well' would be:"
                + " 9500");
    assertThat(remark(new long[][] {{9330, 170}, {320, 180}}, "well", "ill")).isEmpty();
  }

  @Test
  void isSilentOnFewSamplesOneClassAndGoodPredictions() {
    assertThat(remark(new long[][] {{10, 0}, {9, 0}})).isEmpty();
    assertThat(remark(new long[][] {{100, 0}, {0, 0}})).isEmpty();
    assertThat(remark(new long[][] {{10, 0}, {0, 10}})).isEmpty();
    assertThat(remark(new long[][] {{30, 5}, {5, 30}})).isEmpty();
  }

  @Test
  void goesByR2ForValues() {
    assertThat(ofR2(-0.004))
        .containsExactly("is no better than the targets' mean: r2 -0.00400, needed above 0.01");
    assertThat(ofR2(0.02)).isEmpty();
  }

  private static List<String> ofR2(double r2) {
    Map<String, Double> metrics = Map.of("mse", 1.0, "rse", 1.0, "psnr", 0.0, "r2", r2);
    return new Evaluation(Readout.of("net"), "data", metrics, List.of()).remarks(List.of());
  }

  private static List<String> remark(long[][] confusion, String... names) {
    List<List<Long>> counts =
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList();
    return new Evaluation(Readout.of("net"), "data", Map.of(), counts).remarks(List.of(names));
  }
}
