package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.data.problem.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prices in thousands from a German CSV file: scaled while they are learned, in euros elsewhere.
 */
final class PricesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> HOUSE = Map.of("area", "100,0", "city", "Köln");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Split split;

  @SuppressWarnings("NullAway.Init")
  private static Run run;

  @BeforeAll
  static void trainsAndPublishes() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    List<String> lines = new ArrayList<>(List.of("area;city;price"));
    for (int row = 0; row < 1_000; row++) {
      int tenths = 300 + random.nextInt(1_500);
      String city = List.of("Ulm", "Köln").get(random.nextInt(2));
      double price = 300.0 * tenths + (city.equals("Köln") ? 100_000 : 0) + random.nextInt(10_000);
      lines.add("%s,%s;%s;%s,5".formatted(tenths / 10, tenths % 10, city, (long) price));
    }
    Path file = Files.write(folder.resolve("houses.csv"), lines);
    DataSet data =
        Data.fromCsv(
            file,
            t ->
                t.target("price")
                    .numberWithComma("area")
                    .numberWithComma("price")
                    .oneHot("city")
                    .standardize()
                    .standardizeTargets());
    split = data.split(0.8, 1);
    run =
        train(
            network("prices", n -> n.input(data.inputDims()).dense("h", 16).relu().output(1)),
            supervised(),
            r -> r.regress(split.train()).validate(split.test()).adam(1e-2).epochs(15));
    Zoo.at(folder.resolve("zoo")).publish(run, "prices", card -> card.withOnnx());
  }

  @AfterAll
  static void close() {
    run.close();
  }

  @Test
  void predictsAndMeasuresInTheTargetsUnits() {
    assertThat(run.result().metric("r2")).isGreaterThan(0.99);
    assertThat(run.result().metric("mae")).isBetween(500.0, 10_000.0);
    assertThat(run.result().metric("loss")).isLessThan(0.01);
    assertThat(run.predict(HOUSE).value(0)).isCloseTo(405_000, within(10_000.0));
    assertThat(run.evaluate(split.test()).metrics()).isEqualTo(run.result().metrics());
    assertThat(split.test().target(0)[0]).isGreaterThan(90_000);
  }

  @Test
  void aNetworkThatIsGivenToOthersPredictsInTheSameUnits() {
    DataSet prepared = run.outcome().form().prepare(split.test());

    assertThat(given(run).evaluate(prepared).metric("r2"))
        .isCloseTo(run.result().metric("r2"), within(1e-6));
    assertThatThrownBy(() -> given(run).evaluate(split.test()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data for network 'prices' has a problem:\n"
                + "  columns: a table's recipe made features of them, and its values were trained on"
                + " what one made that learned something else. Try"
                + " run.outcome().form().prepare(data), or what the run itself says of the data.");
  }

  @Test
  void goesOnFromWhatItLearned() {
    try (Run more = run.train(supervised(), r -> r.regress(split.train()).epochs(1))) {
      assertThat(more.result().metric("r2")).isGreaterThan(0.99);
      assertThat(more.recipe().data().kind()).isEqualTo(run.recipe().data().kind());
    }
  }

  @Test
  void saysTheSameOnceItIsPublished() throws Exception {
    Loaded loaded = Zoo.at(folder.resolve("zoo")).load("prices");
    double needed = run.predict(HOUSE).value(0);
    Path answers = folder.resolve("answers");
    List<String> command =
        Programs.javaOn(
            Programs.classPathOfDjl(LoadsTableWithDjlOnly.class, folder),
            LoadsTableWithDjlOnly.class,
            List.of("-Duser.language=tr", "-Duser.region=TR"),
            folder.resolve("zoo").toUri().toString(),
            "prices",
            Files.write(folder.resolve("rows"), List.of(JSON.writeValueAsString(HOUSE))).toString(),
            answers.toString());

    Programs.run(command, folder.resolve("log"));

    assertThat(loaded.predict(HOUSE).value(0)).isCloseTo(needed, within(0.1));
    assertThat(JSON.readTree(Files.readString(answers)).get("price").asDouble())
        .isCloseTo(needed, within(0.1));
  }

  @Test
  void scalesTargetsOfArraysToo() {
    double[][] inputs = new double[200][1];
    double[] targets = new double[200];
    for (int row = 0; row < targets.length; row++) {
      inputs[row][0] = row / 100.0;
      targets[row] = 1e6 + 1e4 * row;
    }
    DataSet data = Data.fromArrays("line", inputs, targets);
    Split both = data.split(0.8, 1).standardized().standardizedTargets();
    try (Run line =
        train(
            network("line", n -> n.input(1).output(1)),
            supervised(),
            r -> r.regress(both.train()).adam(0.1).epochs(30))) {
      Zoo.at(folder.resolve("arrays")).publish(line, "line", card -> card);

      assertThat(line.evaluate(data).metric("r2")).isGreaterThan(0.999);
      assertThat(line.predict(Sample.of(1.0)).value(0)).isCloseTo(2e6, within(2e4));
      assertThat(Zoo.at(folder.resolve("arrays")).load("line").predict(Sample.of(1.0)).value(0))
          .isCloseTo(line.predict(Sample.of(1.0)).value(0), within(1.0));
    }
    assertThatThrownBy(both::standardizedTargets)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'line (training)' has a problem:\n"
                + "  targetsNormalized(...): found values (1), scaled as targets, needed values as"
                + " they are, all known. Try one of both scalings.");
  }
}
