package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds of every split, whatever the labels. */
final class SplitPropertiesTest {
  private static DataSet numbered(List<Integer> labels) {
    double[] numbers = IntStream.range(0, labels.size()).asDoubleStream().toArray();
    double[] targets = labels.stream().mapToDouble(label -> label).toArray();
    return DataSet.of(
        "numbers", Rows.of(numbers, Dims.of(1)), Rows.of(targets, Dims.of()), Targets.classes(4));
  }

  private static double[] numbersOf(DataSet data) {
    return data.inputs().doubles(0, data.size());
  }

  @Property(tries = 100)
  void everyRowIsInOnePart(
      @ForAll @Size(min = 8, max = 200) List<@IntRange(max = 3) Integer> labels,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
      @ForAll long seed) {
    DataSet data = numbered(labels);
    Split split = data.split(fraction, seed);

    double[] all = numbersOf(split.train().and(split.test()));
    Arrays.sort(all);

    assertThat(all).isEqualTo(numbersOf(data));
  }

  @Property(tries = 100)
  void everyClassIsDividedByTheFractionAsNearlyAsItCan(
      @ForAll @Size(min = 8, max = 200) List<@IntRange(max = 3) Integer> labels,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
      @ForAll long seed) {
    DataSet data = numbered(labels);
    Split split = data.split(fraction, seed);

    data.classCounts()
        .forEach(
            (name, count) -> {
              int trained = split.train().classCounts().getOrDefault(name, 0);
              int tested = split.test().classCounts().getOrDefault(name, 0);
              assertThat(trained + tested).isEqualTo(count);
              assertThat(Math.min(trained, tested)).isGreaterThanOrEqualTo(count > 1 ? 1 : 0);
              assertThat((double) trained).isBetween(count * fraction - 1, count * fraction + 1);
            });
  }

  @Property(tries = 100)
  void noiseChangesAsManyLabelsAsItSays(
      @ForAll @Size(min = 8, max = 200) List<@IntRange(max = 3) Integer> labels,
      @ForAll @DoubleRange(min = 0, max = 1) double fraction,
      @ForAll long seed) {
    int[] noisy = numbered(labels).withLabelNoise(fraction, seed).labels();

    long wrong = IntStream.range(0, noisy.length).filter(i -> noisy[i] != labels.get(i)).count();

    assertThat(wrong).isEqualTo(Math.round(fraction * labels.size()));
  }
}
