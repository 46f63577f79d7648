package dev.espalier.zoo;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.median;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.Espalier.value;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.problem.DataException;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.problem.ZooException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A table of own data, from raw cells to a published model that takes raw rows elsewhere. */
final class TableIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 2_000;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Split split;

  @SuppressWarnings("NullAway.Init")
  private static Run run;

  /** Who leaves is older than 60, or lives in Kiel and pays more than 80: one in eight or so. */
  private static Table customers() {
    SplittableRandom random = new SplittableRandom(3);
    String[] cities = {"Ulm", "Bonn", "Kiel", "Jena"};
    DoubleColumn age = DoubleColumn.create("age");
    DoubleColumn pays = DoubleColumn.create("pays");
    StringColumn city = StringColumn.create("city");
    StringColumn leaves = StringColumn.create("leaves");
    for (int row = 0; row < ROWS; row++) {
      double years = 20 + 45 * random.nextDouble();
      double paid = 100 * random.nextDouble();
      String lives = cities[random.nextInt(4)];
      leaves.append(years > 60 || (lives.equals("Kiel") && paid > 90) ? "yes" : "no");
      age.append(random.nextInt(20) == 0 ? Double.NaN : years);
      pays.append(paid);
      city.append(random.nextInt(50) == 0 ? "" : lives);
    }
    return Table.create("customers", age, pays, city, leaves);
  }

  @BeforeAll
  static void trainsAndPublishes() {
    DataSet data =
        Data.fromTable(
            customers(),
            t ->
                t.label("leaves")
                    .fillMissing(median())
                    .indicateMissing("age")
                    .fillMissing("city", value("unknown"))
                    .oneHot("city")
                    .standardize());
    split = data.split(0.8, 1);
    run =
        train(
            network("leavers", n -> n.input(data.inputDims()).dense("h", 16).relu().output(2)),
            supervised(),
            r ->
                r.classify(split.train())
                    .validate(split.test())
                    .loss(crossEntropy().balanced())
                    .adam(1e-2)
                    .epochs(10));
    Zoo.at(folder.resolve("zoo")).publish(run, "leavers", card -> card.version("1.0.0"));
  }

  @AfterAll
  static void close() {
    run.close();
  }

  private static Map<String, Object> row(Object age, double pays, Object city) {
    Map<String, Object> row = new HashMap<>();
    row.put("age", age);
    row.put("pays", pays);
    row.put("city", city);
    return row;
  }

  @SuppressWarnings("NullAway") // a missing cell is null
  private static List<Map<String, Object>> rows() {
    return List.of(
        row(64.0, 5, "Bonn"),
        row(25, 95.5, "Kiel"),
        row(null, 50, "Ulm"),
        row(30, 20, null),
        row(41.5, 70, "Rome"));
  }

  @Test
  void findsTheFewThatLeave() {
    List<List<Long>> confusion = run.result().confusion();

    assertThat(
            confusion.get(1).get(1) / (double) (confusion.get(1).get(0) + confusion.get(1).get(1)))
        .isGreaterThan(0.85);
  }

  @Test
  void learnsFromTheTrainingRowsAlone() {
    assertThat(run.recipe().data().recipe()).isEqualTo(split.train().fitted().recipe());
    assertThat(run.recipe().data().recipe()).isNotEqualTo(split.test().fitted().recipe());
    assertThat(run.evaluate(split.test()).metrics()).isEqualTo(run.result().metrics());
  }

  @Test
  void saysTheSameOfARawRowOnceItIsPublished() {
    Loaded loaded = Zoo.at(folder.resolve("zoo")).load("leavers");

    assertThat(loaded.recipe()).isEqualTo(run.recipe().data().recipe());
    for (Map<String, Object> row : rows()) {
      assertThat(loaded.predict(row).value(1)).isCloseTo(run.predict(row).value(1), within(1e-6));
    }
    assertThat(loaded.predict(split.test().take(3)))
        .hasSize(3)
        .first()
        .satisfies(
            first ->
                assertThat(first.value(1))
                    .isCloseTo(loaded.predict(split.test().input(0)).value(1), within(1e-6)));
  }

  @Test
  void predictsForATableWithoutLabels() {
    Table customers = customers().first(20).rejectColumns("leaves");

    Table said = run.predict(customers);
    Table published = Zoo.at(folder.resolve("zoo")).load("leavers").predict(customers);

    assertThat(said.columnNames())
        .containsExactly("class", "probability of no", "probability of yes");
    assertThat(said.stringColumn("class").asList())
        .isEqualTo(published.stringColumn("class").asList());
    assertThat(said.doubleColumn("probability of yes").get(0))
        .isCloseTo(
            run.predict(
                    row(
                        customers.doubleColumn("age").get(0),
                        customers.doubleColumn("pays").get(0),
                        customers.stringColumn("city").get(0)))
                .value(1),
            within(1e-6));
    assertThatThrownBy(() -> run.predict(customers.rejectColumns("pays")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "table 'customers' has a problem:\n"
                + "  column pays: found age, city, needed it too. Try a table with a column of this"
                + " exact name.");
  }

  @Test
  void aProcessWithDjlOnlySaysTheSameOfARawRow() throws Exception {
    List<String> rows = new ArrayList<>();
    for (Map<String, Object> row : rows()) {
      rows.add(JSON.writeValueAsString(row));
    }
    rows.add(JSON.writeValueAsString(rows()));
    rows.add("{\"Age\": 3, \"pays\": \"much\", \"city\": \"Ulm\"}");
    Path answers = folder.resolve("answers");
    List<String> command =
        Programs.javaOn(
            Programs.classPathOfDjl(LoadsTableWithDjlOnly.class, folder),
            LoadsTableWithDjlOnly.class,
            List.of(),
            folder.resolve("zoo").toUri().toString(),
            "leavers",
            Files.write(folder.resolve("rows"), rows).toString(),
            answers.toString());

    Programs.run(command, folder.resolve("log"));

    List<String> said = Files.readAllLines(answers);
    JsonNode all = JSON.readTree(said.get(rows().size()));
    for (int i = 0; i < rows().size(); i++) {
      Prediction needed = run.predict(rows().get(i));
      for (JsonNode found : List.of(JSON.readTree(said.get(i)), all.get(i))) {
        assertThat(found.get("class").asText()).isEqualTo(needed.bestClass());
        assertThat(found.get("probabilities").get("yes").asDouble())
            .isCloseTo(needed.value(1), within(1e-5));
      }
    }
    assertThat(said.get(rows().size() + 1))
        .isEqualTo(
            "row has 2 problems:   column age: found the columns [Age, city, pays], needed it too."
                + " Try its exact name, or null for a missing cell.   column pays: found 'much',"
                + " needed a finite number. Try another value.");
  }

  @Test
  void refusesValuesWithoutColumnsAndADamagedRecipe() throws Exception {
    assertThatThrownBy(() -> run.predict(dev.espalier.data.Sample.of(1, 2, 3, 4, 5, 6, 7, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample: found values without columns, needed the columns [age, pays, city] of"
                + " 'customers (training)'. Try a row by the names of its columns, or"
                + " Data.fromTable(table, t -> ...).");
    assertThatThrownBy(() -> run.predict(Map.of("age", 3)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("row has 2 problems:");
    byte[] table = TableDocument.bytes(run.recipe().data().recipe().orElseThrow(), List.of("no"));
    assertThatThrownBy(() -> TableDocument.read(table, run.checked(), List.of("no", "yes")))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            "file 'table.json' has a problem:\n"
                + "  classes: found [no], needed [no, yes]. Try publishing the model again.");
  }
}
