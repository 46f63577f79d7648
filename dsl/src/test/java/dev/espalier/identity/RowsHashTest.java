package dev.espalier.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RowsHashTest {

  @Test
  void isThatOfTheValuesAsLittleEndianDoubles() {
    String hash = RowsHash.of(Rows.of(new double[] {1}, Dims.of()));

    assertThat(hash).matches("0x[0-9a-f]{32}");
    assertThat(RowsHash.of(Rows.of(new float[] {1}, Dims.of()))).isEqualTo(hash);
    assertThat(RowsHash.of(Rows.ofBytes(new byte[] {1}, 1, Dims.of()))).isEqualTo(hash);
  }

  @Test
  void doesNotDependOnHowRowsAreKept() {
    double[] values = new double[3 * 5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Rows all = Rows.of(values, Dims.of(3));

    Rows parts = all.select(0, 1, 2).and(all.select(rows(3, 5000)));

    assertThat(RowsHash.of(parts)).isEqualTo(RowsHash.of(all));
  }

  @Test
  void noticesEverySingleValue() {
    double[] values = new double[9000];
    Set<String> hashes = new HashSet<>();
    hashes.add(RowsHash.of(Rows.of(values, Dims.of(9))));

    for (int place = 0; place < values.length; place += 7) {
      values[place] = Double.MIN_VALUE;
      hashes.add(RowsHash.of(Rows.of(values, Dims.of(9))));
      values[place] = 0;
    }

    assertThat(hashes).hasSize(1 + (values.length + 6) / 7);
  }

  @Test
  void noticesOneValueOfManyMillions() {
    float[] values = new float[25_000 * 784];
    Rows rows = Rows.of(values, Dims.of(784));
    String before = RowsHash.of(rows);

    values[12_345 * 784 + 67] = Float.MIN_VALUE;

    assertThat(RowsHash.of(rows)).isNotEqualTo(before);
  }

  private static int[] rows(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
