package dev.espalier.data.files;

import static dev.espalier.Espalier.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.ParquetWriter;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

final class ParquetFileIT {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  private Path write(String name, String schema, List<Map<String, @Nullable Object>> rows)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message m {" + schema + "}");
    Path file = folder.resolve(name);
    try (ParquetWriter<Map<String, @Nullable Object>> writer =
        ParquetWriter.writeFile(
            type,
            file.toFile(),
            (row, values) ->
                row.forEach(
                    (column, cell) -> {
                      if (cell != null) {
                        values.write(column, cell);
                      }
                    }))) {
      for (Map<String, @Nullable Object> row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  private static Map<String, @Nullable Object> row(@Nullable Object... cells) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(String.valueOf(cells[i]), cells[i + 1]);
    }
    return row;
  }

  @Test
  void readsEachTypeAsWhatItIs() throws Exception {
    Path file =
        write(
            "all.parquet",
            "optional double age; required int32 rooms; required boolean mails;"
                + " optional binary city (STRING); required int32 day (DATE);"
                + " required int64 at (TIMESTAMP(MILLIS,true)); required int64 price (DECIMAL(9,2));"
                + " required int32 many (INTEGER(32,false));",
            List.of(
                row(
                    "age",
                    31.5,
                    "rooms",
                    3,
                    "mails",
                    true,
                    "city",
                    "Köln",
                    "day",
                    20_454,
                    "at",
                    86_400_000L,
                    "price",
                    12_345L,
                    "many",
                    -1),
                row(
                    "age", null, "rooms", -4, "mails", false, "city", null, "day", -1, "at", 0L,
                    "price", -5L, "many", 7)));

    Table table = ParquetFile.read(file);

    assertThat(table.name()).isEqualTo("all");
    assertThat(table.doubleColumn("age").get(0)).isEqualTo(31.5);
    assertThat(table.doubleColumn("age").isMissing(1)).isTrue();
    assertThat(table.doubleColumn("rooms").asDoubleArray()).containsExactly(3, -4);
    assertThat(table.booleanColumn("mails").asList()).containsExactly(true, false);
    assertThat(table.stringColumn("city").get(0)).isEqualTo("Köln");
    assertThat(table.stringColumn("city").isMissing(1)).isTrue();
    assertThat(table.dateColumn("day").asList())
        .containsExactly(LocalDate.of(2026, 1, 1), LocalDate.of(1969, 12, 31));
    assertThat(table.dateTimeColumn("at").get(0)).isEqualTo(LocalDateTime.of(1970, 1, 2, 0, 0));
    assertThat(table.doubleColumn("price").asDoubleArray()).containsExactly(123.45, -0.05);
    assertThat(table.doubleColumn("many").asDoubleArray()).containsExactly(4_294_967_295.0, 7);
  }

  @Test
  void keepsWholeNumbersApartThatDoublesWouldMerge() throws Exception {
    long large = (1L << 53) + 1;
    Path file =
        write(
            "ids.parquet",
            "optional int64 id;",
            List.of(row("id", 7L), row("id", null), row("id", large), row("id", 8L)));

    assertThat(ParquetFile.read(file).stringColumn("id").asList())
        .containsExactly("7", "", "9007199254740993", "8");
  }

  @Test
  void takesARecipeAsACsvFileDoes() throws Exception {
    List<Map<String, @Nullable Object>> rows =
        List.of(
            row("age", 20.0, "plan", "a"), row("age", null, "plan", "b"),
            row("age", 40.0, "plan", "a"), row("age", 60.0, "plan", "b"));
    Path file =
        write("people.parquet", "optional double age; required binary plan (STRING);", rows);

    DataSet data = Data.fromParquet(file, t -> t.label("plan").fillMissing(median()));

    assertThat(data.size()).isEqualTo(4);
    assertThat(data.toString()).contains("people");
  }

  @Test
  void namesEveryColumnThatIsNoCell() throws Exception {
    Path file =
        write(
            "odd.parquet",
            "required double age; repeated double marks; required binary raw; required group g { required double x; }",
            Collections.emptyList());

    assertThatThrownBy(() -> ParquetFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            file 'odd.parquet' has 3 problems:
              column marks: found several values or columns in a cell, needed one value. Try a file without it, or with a column for each.
              column raw: found bytes of BINARY, needed numbers, text, dates or times. Try a file without it.
              column g: found several values or columns in a cell, needed one value. Try a file without it, or with a column for each.\
            """);
  }

  @Test
  void refusesAFileWithoutRowsAndOneThatIsNotThere() throws Exception {
    Path file = write("none.parquet", "required double age;", Collections.emptyList());

    assertThatThrownBy(() -> ParquetFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rows: found none, needed at least 1");
    assertThatThrownBy(() -> ParquetFile.read(folder.resolve("gone.parquet")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("gone.parquet");
  }

  @Test
  void namesTheDependencyWhereItIsAbsent() throws Exception {
    Path file = write("some.parquet", "required double age;", List.of(row("age", 1.0)));
    List<URL> others = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!each.contains("parquet-floor")) {
        others.add(Path.of(each).toUri().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method read = without.loadClass(ParquetFile.class.getName()).getMethod("read", Path.class);

      assertThatThrownBy(() -> read.invoke(null, file))
          .hasRootCauseMessage(
              """
              file 'some.parquet' has a problem:
                library: found no reader of Parquet. Try the dependency blue.strategic.parquet:parquet-floor, with which Parquet files are read.\
              """);
    }
  }

  @Test
  void givesOneErrorOrTheTableForEveryDamage() throws Exception {
    SplittableRandom random = new SplittableRandom(16);
    List<Map<String, @Nullable Object>> rows =
        IntStream.range(0, 50)
            .mapToObj(i -> row("age", (double) i, "plan", i % 3 == 0 ? "a" : "b"))
            .toList();
    Path whole =
        write("whole.parquet", "optional double age; required binary plan (STRING);", rows);
    byte[] good = Files.readAllBytes(whole);
    Path file = folder.resolve("damaged.parquet");
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] bytes = i % 2 == 0 ? good.clone() : Arrays.copyOf(good, random.nextInt(good.length));
      for (int k = 0; k < 4 && i % 2 == 0; k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try {
        ParquetFile.read(file);
      } catch (DataException told) {
        assertThat(told).hasMessageContaining("damaged.parquet");
        refused++;
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(30);
  }
}
