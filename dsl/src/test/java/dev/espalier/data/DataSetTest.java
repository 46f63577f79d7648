package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.value.Dims;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DataSetTest {
  /** Row i holds i; of each ten rows, nine are of class rare = 0 and one of class 1. */
  private static DataSet numbered(int size) {
    double[][] inputs =
        IntStream.range(0, size).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
    int[] labels = IntStream.range(0, size).map(i -> i % 10 == 9 ? 1 : 0).toArray();
    return Data.fromArrays("numbers", inputs, labels, Targets.classes("common", "rare"));
  }

  private static int[] numbersOf(DataSet data) {
    return IntStream.range(0, data.size()).map(i -> (int) data.input(i).doubles()[0]).toArray();
  }

  @Test
  void splitKeepsTheProportionOfTheClasses() {
    DataSet data = numbered(100);

    Split split = data.split(0.8, 7);

    assertThat(split.train().classCounts()).containsEntry("common", 72).containsEntry("rare", 8);
    assertThat(split.test().classCounts()).containsEntry("common", 18).containsEntry("rare", 2);
  }

  @Test
  void sameSeedGivesTheSameRowsAndAnotherSeedOthers() {
    DataSet data = numbered(100);

    int[] rows = numbersOf(data.split(0.5, 7).train());

    assertThat(numbersOf(data.split(0.5, 7).train())).isEqualTo(rows);
    assertThat(numbersOf(data.split(0.5, 8).train())).isNotEqualTo(rows);
    assertThat(numbersOf(data.shuffled(7))).isEqualTo(numbersOf(data.shuffled(7)));
  }

  @Test
  void threeWaySplitGivesEveryRowOnce() {
    ThreeWaySplit split = numbered(100).split(0.6, 0.2, 7);

    assertThat(split.train().size()).isEqualTo(60);
    assertThat(split.validation().size()).isEqualTo(20);
    assertThat(split.test().size()).isEqualTo(20);
    assertThat(numbersOf(split.train().and(split.validation()).and(split.test())))
        .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
  }

  @Test
  void plainSplitKnowsNoClasses() {
    Split split = numbered(1000).splitPlain(0.305, 7);

    assertThat(split.train().size()).isEqualTo(305);
    assertThat(split.test().size()).isEqualTo(695);
  }

  @Test
  void sampleHasAsManyRowsOfEachClass() {
    DataSet sample = numbered(100).sample(5, 7);

    assertThat(sample.classCounts()).containsEntry("common", 5).containsEntry("rare", 5);
    assertThat(numbersOf(sample)).doesNotHaveDuplicates();
  }

  @Test
  void takeAndSelectKeepTheOrderAskedFor() {
    DataSet data = numbered(20);

    assertThat(numbersOf(data.take(3))).containsExactly(0, 1, 2);
    assertThat(numbersOf(data.select(9, 3, 3))).containsExactly(9, 3, 3);
    assertThat(data.select(9, 3, 3).labels()).containsExactly(1, 0, 0);
    assertThat(numbersOf(data.select(9, 3, 4).select(2, 0))).containsExactly(4, 9);
  }

  @Test
  void labelNoiseMakesExactlySoManyLabelsWrong() {
    DataSet data = numbered(200);

    DataSet noisy = data.withLabelNoise(0.2, 7);

    long wrong = IntStream.range(0, 200).filter(i -> data.label(i) != noisy.label(i)).count();
    assertThat(wrong).isEqualTo(40);
    assertThat(noisy.labels()).isEqualTo(data.withLabelNoise(0.2, 7).labels());
    assertThat(numbersOf(noisy)).isEqualTo(numbersOf(data));
  }

  @Test
  void labelNoiseReachesEveryOtherClass() {
    double[][] inputs = new double[600][1];
    DataSet data = Data.fromArrays("zeros", inputs, new int[600], Targets.classes(4));

    DataSet noisy = data.withLabelNoise(1, 7);

    assertThat(noisy.classCounts().get("0")).isZero();
    assertThat(noisy.classCounts().values()).filteredOn(count -> count > 150).hasSize(3);
  }

  @Test
  void regressionKeepsItsTargets() {
    DataSet data = Data.fromArrays("sums", new double[][] {{1, 2}, {3, 4}}, new double[] {3, 7});

    assertThat(data.kind()).isEqualTo(Targets.values(1));
    assertThat(data.target(1)).containsExactly(7);
    assertThat(data.inputDims()).isEqualTo(Dims.of(2));
    assertThat(data.split(0.5, 1).test().size()).isEqualTo(1);
    assertThat(data).hasToString("sums: 2 rows (2), values (1)");
  }

  @Test
  void sampleIsShortInWords() {
    assertThat(Sample.of(1, 2)).hasToString("sample (2) [1.0, 2.0]");
    assertThat(Sample.of(Dims.of(1, 2, 3), 0, 1, 2, 3, 4, 5))
        .hasToString("sample (1 x 2 x 3), values from 0.0 to 5.0");
  }
}
