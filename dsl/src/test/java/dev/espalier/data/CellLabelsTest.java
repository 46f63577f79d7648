package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CellLabelsTest {
  private static final double[][] INPUTS = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  private static final Targets.Classes TAGS = Targets.classes("noun", "verb").perCell(3);

  @Test
  void eachRowHasALabelForEachCell() {
    DataSet data =
        Data.fromArrays(
            "tags", INPUTS, new int[][] {{0, 1, 1}, {1, -1, -1}, {0, 0, -1}}, TAGS.ignoring(-1));

    assertThat(data.targets().dims()).isEqualTo(Dims.of(3));
    assertThat(data.kind().outputDims()).isEqualTo(Dims.of(3, 2));
    assertThat(data.kind()).hasToString("2 classes for each of (3)");
    assertThat(data.classCounts()).isEqualTo(Map.of("noun", 3, "verb", 3));
    assertThat(data.select(2, 0).target(0)).containsExactly(0, 0, -1);
    assertThat(data.split(0.7, 1).train().size()).isEqualTo(2);
  }

  @Test
  void classesOfPicturesAreTheFirstAxisOfAnOutput() {
    assertThat(Targets.classes(4).perCell(8, 6).outputDims()).isEqualTo(Dims.of(4, 8, 6));
    assertThat(Targets.classes(4).perCell(8, 6, 2).outputDims()).isEqualTo(Dims.of(4, 8, 6, 2));
    assertThat(Targets.Classes.of(List.of("a", "b"), Dims.of(2, 5, 4)))
        .isEqualTo(Targets.classes("a", "b").perCell(5, 4));
  }

  @Test
  void labelsAreRenumberedByNameAndIgnoredOnesStay() {
    DataSet data =
        Data.fromArrays(
            "tags", INPUTS, new int[][] {{0, 1, 1}, {1, -1, -1}, {0, 0, -1}}, TAGS.ignoring(-1));

    DataSet other = data.withClasses(Targets.classes("verb", "other", "noun").perCell(3));

    assertThat(other.target(0)).containsExactly(2, 0, 0);
    assertThat(other.target(1)).containsExactly(0, -1, -1);
    assertThat(other.kind().ignored()).hasValue(-1);
  }

  @Test
  void refusesAWrongLabelByItsCell() {
    assertThatThrownBy(
            () ->
                Data.fromArrays(
                    "tags", INPUTS, new int[][] {{0, 1, 2}, {1, 1, -1}, {0, 0, 0}}, TAGS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            data set 'tags' has 2 problems:
              row 0: the label at 2 is 2, needed a whole number from 0 to 1 for 2 classes. Try \
            ignoring(2), if it stands for no label.
              row 1: the label at 2 is -1, needed a whole number from 0 to 1 for 2 classes. Try \
            ignoring(-1), if it stands for no label.""");
  }

  @Test
  void refusesLabelsOfAnotherShapeAndLabelsThatAllAreIgnored() {
    assertThatThrownBy(
            () -> Data.fromArrays("tags", INPUTS, new int[][] {{0, 1}, {1, 1}, {0, 0}}, TAGS))
        .hasMessage(
            "data set 'tags' has a problem:\n  targets: found rows of shape (2), needed (3) for 2 classes for each of (3).");
    assertThatThrownBy(
            () ->
                Data.fromArrays(
                    "tags",
                    INPUTS,
                    new int[][] {{9, 9, 9}, {9, 9, 9}, {9, 9, 9}},
                    TAGS.ignoring(9)))
        .hasMessage(
            "data set 'tags' has a problem:\n  targets: every one is 9, which is ignored, needed one that counts."
                + " Try another value in ignoring(...).");
  }

  @Test
  void refusesWhatNeedsOneLabelARow() {
    DataSet data =
        Data.fromArrays("tags", INPUTS, new int[][] {{0, 1, 1}, {1, 1, 1}, {0, 0, 0}}, TAGS);

    assertThatThrownBy(() -> data.label(0))
        .hasMessage(
            "data set 'tags' has a problem:\n  label(0): found 2 classes for each of (3) as targets, needed one"
                + " label a row. Try target(row).");
    assertThatThrownBy(() -> data.sample(1, 3)).hasMessageContaining("needed one label a row");
  }

  @Test
  void refusesWrongCellsAndWrongIgnoredNumbers() {
    assertThatThrownBy(() -> Targets.classes(2).perCell(1, 2, 3, 4))
        .hasMessage(
            "perCell((1 x 2 x 3 x 4)): found (1 x 2 x 3 x 4), needed (steps), (height, width) or"
                + " (depth, height, width), once. Try perCell(32, 32).");
    assertThatThrownBy(() -> TAGS.ignoring(1))
        .hasMessage(
            "ignoring(1): it is the number of class 'verb'. Try perCell(32, 32).ignoring(-1).");
    assertThatThrownBy(() -> Targets.classes(2).ignoring(-1))
        .hasMessage(
            "ignoring(-1): a row without a label is left out of the data, or given to"
                + " withUnlabelled(...). Try perCell(32, 32).ignoring(-1).");
    assertThatThrownBy(() -> Targets.values(3).ignoring(Double.NaN))
        .hasMessage(
            "ignoring(NaN): needed a finite value, of targets that are not scaled. Try"
                + " ignoring(-1).");
  }
}
