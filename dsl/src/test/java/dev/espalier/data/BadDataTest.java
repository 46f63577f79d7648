package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What wrong data are told, message by message. */
final class BadDataTest {
  private static final DataSet FRUITS =
      Data.fromArrays(
          "fruits",
          new double[][] {{1}, {2}, {3}, {4}},
          new int[] {0, 0, 1, 1},
          Targets.classes("apple", "pear"));

  private static void refused(ThrowingCallable making, String... lines) {
    assertThatThrownBy(making)
        .isInstanceOf(DataException.class)
        .hasMessage(String.join("\n  ", lines));
  }

  @Test
  void notANumber() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1, 2}, {3, Double.NaN}}, new int[] {0, 1}),
        "data set 'd' has a problem:",
        "row 1: the input's value at 1 is NaN, needed a finite number."
            + " Try dropping the row or filling the value in.");
  }

  @Test
  void infiniteInAnImage() {
    float[] images = new float[2 * 4];
    images[6] = Float.POSITIVE_INFINITY;

    refused(
        () ->
            DataSet.of(
                "d",
                Rows.of(images, Dims.of(1, 2, 2)),
                Rows.of(new double[] {0, 1}, Dims.of()),
                Targets.classes(2)),
        "data set 'd' has a problem:",
        "row 1: the input's value at (0, 1, 0) is Infinity, needed a finite number."
            + " Try dropping the row or filling the value in.");
  }

  @Test
  void tooLargeForFloats() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1}, {2}}, new double[] {1, 1e300}),
        "data set 'd' has a problem:",
        "row 1: the target's value at 0 is 1.0E300, needed a finite number."
            + " Try dropping the row or filling the value in.");
  }

  @Test
  void labelsOutOfRangeAndNotWhole() {
    Rows labels = Rows.of(new double[] {0, 2, -1, 0.5}, Dims.of());

    refused(
        () -> DataSet.of("d", FRUITS.inputs(), labels, Targets.classes(2)),
        "data set 'd' has 3 problems:",
        "row 1: the label is 2, needed a whole number from 0 to 1 for 2 classes."
            + " Try numbering the classes from 0 without gaps.",
        "row 2: the label is -1, needed a whole number from 0 to 1 for 2 classes."
            + " Try numbering the classes from 0 without gaps.",
        "row 3: the label is 0.5, needed a whole number from 0 to 1 for 2 classes.");
  }

  @Test
  void labelsThatAskForMillionsOfClasses() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1}, {2}}, new int[] {0, 50_000_000}),
        "data set 'd' has a problem:",
        "labels: found the labels 0, 50000000, so most of 50000001 classes would have no row."
            + " Try numbering the classes from 0 without gaps.");
  }

  @Test
  void labelsOfPlusAndMinusOne() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1}, {2}}, new int[] {1, -1}),
        "data set 'd' has a problem:",
        "row 1: the label is -1, needed a whole number from 0 to 1 for 2 classes."
            + " Try numbering the classes from 0 without gaps.");
  }

  @Test
  void rowsThatThereAreNone() {
    DataSet data = Data.fromArrays("d", new double[][] {{1}, {2}, {3}}, new int[] {0, 1, 0});

    assertThatThrownBy(() -> data.input(-1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'd' has a problem:\n"
                + "  input(-1): found 3 rows, needed 0 to 2. Try input(0).");
    assertThatThrownBy(() -> data.target(3))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'd' has a problem:\n"
                + "  target(3): found 3 rows, needed 0 to 2. Try target(0).");
    assertThatThrownBy(() -> data.label(Integer.MAX_VALUE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'd' has a problem:\n"
                + "  label(2147483647): found 3 rows, needed 0 to 2. Try label(0).");
  }

  @Test
  void labelsFromOne() {
    DataSet data = Data.fromArrays("d", new double[][] {{1}, {2}, {3}}, new int[] {1, 2, 3});

    assertThat(DataChecks.training(data))
        .extracting(Problem::toString)
        .containsExactly(
            "labels: found the labels 1, 2, 3, but none of class 0 among the 3 rows to train on."
                + " Try numbering the classes from 0 without gaps, or split(...), which divides"
                + " every class.");
  }

  @Test
  void labelsWithGaps() {
    int[] labels = {0, 10, 20, 30, 40, 50, 60};
    DataSet data = Data.fromArrays("d", new double[7][1], labels);

    assertThat(DataChecks.training(data))
        .extracting(Problem::toString)
        .containsExactly(
            "labels: found the labels 0, 10, 20, 30, 40 ... 60, but none of class 1 among the 7"
                + " rows to train on. Try numbering the classes from 0 without gaps, or"
                + " split(...), which divides every class.");
  }

  @Test
  void rowsThatAreNull() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1}, null}, new double[] {1, 2}),
        "data set 'd' has a problem:",
        "row 1: the input is null, needed an array of values.");
  }

  @Test
  void rowsThatNoArrayCanHold() {
    double[] row = new double[50_000];
    double[][] rows = new double[50_000][];
    Arrays.fill(rows, row);

    refused(
        () -> Data.fromArrays("d", rows, new double[50_000]),
        "data set 'd' has a problem:",
        "rows: found 50000 of 50000 values, more than an array can hold."
            + " Try Rows.ofFile(...), which keeps them in a file.");
  }

  @Test
  void nameOfAMegabyte() {
    String name = "x".repeat(1_000_000);

    assertThatThrownBy(() -> Data.fromArrays(name, new double[0][], new double[0]))
        .isInstanceOf(DataException.class)
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void classesWithoutEnd() {
    assertThatThrownBy(() -> Targets.classes(50_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes(50000000): needed a number from 1 to 1000000. Try classes(10).");
  }

  @Test
  void emptySet() {
    refused(
        () -> Data.fromArrays("d", new double[0][], new double[0]),
        "data set 'd' has a problem:",
        "rows: found none, needed at least 1. Try looking at where the data come from.");
  }

  @Test
  void rowsOfDifferentLength() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1, 2}, {3}, {4, 5, 6}}, new int[] {0, 1, 1}),
        "data set 'd' has 2 problems:",
        "row 1: the input has 1 values, needed 2 as row 0 has.",
        "row 2: the input has 3 values, needed 2 as row 0 has.");
  }

  @Test
  void moreInputsThanLabelsAndOnlyOneClass() {
    refused(
        () -> Data.fromArrays("d", new double[][] {{1}, {2}, {3}}, new int[] {0, 0}),
        "data set 'd' has 2 problems:",
        "rows: found 3 inputs and 2 targets, needed as many.",
        "classes: found [0], needed at least 2 classes.");
  }

  @Test
  void manyWrongRowsAreCounted() {
    double[][] inputs = new double[1000][1];
    for (double[] row : inputs) {
      row[0] = Double.NaN;
    }

    assertThatThrownBy(() -> Data.fromArrays("d", inputs, new double[1000]))
        .hasMessageStartingWith("data set 'd' has 11 problems:\n  row 0: ")
        .hasMessageEndingWith("\n  and more: found 990 further problems like these.");
  }

  @Test
  void splitWithAnEmptyPart() {
    refused(
        () -> FRUITS.split(1.5, 7),
        "data set 'fruits' has a problem:",
        "split(1.5): found 4 rows, which would leave a part empty."
            + " Try a fraction between 0 and 1, such as 0.8.");
  }

  @Test
  void splitIntoThreeWithoutARest() {
    refused(
        () -> FRUITS.split(0.6, 0.4, 7),
        "data set 'fruits' has a problem:",
        "split(0.6, 0.4, 7): found parts that leave nothing for testing, needed a sum below 1."
            + " Try split(0.6, 0.2, 7).");
  }

  @Test
  void moreOfAClassThanThereIs() {
    refused(
        () -> FRUITS.sample(3, 7),
        "data set 'fruits' has 2 problems:",
        "class apple: found 2 rows, needed 3.",
        "class pear: found 2 rows, needed 3.");
    refused(
        () -> FRUITS.sample(0, 7),
        "data set 'fruits' has a problem:",
        "sample(...): found 0 rows a class, needed at least 1. Try 100.");
  }

  @Test
  void moreRowsThanThereAre() {
    refused(
        () -> FRUITS.take(5),
        "data set 'fruits' has a problem:",
        "take(5): found 4 rows, needed 5. Try take(4).");
    refused(
        () -> FRUITS.select(0, 4),
        "data set 'fruits' has a problem:",
        "select(...): found row 4, needed 0 to 3.");
  }

  @Test
  void labelsOfARegression() {
    DataSet prices = Data.fromArrays("prices", new double[][] {{1}}, new double[] {2.5});

    refused(
        () -> prices.label(0),
        "data set 'prices' has a problem:",
        "label(0): found values (1) as targets, needed classes. Try target(row).");
  }

  @Test
  void classThatTrainingNeverSees() {
    List<Problem> problems = DataChecks.training(FRUITS.take(2));

    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "class pear: found none among the 2 rows to train on, needed at least 1."
                + " Try split(...), which divides every class.");
  }

  @Test
  void dataOfAnotherShapeThanTheNetwork() {
    List<Problem> problems = DataChecks.inputs(FRUITS, Dims.of(1, 8, 8));

    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "input: the data have rows of (1), the network takes (1 x 8 x 8). Try input(1).");
  }

  @Test
  void outputOfAnotherShapeThanTheTargets() {
    assertThat(DataChecks.output("network 'n'", Dims.of(10), FRUITS.kind()))
        .hasToString(
            "Optional[network 'n': it gives (10), and the data have 2 classes, which need (2)."
                + " Try output(2).]");
    assertThat(DataChecks.output("network 'n'", Dims.of(1), FRUITS.kind()))
        .hasToString(
            "Optional[network 'n': it gives (1), and the data have 2 classes, which need (2): one"
                + " value for each class, also where there are two. Try output(2).]");
    assertThat(DataChecks.output("network 'n'", Dims.of(2), FRUITS.kind())).isEmpty();
  }

  @Test
  void tableWithoutTheColumn() {
    Table table =
        Table.create("t", DoubleColumn.create("a", 1, 2), StringColumn.create("kind", "x", "y"));

    refused(
        () -> Data.fromTable(table, "label"),
        "table 't' has a problem:",
        "column label: found a, kind, needed a column of this name.");
  }

  @Test
  void tableWithTextAndMissingCells() {
    IntColumn b = IntColumn.create("b", 1, 2, 3).setMissing(1);
    Table table =
        Table.create(
            "t",
            StringColumn.create("color", "red", "blue", "red"),
            b,
            StringColumn.create("label", "x", "y", ""));

    refused(
        () -> Data.fromTable(table, "label"),
        "table 't' has 3 problems:",
        "row 2, column label: found nothing, needed a label."
            + " Try table.dropRowsWithMissingValues(), or filling it in.",
        "column color: found STRING, needed numbers."
            + " Try table.rejectColumns(\"color\"), or a column of 0 and 1 for each of its values.",
        "row 1, column b: found nothing, needed a number."
            + " Try table.dropRowsWithMissingValues(), or filling it in.");
  }

  @Test
  void tableWithFractionsAsLabels() {
    Table table =
        Table.create("t", DoubleColumn.create("a", 1, 2), DoubleColumn.create("y", 1, 2.5));

    refused(
        () -> Data.fromTable(table, "y"),
        "table 't' has a problem:",
        "row 1, column y: found 2.5, needed a whole number as a label."
            + " Try regressionFromTable(table, \"y\").");
  }

  @Test
  void tableWithALabelThatIsNoClass() {
    Table table =
        Table.create("t", DoubleColumn.create("a", 1, 2), StringColumn.create("kind", "x", "z"));

    refused(
        () -> Data.fromTable(table, "kind", Targets.classes("x", "y")),
        "table 't' has a problem:",
        "row 1, column kind: found z, needed one of [x, y].");
  }
}
