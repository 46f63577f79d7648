package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SideBySideTest {
  private static final double[][] X = {{1, 2}, {3, 4}, {5, 6}};
  private static final DataSet KINDS =
      Data.fromArrays("kind", X, new int[] {1, 0, 1}, Targets.classes("cat", "dog"));
  private static final DataSet AGES = Data.fromArrays("age", X, new double[] {2, 4, 9});

  @Test
  void aRowHasOneForTheLabelAndThenTheValues() {
    DataSet both = Data.ofOutputs("pets", KINDS, AGES);

    assertThat(both.name()).isEqualTo("pets");
    assertThat(both.targets().doubles(0, 3)).containsExactly(0, 1, 2, 1, 0, 4, 0, 1, 9);
    assertThat(both.kind().outputs()).contains(Parts.ofClasses("kind", "cat", "dog").and("age", 1));
    assertThat(both).hasToString("pets: 3 rows (2), outputs kind 2 classes, age (1)");
    assertThat(both.ones()).isEqualTo(List.of(1, 2, 0));
  }

  @Test
  void scalingLeavesLabelsAsTheyAreAndComesBack() {
    DataSet both = Data.ofOutputs("pets", KINDS, AGES);
    DataSet scaled = new Split(both, both).standardizedTargets().train();

    double deviation = Math.sqrt((9 + 1 + 16) / 3.0);
    assertThat(scaled.targets().row(2)).containsExactly(0, 1, 4 / deviation);
    assertThat(scaled.kind().outputs()).isEqualTo(both.kind().outputs());
    assertThat(scaled.unscaled().kind()).isEqualTo(both.kind());
  }

  @Test
  void whatDoesNotLieSideBySideIsRefusedInOneError() {
    DataSet other =
        Data.fromArrays(
            "other",
            new double[][] {{1, 2}, {3, 4}, {5, 7}},
            new int[] {0, 1, 0},
            Targets.classes(2));
    DataSet fewer = Data.fromArrays("fewer", new double[][] {{1, 2}}, new double[] {1});
    DataSet scaled =
        AGES.named("scaled").targetsNormalized(Normalization.standardizing(AGES.targets()));

    assertThatThrownBy(() -> Data.ofOutputs("pets", KINDS, other, fewer, scaled))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            data set 'pets' has 3 problems:
              output 'other': row 2 has other inputs than that of 'kind'. Try the same inputs in the same order.
              output 'fewer': found 1 rows of (2), needed 3 of (2) as 'kind' has. Try the same inputs in the same order.
              output 'scaled': found values (1), scaled as targets, needed one label or values a row, as they are. Try unscaled(), and scaling them together."""
                .replace("\n", System.lineSeparator()));
  }

  @Test
  void oneOutputAndTwoOfOneNameAreRefused() {
    assertThatThrownBy(() -> Data.ofOutputs("pets", KINDS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found 1, needed at least 2");
    assertThatThrownBy(() -> Data.ofOutputs("pets", KINDS, KINDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the name 'kind' occurs twice");
  }

  @Test
  void classNumbersBecomeRowsOfOneOne() {
    assertThat(Rows.of(new double[] {2, 0}, Dims.of()).oneHot(3).floats(0, 2))
        .containsExactly(0, 0, 1, 1, 0, 0);
    assertThatThrownBy(() -> AGES.inputs().oneHot(3))
        .hasMessage("oneHot(3): found (2) a row, needed one number. Try rows of class numbers.");
  }
}
