package dev.espalier.zoo;

import static dev.espalier.Espalier.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

final class RecipeRowsTest {
  @Test
  void sayWhatEachColumnBecomesAndWhatWasLearned() {
    Table table =
        Table.create(
            "people",
            DoubleColumn.create("age", new Double[] {20.0, null, 40.0, 60.0}),
            StringColumn.create("city", "Ulm", "Bonn", "Ulm", "Bonn"),
            DateColumn.create("since", List.of(day(1), day(2), day(3), day(4))),
            BooleanColumn.create("mails", true, false, true, true),
            StringColumn.create("plan", "a", "b", "b", "a"));
    DataSet data =
        Data.fromTable(
            table,
            t ->
                t.label("plan")
                    .fillMissing("age", median())
                    .indicateMissing("age")
                    .oneHot("city")
                    .scaleToUnit());

    List<List<String>> rows = RecipeRows.of(data.fitted().recipe().orElseThrow());

    assertThat(rows)
        .containsExactly(
            List.of("column", "becomes", "missing cells", "features"),
            List.of(
                "age",
                "a number, less 20.0000, divided by 40.0000",
                "40.0000, by median(), and a feature that tells",
                "2"),
            List.of("city", "one of Bonn, Ulm", "refused", "2"),
            List.of(
                "since", "days since 1970-01-01, less 20454.0, divided by 3.00000", "refused", "1"),
            List.of("mails", "1 for true, 0 for false", "refused", "1"));
  }

  private static LocalDate day(int day) {
    return LocalDate.of(2026, 1, day);
  }
}
