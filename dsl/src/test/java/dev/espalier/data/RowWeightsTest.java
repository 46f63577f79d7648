package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

final class RowWeightsTest {
  private static final DataSet DATA =
      Data.fromArrays(
          "few",
          new double[][] {{0}, {1}, {2}, {3}},
          new int[] {0, 1, 0, 1},
          Targets.classes("no", "yes"));

  @Test
  void goWithTheirRows() {
    DataSet weighted = DATA.withWeights(0, 1, 0.5, 3);

    assertThat(weights(weighted.select(3, 0, 3))).containsExactly(3, 0, 3);
    Split split = weighted.split(0.5, 7);
    for (DataSet part : new DataSet[] {split.train(), split.test(), weighted.shuffled(3)}) {
      double[] wanted =
          IntStream.range(0, part.size())
              .mapToDouble(row -> weights(weighted)[(int) part.input(row).doubles()[0]])
              .toArray();
      assertThat(weights(part)).containsExactly(wanted);
    }
    assertThat(weights(weighted.take(2).and(weighted.take(1)))).containsExactly(0, 1, 0);
    assertThat(DATA.weights()).isEmpty();
  }

  @Test
  void areAColumnOfTheTable() {
    Table table =
        Table.create("table")
            .addColumns(
                DoubleColumn.create("x", 1, 2, 3),
                StringColumn.create("y", "a", "b", "a"),
                DoubleColumn.create("count", 4, 5, 6));
    DataSet data = Data.fromTable(table, t -> t.label("y").drop("count"));

    assertThat(weights(data.withWeights("count"))).containsExactly(4, 5, 6);
    assertThat(data.inputDims()).isEqualTo(Dims.of(1));
  }

  @Test
  void whatCannotCountIsRefused() {
    assertThatThrownBy(() -> DATA.withWeights(1, 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'few' has a problem:\n  withWeights(...): found 2, needed 4 as there are rows. Try one a row.");
    assertThatThrownBy(() -> DATA.withWeights(1, -1, Double.NaN, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 1: the weight is -1.0, needed a finite number of at least 0")
        .hasMessageContaining("row 2: the weight is NaN, needed a finite number of at least 0");
    assertThatThrownBy(() -> DATA.withWeights(0, 0, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'few' has a problem:\n  withWeights(...): all are 0. Try one above 0 at least.");
    DataSet weighted = DATA.withWeights(1, 2, 3, 4);
    assertThatThrownBy(() -> weighted.withWeights(1, 2, 3, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the data have weights of rows already");
    assertThatThrownBy(() -> weighted.and(DATA))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found rows with weights and rows without");
    assertThatThrownBy(() -> weighted.withUnlabelled(Rows.of(new double[] {1}, Dims.of(1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the data have weights of rows already");
    assertThatThrownBy(() -> DATA.withWeights("count"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the data are no table with a recipe");
  }

  private static double[] weights(DataSet data) {
    return data.weights().orElseThrow().doubles(0, data.size());
  }
}
