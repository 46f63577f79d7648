package dev.espalier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A cell means the same, whichever kind of column the cells beside it make of it. */
final class KindsOfColumnsTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private DataSet data(String text, UnaryOperator<TableBuilder> recipe) throws IOException {
    return Data.fromCsv(Files.writeString(folder.resolve("sales.csv"), text), recipe);
  }

  private static List<Double> column(DataSet data) {
    return IntStream.range(0, data.size()).mapToObj(row -> data.inputs().row(row)[0]).toList();
  }

  @Test
  void numbersInGroupsStayTextUntilTheRecipeReadsThem() throws Exception {
    DataSet data = data("price;y\n1.234;0\n2.500;1\n", t -> t.label("y").numberWithComma("price"));
    DataSet targets = data("a;y\n1;1.234\n2;2.500\n", t -> t.target("y").numberWithComma("y"));

    assertThat(column(data)).containsExactly(1234.0, 2500.0);
    assertThat(targets.target(0)).containsExactly(1234);
  }

  @Test
  void aTableWhoseNumbersWereReadByOtherRulesIsRefused() {
    Table table =
        Table.create(
            "sales", DoubleColumn.create("price", 1.234), IntColumn.create("y", new int[] {0}));

    assertThatThrownBy(() -> Data.fromTable(table, t -> t.label("y").numberWithComma("price")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "table 'sales' has a problem:\n"
                + "  column price: row 0: found the number 1.234, needed text with a decimal comma."
                + " Try CsvFile.read(file, format, \"the column\"), which leaves its text as it is,"
                + " or no numberWithComma(...) for a column of numbers.");
  }

  @Test
  void aDecimalPointIsNotReadFromAFileWhoseDecimalsHaveACommaInIt() throws Exception {
    Path file = Files.writeString(folder.resolve("sales.csv"), "a;b;y\n1,234;2;0\n2,5;3;1\n");
    CsvFormat comma = CsvFormat.standard().decimal(',');

    assertThatThrownBy(() -> Data.fromCsv(file, comma, t -> t.label("y").number("a")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "file 'sales.csv' has a problem:\n"
                + "  column a: found number(...), which reads decimals with a point, beside"
                + " decimal(','), needed one mark. Try numberWithComma(\"a\").");
    assertThat(column(Data.fromCsv(file, comma, t -> t.label("y")))).containsExactly(1.234, 2.5);
  }

  @Test
  void datesThatNoFeatureComesFromDivideByTheirPattern() throws Exception {
    DataSet data = data("a,day,y\n1,02.01.2026,0\n2,01.02.2026,1\n", t -> t.label("y").drop("day"));

    assertThat(data.splitByTime("day", "dd.MM.yyyy", 0.5).test().inputs().row(0))
        .containsExactly(2);
    assertThatThrownBy(() -> data.splitByTime("day", 0.5))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'sales' has a problem:\n"
                + "  column day: row 0: found '02.01.2026', needed a date, and 1 more like it. Try"
                + " splitByTime(\"day\", \"dd.MM.yyyy\", 0.8) by how dates are written.");
    assertThatThrownBy(() -> data.splitByTime("day", "oo", 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("splitByTime(day): 'oo' is no pattern of a date. Try \"dd.MM.yyyy\".");
  }

  @Test
  void numbersAreRoundedAsJavaRoundsThem() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    List<String> numbers = new ArrayList<>(List.of("-0", "0.1", ".5", "5.", "-.5", "0", "+7"));
    for (int i = 0; i < 20_000; i++) {
      long digits = random.nextLong((long) Math.pow(10, 1 + i % 18));
      String text = String.valueOf(digits);
      int point = random.nextInt(text.length() + 1);
      String number = digits == 0 ? "0" : text.substring(0, point) + "." + text.substring(point);
      numbers.add(
          (i % 2 == 0 ? "" : "-") + number + (i % 7 == 0 ? "e" + random.nextInt(-9, 9) : ""));
    }
    Table table =
        CsvFile.read(
            Files.writeString(folder.resolve("n.csv"), "n\n" + String.join("\n", numbers)),
            CsvFormat.standard());

    assertThat(table.doubleColumn("n").asDoubleArray())
        .containsExactly(numbers.stream().mapToDouble(Double::parseDouble).toArray());
  }

  @Test
  void aTextThatIsNoNumberMakesItsColumnText() throws Exception {
    for (String text :
        List.of("-", ".", "-.", "1.2.3", "007", "-01", "00", "1-", "1e", "e1", "٣")) {
      Table table =
          CsvFile.read(
              Files.writeString(folder.resolve("n.csv"), "n\n1\n" + text), CsvFormat.standard());

      assertThat(table.stringColumn("n").asList()).containsExactly("1", text);
    }
  }

  @Test
  void datesOfDigitsAreReadByTheirPattern() throws Exception {
    DataSet data =
        data(
            "day;y\n20250131;0\n20261201;1\n",
            t -> t.label("y").date("day", "yyyyMMdd", Reading.YEAR));
    DataSet targets =
        data("a;y\n1;02.01.1970\n2;03.01.1970\n", t -> t.target("y").date("y", "dd.MM.yyyy"));

    assertThat(column(data)).containsExactly(2025.0, 2026.0);
    assertThat(data.splitByTime("day", 0.5).test().size()).isEqualTo(1);
    assertThat(targets.target(1)).containsExactly(2);
  }

  @Test
  void whatHasZerosBeforeItIsANameAndNoNumber() throws Exception {
    DataSet labels = data("a;y\n1;01\n2;1\n", t -> t.label("y"));

    assertThat(labels.classes()).containsExactly("01", "1");
    assertThatThrownBy(() -> data("zip;y\n01067;0\n10115;1\n", t -> t.label("y")))
        .hasMessage(
            "table 'sales' has a problem:\n"
                + "  column zip: found text such as '01067' in row 0, needed numbers. Try"
                + " oneHot(\"zip\"), number(\"zip\"), date(\"zip\") or drop(\"zip\").");
  }

  @Test
  void aCategoryIsTheSameAsTextANumberOrATruth() throws Exception {
    TableColumn rooms =
        Categorical.of("rooms", row -> List.of(3.0, 4.0).get(row), 2, 0, none(), false);
    Table table = Table.create("t", StringColumn.create("rooms", "3.0", "True", "03"));
    TableColumn texts =
        Categorical.of("rooms", row -> table.stringColumn("rooms").get(row), 3, 0, none(), false);

    assertThat(rooms.features()).containsExactly("rooms=3", "rooms=4");
    assertThat(texts.features()).containsExactly("rooms=03", "rooms=3", "rooms=true");
    assertThat(Cell.category("3.0")).isEqualTo(Cell.category(3)).isEqualTo("3");
    assertThat(Cell.category("FALSE")).isEqualTo(Cell.category(false)).isEqualTo("false");
    assertThat(Cell.category(1e15)).isEqualTo(Cell.category(1_000_000_000_000_000L));
    assertThat(Cell.category("-.5")).isEqualTo(Cell.category(-0.5)).isEqualTo("-0.5");
    assertThat(Cell.category(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
  }

  private static Optional<Filling> none() {
    return Optional.empty();
  }

  @Test
  void aFillingThatDoesNotFitIsOneLine() {
    assertThatThrownBy(
            () ->
                data(
                    "price;a;y\n1,5;1;0\n;2;1\n",
                    t ->
                        t.label("y")
                            .numberWithComma("price")
                            .fillMissing("price", new Filling.Value("1,5"))))
        .hasMessage(
            "table 'sales' has a problem:\n"
                + "  column price: value(\"1,5\") cannot fill it. Try median().");
  }

  @Test
  void aDecimalCommaSeparatesNoCells() throws Exception {
    Path file = Files.writeString(folder.resolve("x.csv"), "a, m;b, kg;y\n1,5;2,5;0\n1,6;3,5;1\n");
    DataSet data = Data.fromCsv(file, CsvFormat.standard().decimal(','), t -> t.label("y"));
    Path wide =
        Files.write(folder.resolve("y.csv"), "a;y\n1;0\n".getBytes(StandardCharsets.UTF_16LE));

    assertThat(data.inputs().row(1)).containsExactly(1.6, 3.5);
    assertThatThrownBy(() -> CsvFile.read(wide, CsvFormat.standard()))
        .hasMessage(
            "file 'y.csv' has a problem:\n"
                + "  characters: found zeros among the bytes, which no text in UTF-8 has. Try"
                + " CsvFormat.standard().charset(StandardCharsets.UTF_16LE), or the one that it was"
                + " written in.");
  }

  @Test
  void aColumnThatIsConstantButForRoundingStaysSmall() {
    double rounded = 0.1 + 0.2;

    assertThat(Scaling.STANDARD.learn(new double[] {0.3, rounded, 0.3})).containsExactly(0.3, 1);
    assertThat(Scaling.UNIT.learn(new double[] {0.3, rounded, 0.3})).containsExactly(0.3, 1);
    assertThat(Scaling.UNIT.learn(new double[] {1e-300, 2e-300})).containsExactly(1e-300, 1e-300);
    assertThat(Scaling.STANDARD.learn(new double[] {1e9, 1e9 + 1})).containsExactly(1e9 + 0.5, 0.5);
  }

  @Test
  void aPatternOfNoDateIsRefusedWhereverItComesFrom() {
    assertThatThrownBy(() -> Numeric.of("day", Reading.DAYS, "dd.bb", Scaling.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column day: 'dd.bb' is no pattern of a date. Try \"dd.MM.yyyy\".");
  }
}
