package dev.espalier.zoo;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.median;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.recall;
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
import dev.espalier.data.table.CsvFile;
import dev.espalier.data.table.CsvFormat;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table of own data, from raw cells to a published model that takes raw rows elsewhere. */
final class TableIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 2_000;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Path file;

  @SuppressWarnings("NullAway.Init")
  private static Split split;

  @SuppressWarnings("NullAway.Init")
  private static Run run;

  /** Who leaves is older than 60, or lives in Kiel and pays more than 90: one in eight or so. */
  private static Path customers() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = new ArrayList<>(List.of("age,pays,city,since,mails,leaves"));
    for (int row = 0; row < ROWS; row++) {
      double years = 20 + 45 * random.nextDouble();
      double paid = 100 * random.nextDouble();
      String lives = List.of("Ulm", "Bonn", "Kiel", "Jena").get(random.nextInt(4));
      boolean leaves = years > 60 || (lives.equals("Kiel") && paid > 90);
      lines.add(
          "%s,%s,%s,20%s-0%s-1%s,%s,%s"
              .formatted(
                  random.nextInt(20) == 0 ? "NA" : years,
                  paid,
                  random.nextInt(50) == 0 ? "" : lives,
                  10 + random.nextInt(10),
                  1 + random.nextInt(9),
                  random.nextInt(10),
                  random.nextBoolean(),
                  leaves ? "yes" : "no"));
    }
    return Files.write(folder.resolve("customers.csv"), lines);
  }

  @BeforeAll
  static void trainsAndPublishes() throws Exception {
    file = customers();
    DataSet data =
        Data.fromCsv(
            file,
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
                    .measure(recall())
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
    row.put("since", "2014-03-01");
    row.put("mails", true);
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
    double[] recalls = new double[2];
    for (int i = 0; i < 2; i++) {
      long all = confusion.get(i).stream().mapToLong(Long::longValue).sum();
      recalls[i] = confusion.get(i).get(i) / (double) all;
    }

    assertThat(confusion.get(1).get(0) + confusion.get(1).get(1)).isBetween(30L, 70L);
    assertThat(recalls[1]).isGreaterThan(0.85);
    assertThat(run.result().metric("recall"))
        .isCloseTo((recalls[0] + recalls[1]) / 2, within(1e-12));
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
    Table customers = CsvFile.read(file, CsvFormat.standard()).first(20).rejectColumns("leaves");

    Table said = run.predict(customers);
    Table published = Zoo.at(folder.resolve("zoo")).load("leavers").predict(customers);

    assertThat(said.columnNames())
        .containsExactly("class", "probability of no", "probability of yes");
    assertThat(said.stringColumn("class").asList())
        .isEqualTo(published.stringColumn("class").asList());
    assertThat(said.doubleColumn("probability of yes").get(0))
        .isCloseTo(
            run.predict(
                    customers.columns().stream()
                        .collect(Collectors.toMap(Column::name, column -> column.get(0))))
                .value(1),
            within(1e-6));
    assertThatThrownBy(() -> run.predict(customers.rejectColumns("pays")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "table 'customers' has a problem:\n"
                + "  column pays: found age, city, since, mails, needed it too. Try a table with a column of this"
                + " exact name.");
  }

  @Test
  void aProcessWithDjlOnlySaysTheSameOfARawRow() throws Exception {
    List<String> rows = new ArrayList<>();
    for (Map<String, Object> row : rows()) {
      rows.add(JSON.writeValueAsString(row));
    }
    rows.add(JSON.writeValueAsString(rows()));
    rows.add(
        "{\"Age\": 3, \"pays\": \"much\", \"city\": \"Ulm\", \"since\": null, \"mails\": true}");
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
            "row has 2 problems:   column age: found the columns [Age, city, mails, pays, since], needed it too."
                + " Try its exact name, or null for a missing cell.   column pays: found 'much',"
                + " needed a finite number. Try another value.");
  }

  @Test
  void refusesValuesWithoutColumnsAndADamagedRecipe() throws Exception {
    assertThatThrownBy(() -> run.predict(dev.espalier.data.Sample.of(1, 2, 3, 4, 5, 6, 7, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample: found values without columns, needed the columns [age, pays, city, since, mails] of"
                + " 'customers (training)'. Try a row by the names of its columns, or"
                + " Data.fromTable(table, t -> ...).");
    assertThatThrownBy(() -> run.predict("Buy now"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "text: found one text, needed a row of the columns [age, pays, city, since, mails]. Try"
                + " predict(Map.of(name, cell, ...)).");
    assertThatThrownBy(() -> run.predict(Map.of("age", 3)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("row has 4 problems:");
    byte[] table = TableDocument.bytes(run.recipe().data().recipe().orElseThrow(), List.of("no"));
    assertThatThrownBy(() -> TableDocument.read(table, run.checked(), List.of("no", "yes")))
        .isInstanceOf(ZooException.class)
        .hasMessage(
            "file 'table.json' has a problem:\n"
                + "  classes: found [no], needed [no, yes]. Try publishing the model again.");
  }
}
