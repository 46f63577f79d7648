package dev.espalier.data.table;

import static dev.espalier.Espalier.median;
import static dev.espalier.Espalier.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.data.Data;
import dev.espalier.data.problem.DataException;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Two hundred wrong tables and recipes of them, each with one clear error that names the column.
 */
final class WrongTablesTest {
  private static final int CASES = 200;
  private static final int ROWS = 12;

  private record Wrong(Table table, UnaryOperator<TableBuilder> recipe, List<String> named) {}

  private static Table sound(SplittableRandom random) {
    DoubleColumn age = DoubleColumn.create("age");
    StringColumn city = StringColumn.create("city");
    DateColumn since = DateColumn.create("since");
    IntColumn mails = IntColumn.create("mails");
    StringColumn plan = StringColumn.create("plan");
    for (int row = 0; row < ROWS; row++) {
      age.append(20 + 40 * random.nextDouble());
      city.append(List.of("Ulm", "Bonn", "Kiel").get(random.nextInt(3)));
      since.append(LocalDate.of(2020, 1, 1).plusDays(random.nextInt(900)));
      mails.append(random.nextInt(90));
      plan.append(row % 2 == 0 ? "a" : "b");
    }
    return Table.create("people", age, city, since, mails, plan);
  }

  private static TableBuilder good(TableBuilder table) {
    return table.label("plan").oneHot("city");
  }

  private static Wrong wrong(int kind, SplittableRandom random) {
    Table table = sound(random);
    int row = random.nextInt(ROWS);
    String number = random.nextBoolean() ? "age" : "mails";
    UnaryOperator<TableBuilder> good = WrongTablesTest::good;
    return switch (kind) {
      case 0 -> {
        table.column(number).setMissing(row);
        yield new Wrong(table, good, List.of("column " + number, "row " + row, "fillMissing("));
      }
      case 1 -> {
        table.column("city").setMissing(row);
        yield new Wrong(table, good, List.of("column city", "row " + row, "fillMissing("));
      }
      case 2 -> {
        table.doubleColumn("age").set(row, random.nextBoolean() ? 1e300 : Double.NEGATIVE_INFINITY);
        yield new Wrong(table, good, List.of("column age: row " + row, "needed a finite number"));
      }
      case 3 -> new Wrong(table, t -> t.label("plan"), List.of("column city", "oneHot(\"city\")"));
      case 4 ->
          new Wrong(
              table, t -> good(t).drop("agee" + row), List.of("column agee" + row, "age, city"));
      case 5 -> new Wrong(table, t -> good(t).number("city"), List.of("column city"));
      case 6 -> new Wrong(table, t -> t.oneHot("city"), List.of("label("));
      case 7 -> new Wrong(table, t -> t.label("pln").oneHot("city"), List.of("column pln"));
      case 8 -> {
        table.column("plan").setMissing(row);
        yield new Wrong(table, good, List.of("column plan", "row " + row));
      }
      case 9 ->
          new Wrong(
              table,
              t -> good(t).fillMissing("city", median()),
              List.of("column city", "median()"));
      case 10 ->
          new Wrong(table, t -> good(t).fillMissing("age", value("old")), List.of("column age"));
      case 11 -> new Wrong(table.emptyCopy(), good, List.of("found none, needed at least 1"));
      case 12 ->
          new Wrong(
              table, t -> t.label("plan", "a", "c" + row).oneHot("city"), List.of("column plan"));
      case 13 -> {
        table.stringColumn("plan").set(row, "x\u202E" + row);
        yield new Wrong(
            table, t -> t.label("plan", "a", "b").oneHot("city"), List.of("column plan"));
      }
      case 14 -> new Wrong(table, t -> t.target("city"), List.of("column city"));
      case 15 -> new Wrong(table.selectColumns("plan"), t -> t.label("plan"), List.of("people"));
      case 16 -> new Wrong(table, t -> good(t).date("city", "dd.MM.yyyy"), List.of("column city"));
      case 17 -> {
        for (int each = 0; each < ROWS; each++) {
          table.column(number).setMissing(each);
        }
        yield new Wrong(
            table,
            t -> good(t).fillMissing(median()),
            List.of("column " + number, "all 12 cells are missing"));
      }
      case 18 -> new Wrong(table, t -> good(t).words("city", 9, 3), List.of("column"));
      case 19 -> new Wrong(table, t -> t.label("since").oneHot("city"), List.of("column"));
      default -> throw new IllegalStateException("kind " + kind);
    };
  }

  @Test
  void eachHasOneErrorThatNamesItsColumn() {
    for (int i = 0; i < CASES; i++) {
      int kind = i % 20;
      Wrong wrong = wrong(kind, new SplittableRandom(i));

      Throwable thrown = catchThrowable(() -> Data.fromTable(wrong.table(), wrong.recipe()));

      assertThat(thrown)
          .as("case %s of kind %s", i, kind)
          .isInstanceOfAny(DataException.class, IllegalArgumentException.class)
          .hasMessageContainingAll(wrong.named().toArray(String[]::new))
          .hasMessageContaining("Try ");
      assertThat(thrown.getMessage())
          .hasSizeLessThan(600)
          .doesNotContain("Exception", "tech.table");
    }
  }
}
