package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Splits by group and by time, and folds. */
final class SplitsTest {
  private static final int ROWS = 60;

  /** Row i has the value i, patient i % 7, class a, a, b, and a day each four rows. */
  private static DataSet visits() {
    DoubleColumn value = DoubleColumn.create("value");
    StringColumn patient = StringColumn.create("patient");
    StringColumn kind = StringColumn.create("kind");
    DateColumn day = DateColumn.create("day");
    for (int row = 0; row < ROWS; row++) {
      value.append(row);
      patient.append("p" + row % 7);
      kind.append(row % 3 == 2 ? "b" : "a");
      day.append(LocalDate.of(2026, 3, 1).minusDays(row / 4));
    }
    return Data.fromTable(
        Table.create("visits", value, patient, kind, day),
        t -> t.label("kind").drop("patient", "day"));
  }

  private static List<Integer> rows(DataSet data) {
    return Arrays.stream(data.inputs().doubles(0, data.size()))
        .mapToObj(each -> (int) each)
        .toList();
  }

  private static Set<Integer> patients(DataSet data) {
    Set<Integer> patients = new TreeSet<>();
    rows(data).forEach(row -> patients.add(row % 7));
    return patients;
  }

  private static void covered(Split split) {
    List<Integer> all = new ArrayList<>(rows(split.train()));
    all.addAll(rows(split.test()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
  }

  @Test
  void keepsEachGroupInOnePart() {
    DataSet data = visits();
    for (long seed = 0; seed < 20; seed++) {
      Split split = data.splitByGroup("patient", 0.7, seed);

      covered(split);
      assertThat(patients(split.train())).doesNotContainAnyElementsOf(patients(split.test()));
      assertThat(split.train().size()).isBetween(35, 49);
    }
    assertThat(rows(data.splitByGroup("patient", 0.7, 3).test()))
        .isEqualTo(rows(data.splitByGroup("patient", 0.7, 3).test()));
  }

  @Test
  void testsWithWhatIsLater() {
    Split split = visits().splitByTime("day", 0.7);

    // The last rows are the earliest days; the cut at 42 rows falls into a day of four.
    covered(split);
    assertThat(rows(split.test()))
        .containsExactlyElementsOf(IntStream.range(0, 16).boxed().toList());
    assertThat(
            rows(
                visits()
                    .splitByTime(IntStream.range(0, ROWS).asDoubleStream().toArray(), 0.5)
                    .test()))
        .first()
        .isEqualTo(30);
  }

  @Test
  void testsEachRowOnceOverFoldsThatHaveEachClass() {
    List<Split> folds = visits().folds(5, 1);

    List<Integer> tested = new ArrayList<>();
    for (Split fold : folds) {
      covered(fold);
      tested.addAll(rows(fold.test()));
      assertThat(fold.test().classCounts()).containsEntry("a", 8).containsEntry("b", 4);
    }
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
    assertThat(folds.get(1).train().name()).isEqualTo("visits (training, fold 2)");
  }

  @Test
  void testsEachGroupOnce() {
    List<Split> folds = visits().foldsByGroup("patient", 3, 1);

    Set<Integer> tested = new TreeSet<>();
    for (Split fold : folds) {
      covered(fold);
      assertThat(patients(fold.train())).doesNotContainAnyElementsOf(patients(fold.test()));
      assertThat(tested).doesNotContainAnyElementsOf(patients(fold.test()));
      tested.addAll(patients(fold.test()));
    }
    assertThat(tested).hasSize(7);
  }

  @Test
  void takesLabelsAsText() {
    DataSet data =
        Data.fromArrays(
            "trees", new double[][] {{1}, {2}, {3}}, new String[] {"oak", "ash", "oak"});

    assertThat(data.classes()).containsExactly("ash", "oak");
    assertThat(data.labels()).containsExactly(1, 0, 1);
  }

  @Test
  void refusesWhatCannotBeDivided() {
    DataSet data = visits();

    refused(
        () -> data.splitByGroup("doctor", 0.7, 1),
        "column doctor: the table has value, patient, kind, day. Try one of these.");
    refused(
        () -> data.splitByGroup("patient", 1.2, 1),
        "splitByGroup(..., 1.2): found 1.2, needed a fraction between 0 and 1. Try 0.8.");
    refused(
        () -> data.splitByGroup(new String[] {"a"}, 0.7, 1),
        "groups: found 1, needed 60 as there are rows. Try one a row.");
    refused(
        () -> data.foldsByGroup("patient", 8, 1),
        "foldsByGroup(8): found 7 groups, needed 2 parts at least, and one for each. Try from 2 to 7.");
    refused(
        () -> data.folds(1, 1),
        "folds(1): found 60 rows, needed 2 parts at least, and one for each. Try from 2 to 60.");
    refused(
        () -> data.take(3).splitByTime("day", 0.5),
        "splitByTime(...): found one time alone, needed at least 2. Try split(0.8, 1).");
    refused(
        () -> data.splitByTime("patient", 0.5),
        "column patient: row 0: found 'p0', needed a date, and 59 more like it."
            + " Try splitByTime(\"patient\", \"dd.MM.yyyy\", 0.8) by how dates are written.");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String line) {
    assertThatThrownBy(call)
        .isInstanceOf(DataException.class)
        .hasMessage("data set 'visits' has a problem:\n  " + line);
  }
}
