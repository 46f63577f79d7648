package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

final class TableTest {
  @Test
  void classesComeBackFromATable() {
    DataSet data =
        Data.fromArrays(
            "fruits",
            new double[][] {{1, 0.5}, {2, 0.25}, {3, -1}},
            new int[] {1, 0, 1},
            Targets.classes("pear", "apple"));

    Table table = Data.toTable(data);
    DataSet back = Data.fromTable(table, "label", Targets.classes("pear", "apple"));

    assertThat(table.columnNames()).containsExactly("x1", "x2", "label");
    assertThat(back).hasToString("fruits: 3 rows (2), 2 classes");
    assertThat(back.inputs().doubles(0, 3)).isEqualTo(data.inputs().doubles(0, 3));
    assertThat(back.labels()).containsExactly(1, 0, 1);
  }

  @Test
  void valuesComeBackFromATable() {
    DataSet data = Data.fromArrays("p", new double[][] {{1}, {2}}, new double[][] {{3, 4}, {5, 6}});

    DataSet back = Data.regressionFromTable(Data.toTable(data), "y1", "y2");

    assertThat(back.inputDims()).isEqualTo(Dims.of(1));
    assertThat(back.target(1)).containsExactly(5, 6);
  }

  @Test
  void textLabelsAreOrderedByAlphabetAndNumbersBySize() {
    DoubleColumn x = DoubleColumn.create("x", 1, 2, 3);
    Table text = Table.create("t", x, StringColumn.create("label", "b", "a", "b"));
    Table numbers = Table.create("n", x, IntColumn.create("label", 10, 9, 10));

    assertThat(Data.fromTable(text, "label").classes()).containsExactly("a", "b");
    assertThat(Data.fromTable(numbers, "label").classes()).containsExactly("9", "10");
    assertThat(Data.fromTable(numbers, "label").labels()).containsExactly(1, 0, 1);
  }

  @Test
  void truthValuesAreLabelsAndFeatures() {
    Table table =
        Table.create(
            "t",
            BooleanColumn.create("wet", true, false),
            FloatColumn.create("x", 1.5f, 2.5f),
            BooleanColumn.create("ill", false, true));

    DataSet data = Data.fromTable(table, "ill");

    assertThat(data.classes()).containsExactly("false", "true");
    assertThat(data.labels()).containsExactly(0, 1);
    assertThat(data.input(0).doubles()).containsExactly(1, 1.5);
  }
}
