package dev.espalier.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Normalization;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RowsTest {
  private static Path folder;

  @BeforeAll
  static void keepTheFolder(@TempDir Path given) {
    folder = given;
  }

  /** Rows of every kind, all holding 0 to 11 as 4 rows of (3). */
  static Stream<Rows> everyKind() {
    double[] doubles = IntStream.range(0, 12).asDoubleStream().toArray();
    float[] floats = new float[12];
    byte[] bytes = new byte[12];
    for (int i = 0; i < 12; i++) {
      floats[i] = i;
      bytes[i] = (byte) (2 * i);
    }
    Dims dims = Dims.of(3);
    Rows plain = Rows.of(doubles, dims);
    return Stream.of(
        plain,
        Rows.of(floats, dims),
        Rows.ofBytes(bytes, 0.5, dims),
        plain.storedIn(folder.resolve("rows.f32")),
        plain.select(3, 1, 0, 2).select(2, 1, 3, 0),
        plain.select(0).and(plain.select(1, 2)).and(plain.select(3)),
        new Normalization(List.of(-1.0, -1.0, -1.0), List.of(2.0, 2.0, 2.0))
            .apply(Rows.of(IntStream.range(0, 12).mapToDouble(i -> 2 * i - 1).toArray(), dims)));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void giveAnyRangeInFloatsAndDoubles(Rows rows) {
    assertThat(rows.dims()).isEqualTo(Dims.of(3));
    assertThat(rows.size()).isEqualTo(4);
    for (int from = 0; from <= 4; from++) {
      for (int to = from; to <= 4; to++) {
        double[] wanted = IntStream.range(3 * from, 3 * to).asDoubleStream().toArray();
        float[] floats = rows.floats(from, to);

        assertThat(rows.doubles(from, to)).isEqualTo(wanted);
        assertThat(IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray())
            .isEqualTo(wanted);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void copyOnlyWhereAsked(Rows rows) {
    float[] floats = new float[8];
    double[] doubles = new double[8];

    rows.copy(1, 2, floats, 4);
    rows.copy(1, 2, doubles, 4);

    assertThat(floats).containsExactly(0, 0, 0, 0, 3, 4, 5, 0);
    assertThat(doubles).containsExactly(0, 0, 0, 0, 3, 4, 5, 0);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void refuseRowsThatAreNotThere(Rows rows) {
    assertThatThrownBy(() -> rows.floats(2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.copy(0, 4, new double[11], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void bytesAreUnsigned() {
    Rows rows = Rows.ofBytes(new byte[] {0, -1, -128}, 1 / 255.0, Dims.of(1));

    assertThat(rows.floats(0, 3)).containsExactly(0f, 1f, (float) (128 / 255.0));
  }

  @Test
  void fileOfHalfARowIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("half.f32"), new byte[20]);

    assertThatThrownBy(() -> Rows.ofFile(file, Dims.of(3)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            file 'half.f32' has a problem:
              size: found 20 bytes, needed a multiple of 12, the bytes of a row (3) of floats.\
             Try another shape, or write the file again.""");
  }

  @Test
  void absentFileIsRefusedWithItsFolder() {
    assertThatThrownBy(() -> Rows.ofFile(folder.resolve("absent.f32"), Dims.of(3)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "file 'absent.f32' has a problem:\n  folder "
                + folder.toAbsolutePath()
                + ": found no such file. Try another folder.");
  }

  @Test
  void arrayOfHalfARowIsRefused() {
    assertThatThrownBy(() -> Rows.of(new float[5], Dims.of(3)))
        .hasMessage(
            "rows of shape (3): found 5 values, needed a multiple of 3. Try another shape.");
  }
}
