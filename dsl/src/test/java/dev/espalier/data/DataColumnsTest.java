package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class DataColumnsTest {
  private static final DataSet DATA =
      Data.fromArrays("four", new double[][] {{0}, {1}, {2}, {3}}, new int[] {0, 1, 0, 1});
  private static final DataSet TAUGHT =
      DATA.withColumn("teacher", TensorData.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 4, 2));

  @Test
  void columnsGoWithTheirRows() {
    DataSet chosen =
        TAUGHT.select(3, 1).named("two").normalized(Normalization.standardizing(DATA.inputs()));

    assertThat(values(chosen)).containsExactly(6, 7, 2, 3);
    assertThat(values(chosen.and(TAUGHT.take(1)))).containsExactly(6, 7, 2, 3, 0, 1);
    assertThat(DATA.columns()).isEmpty();
  }

  @Test
  void probabilitiesAreKeptAsLogarithms() {
    DataSet soft =
        DATA.withProbabilities(
            "teacher", Rows.of(new double[] {.5, .5, 1, 0, 0, 1, 1, 0}, Dims.of(2)));

    assertThat(values(soft)[0]).isCloseTo(Math.log(.5), within(1e-12));
    assertThat(values(soft)[3]).isCloseTo(Math.log(1e-30), within(1e-12));
  }

  @Test
  void refusesColumnsThatDoNotFit() {
    assertRefused(
        () -> TAUGHT.withColumn("teacher", Rows.of(new double[8], Dims.of(2))),
        "column 'teacher': there is one of that name already. Try another name.");
    assertRefused(
        () -> DATA.withColumn("short", Rows.of(new double[6], Dims.of(2))),
        "column 'short': found 3 rows, needed 4 as the data have.");
    assertRefused(
        () -> DATA.withColumn(" ", Rows.of(new double[8], Dims.of(2))),
        "withColumn(...): the column has no name. Try a name.");
    assertRefused(
        () -> DATA.withColumn("nan", Rows.of(new double[] {0, 0, 0, Double.NaN}, Dims.of(1))),
        "row 3: the column 'nan''s value at 0 is NaN, needed a finite number. Try dropping the row or"
            + " filling the value in.");
    assertRefused(
        () -> DATA.withColumn("one", TensorData.of(new double[] {1})),
        "column 'one': found a single number, needed (rows, ...). Try a row each.");
    assertRefused(
        () ->
            DATA.withProbabilities(
                "soft", Rows.of(new double[] {.5, .5, 1, 0, 0, 2, 1, 0}, Dims.of(2))),
        "row 2: the column 'soft''s value is 2.0, needed a probability. Try withColumn(...) for logits.");
    assertRefused(
        () -> DATA.withProbabilities("soft", Rows.of(new double[4], Dims.of())),
        "column 'soft': found rows of (), needed (2) as there are classes.");
  }

  @Test
  void refusesToJoinOrRenumberWhatWouldNoLongerFit() {
    assertRefused(
        () -> TAUGHT.and(DATA),
        "and(...): found the columns {} there and {teacher=(2)} here. Try the same columns in both.");
    assertRefused(
        () -> TAUGHT.classes("1", "0"),
        "classes(...): the columns [teacher] may be in the order of the classes, which changes. Try"
            + " it before the columns are added.");
  }

  @Test
  void rowsWithoutLabelsGoWithTheData() {
    DataSet more = DATA.withUnlabelled(Rows.of(new double[] {4, 5}, Dims.of(1)));

    DataSet changed =
        more.select(0, 1).normalized(Normalization.scalingToUnit(DATA.inputs())).and(DATA);

    assertThat(changed.size()).isEqualTo(6);
    assertThat(changed.trainedRows()).isEqualTo(8);
    assertThat(changed.unlabelled().orElseThrow().doubles(1, 2)[0])
        .isEqualTo(5 / 3.0, within(1e-9));
    assertThat(changed.classCounts()).containsEntry("0", 3).containsEntry("1", 3);
  }

  @Test
  void refusesRowsWithoutLabelsThatDoNotFit() {
    assertRefused(
        () -> DATA.withUnlabelled(Rows.of(new double[] {4, 5}, Dims.of(2))),
        "withUnlabelled(...): found rows of (2), needed (1) as the data have.");
    assertRefused(
        () -> DATA.withUnlabelled(Rows.of(new double[] {Double.NaN}, Dims.of(1))),
        "row 0: the input without a label's value at 0 is NaN, needed a finite number. Try dropping"
            + " the row or filling the value in.");
    assertRefused(
        () -> TAUGHT.withUnlabelled(Rows.of(new double[] {4}, Dims.of(1))),
        "withUnlabelled(...): the data have the columns [teacher] already. Try one of both.");
  }

  private static double[] values(DataSet data) {
    Rows rows = data.columns().values().iterator().next();
    return rows.doubles(0, rows.size());
  }

  private static void assertRefused(ThrowingCallable call, String problem) {
    assertThatThrownBy(call)
        .isInstanceOf(DataException.class)
        .hasMessage("data set 'four' has a problem:\n  " + problem);
  }
}
