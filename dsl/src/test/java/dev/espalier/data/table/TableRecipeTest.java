package dev.espalier.data.table;

import static dev.espalier.Espalier.mean;
import static dev.espalier.Espalier.median;
import static dev.espalier.Espalier.mostFrequent;
import static dev.espalier.Espalier.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Data;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Parts;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a table's columns become, and that it is learned on the rows that it may be learned on. */
final class TableRecipeTest {
  private static Table people() {
    return Table.create(
        "people",
        DoubleColumn.create("age", new Double[] {30.0, null, 40.0, 80.0}),
        StringColumn.create("city", "Ulm", "Bonn", "Ulm", "Kiel"),
        StringColumn.create("plan", "b", "a", "a", "b"));
  }

  private static DataSet data(UnaryOperator<TableBuilder> recipe) {
    return Data.fromTable(people(), recipe);
  }

  private static List<List<Double>> rows(DataSet data) {
    return java.util.stream.IntStream.range(0, data.size())
        .mapToObj(row -> Arrays.stream(data.inputs().row(row)).boxed().toList())
        .toList();
  }

  private static void refused(UnaryOperator<TableBuilder> recipe, String... lines) {
    assertThatThrownBy(() -> data(recipe))
        .isInstanceOf(DataException.class)
        .hasMessage(String.join("\n  ", lines));
  }

  @Test
  void fillsScalesAndMakesCategoriesFeatures() {
    DataSet data = data(t -> t.label("plan").fillMissing(median()).oneHot("city").scaleToUnit());

    assertThat(data.recipe().orElseThrow().features())
        .containsExactly("age", "city=Bonn", "city=Kiel", "city=Ulm");
    assertThat(rows(data))
        .containsExactly(
            List.of(0.0, 0.0, 0.0, 1.0),
            List.of(0.2, 1.0, 0.0, 0.0),
            List.of(0.2, 0.0, 0.0, 1.0),
            List.of(1.0, 0.0, 1.0, 0.0));
    assertThat(data.classes()).containsExactly("a", "b");
    assertThat(data.labels()).containsExactly(1, 0, 0, 1);
  }

  @Test
  void learnsAnewOnTheRowsThatTrain() {
    DataSet data = data(t -> t.label("plan").fillMissing(median()).oneHot("city"));

    DataSet training = data.select(0, 1, 2).fitted();
    DataSet other = DataForm.of(training).prepare(data.select(1, 3));

    // The median of 30 and 40, not of 30, 40 and 80; Kiel is of no training row.
    assertThat(rows(training).get(1)).containsExactly(35.0, 1.0, 0.0, 0.0);
    assertThat(rows(other))
        .containsExactly(List.of(35.0, 1.0, 0.0, 0.0), List.of(80.0, 0.0, 0.0, 0.0));
    assertThat(DataForm.of(training).unknown(data))
        .containsExactly(
            "data set 'people', column city: 1 row of categories without a training row, such as Kiel; they are 0 in all its features");
  }

  @Test
  void findsTheColumnsOfAnotherTableByName() {
    DataForm form = DataForm.of(data(t -> t.label("plan").fillMissing(mean()).oneHot("city")));
    Table swapped =
        Table.create(
            "swapped",
            StringColumn.create("plan", "a", "b"),
            StringColumn.create("city", "Ulm", "Kiel"),
            StringColumn.create("note", "x", "y"),
            DoubleColumn.create("age", new Double[] {null, 3.0}));
    DataSet other =
        Data.fromTable(
            swapped, t -> t.label("plan").drop("note").fillMissing(median()).oneHot("city"));

    DataSet prepared = form.prepare(other);

    assertThat(rows(prepared))
        .containsExactly(List.of(50.0, 0.0, 0.0, 1.0), List.of(3.0, 0.0, 1.0, 0.0));
    assertThatThrownBy(
            () ->
                form.prepare(
                    Data.fromTable(
                        swapped.rejectColumns("age"),
                        t -> t.label("plan").drop("note").oneHot("city"))))
        .hasMessage(
            "data for 'people' has a problem:\n"
                + "  column age: found plan, city, note, needed it too. Try a table with a column of this exact name.");
  }

  @Test
  void saysEverythingThatIsWrongInOneErrorALineAColumn() {
    refused(
        t -> t.label("plan"),
        "table 'people' has 2 problems:",
        "column city: found text such as 'Ulm' in row 0, needed numbers. Try oneHot(\"city\"),"
            + " number(\"city\"), date(\"city\") or drop(\"city\").",
        "column age: 1 missing, the first in row 1, needed none. Try fillMissing(\"age\", median()).");
    refused(
        t -> t.label("Plan").drop("towns"),
        "table 'people' has 2 problems:",
        "column Plan: label or target names it, and the table has age, city, plan. Try one of these,"
            + " as it is written there.",
        "column towns: drop names it, and the table has age, city, plan. Try one of these, as it is"
            + " written there.");
    refused(
        t -> t.drop("age"),
        "table 'people' has a problem:",
        "targets: found neither label(...) nor target(...), needed one. Try label(\"plan\") for a"
            + " class, target(...) for numbers.");
  }

  @Test
  void readsARowByName() {
    TableRecipe recipe =
        data(t -> t.label("plan").fillMissing(median()).oneHot("city")).recipe().orElseThrow();
    Map<String, Object> missing = new HashMap<>();
    missing.put("age", null);
    missing.put("city", " Ulm ");

    assertThat(recipe.encode("row", Map.of("city", "Kiel", "age", 7, "more", 1)))
        .containsExactly(7, 0, 1, 0);
    assertThat(recipe.encode("row", missing)).containsExactly(40, 0, 0, 1);
    assertThatThrownBy(() -> recipe.encode("row", Map.of("Age", 7, "city", "")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "row has 2 problems:\n"
                + "  column age: found the columns [Age, city], needed it too. Try its exact name, or"
                + " null for a missing cell.\n"
                + "  column city: found none, needed a category. Try one of [Bonn, Kiel, Ulm].");
  }

  @Test
  void letsRareAndUnknownCategoriesShareOneFeature() {
    DataSet data = data(t -> t.label("plan").drop("age").oneHot("city").rare(2));
    TableRecipe recipe = data.recipe().orElseThrow();

    assertThat(recipe.features()).containsExactly("city=Ulm", "city other");
    assertThat(recipe.encode("row", Map.of("city", "Kiel"))).containsExactly(0, 1);
    assertThat(recipe.encode("row", Map.of("city", "Rome"))).containsExactly(0, 1);
    assertThat(recipe.encode("row", Map.of("city", "Ulm"))).containsExactly(1, 0);
    assertThat(DataForm.of(data).unknown(data))
        .containsExactly(
            "data set 'people', column city: 2 rows of categories with fewer than 2 training rows,"
                + " such as Bonn, Kiel; they are its feature 'city other'");
  }

  @Test
  void tellsThatACellWasMissing() {
    DataSet data =
        data(
            t ->
                t.label("plan")
                    .fillMissing("age", value(0))
                    .indicateMissing("age")
                    .fillMissing("city", mostFrequent())
                    .oneHot("city"));

    assertThat(rows(data).get(1)).containsExactly(0.0, 1.0, 1.0, 0.0, 0.0);
    assertThat(rows(data).get(0)).containsExactly(30.0, 0.0, 0.0, 0.0, 1.0);
  }

  @Test
  void readsNumbersTruthsAndDatesInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      Table table =
          Table.create(
              "houses",
              StringColumn.create("price", "1.234,5", "7", "2,50"),
              StringColumn.create("sold", "01.02.2026", "31.12.1999", "29.02.2024"),
              DateColumn.create(
                  "built", LocalDate.EPOCH, LocalDate.of(1970, 1, 11), LocalDate.of(1969, 12, 31)),
              BooleanColumn.create("garden", true, false, true),
              IntColumn.create("kind", 3, 1, 3));
      DataSet data =
          Data.fromTable(
              table,
              t ->
                  t.label("kind")
                      .numberWithComma("price")
                      .date("sold", "dd.MM.yyyy", Reading.YEAR, Reading.MONTH));

      assertThat(rows(data))
          .containsExactly(
              List.of(1234.5, 2026.0, 2.0, 0.0, 1.0),
              List.of(7.0, 1999.0, 12.0, 10.0, 0.0),
              List.of(2.5, 2024.0, 2.0, -1.0, 1.0));
      assertThat(data.classes()).containsExactly("1", "3");
      assertThatThrownBy(
              () -> Data.fromTable(table, t -> t.label("kind").number("price").drop("sold")))
          .hasMessage(
              "table 'houses' has a problem:\n"
                  + "  column price: row 0: found '1.234,5', needed a number with a decimal point,"
                  + " and 1 more like it. Try another value.");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesToNormalizeOverARecipe() {
    DataSet data = data(t -> t.label("plan").drop("age").oneHot("city"));

    assertThatThrownBy(() -> data.split(0.5, 1).standardized())
        .hasMessage(
            "data set 'people (training)' has a problem:\n"
                + "  normalized(...): the table's recipe says how its columns are scaled. Try"
                + " standardize() or scaleToUnit() in the recipe.");
  }

  @Test
  void aLabelAndNumbersAreSeveralOutputs() {
    Table table =
        Table.create("people")
            .addColumns(
                DoubleColumn.create("age", 30, 40, 50),
                StringColumn.create("plan", "gold", "free", "gold"),
                DoubleColumn.create("pays", 9, 0, 12));

    DataSet data = Data.fromTable(table, t -> t.label("plan").target("pays"));

    assertThat(data.kind().outputs())
        .contains(Parts.ofClasses("plan", "free", "gold").and("pays", 1));
    assertThat(data.targets().doubles(0, 3)).containsExactly(0, 1, 9, 1, 0, 0, 0, 1, 12);
    assertThat(data.recipe().orElseThrow().target().columns())
        .containsExactly("plan=free", "plan=gold", "pays");
    assertThatThrownBy(() -> Data.fromTable(table, t -> t.label("plan").target("pays", "plan")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column plan: it is the label and among the numbers to predict.");
    assertThatThrownBy(() -> Data.ofOutputs("both", data.named("a"), data.named("b")))
        .hasMessageContaining("a recipe that says what is predicted");
  }
}
