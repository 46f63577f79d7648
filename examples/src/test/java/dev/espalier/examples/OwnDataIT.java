package dev.espalier.examples;

import static dev.espalier.Espalier.*;
import static dev.espalier.methods.Methods.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.*;
import dev.espalier.data.table.*;
import dev.espalier.zoo.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on own data, compared with what runs here. */
final class OwnDataIT {
  private static final Path PAGE = Path.of("../docs/own-data.md");

  private static Path customers(Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(4);
    List<String> lines = new ArrayList<>(List.of("household,age,pays,city,leaves"));
    for (int row = 0; row < 1_000; row++) {
      int age = 20 + random.nextInt(50);
      String city = List.of("Ulm", "Bonn", "Kiel").get(random.nextInt(3));
      lines.add(
          "h%s,%s,%s,%s,%s"
              .formatted(
                  row / 3,
                  random.nextInt(20) == 0 ? "" : age,
                  random.nextInt(100),
                  city,
                  age > 60 ? "yes" : "no"));
    }
    return Files.write(folder.resolve("customers.csv"), lines);
  }

  /** Gives the published model's card. */
  private static String page(Path zoo) throws Exception {
    try (Stream<Path> files = Files.walk(zoo)) {
      return Files.readString(
          files.filter(file -> file.endsWith("README.md")).findFirst().orElseThrow());
    }
  }

  @Test
  void thePageRunsAsItStands(@TempDir Path folder) throws Exception {
    Path file = customers(folder);
    Path zoo = folder.resolve("zoo");
    // spotless:off
    var data = Data.fromCsv(file, t -> t.label("leaves").drop("household").fillMissing(median()).oneHot("city").rare(5).standardize());
    var split = data.splitByGroup("household", 0.8, 1);
    var run = train(network("leavers", n -> n.input(data.inputDims()).dense("h", 16).relu().output(2)), supervised(), r -> r
        .classify(split.train()).validate(split.test()).loss(crossEntropy().balanced()).measure(recall())
        .measure(averagePrecision()).adam(1e-2).epochs(10));
    run.result().print();
    var one = run.predict(Map.of("age", 64, "pays", 5.0, "city", "Bonn"));
    var all = run.predict(CsvFile.read(file, CsvFormat.standard()));           // a table: class, probability of no, probability of yes
    Zoo.at(zoo).publish(run, "leavers", card -> card.version("1.0.0"));
    var same = Zoo.at(zoo).load("leavers").predict(Map.of("age", 64, "pays", 5.0, "city", "Bonn"));
    // spotless:on
    assertThat(run.result().metric("recall")).isGreaterThan(0.9);
    assertThat(one.bestClass()).isEqualTo("yes");
    assertThat(all.rowCount()).isEqualTo(1_000);
    assertThat(same.value(1)).isCloseTo(one.value(1), within(1e-6));
    assertThat(page(zoo)).contains("## What it takes", "| city | one of Bonn, Kiel, Ulm");
    String block = "```java\n" + Readme.ownData().get(0) + "\n```\n";
    assertThat(Files.readString(PAGE)).contains(block);
  }
}
