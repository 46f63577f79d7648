package dev.espalier.models;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.Targets.Classes;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Comma-separated numbers as they lie in the jar; the last column is the class. */
final class ShippedTable {
  private final double[][] rows;
  private final List<String> classes;

  private ShippedTable(double[][] rows, List<String> classes) {
    this.rows = rows;
    this.classes = classes;
  }

  static ShippedTable withoutHeader(InputStream text) {
    return new ShippedTable(numbers(records(text)), List.of());
  }

  /** Reads a table whose first line is the numbers of rows and columns, then the classes' names. */
  static ShippedTable withHeader(InputStream text) {
    List<CSVRecord> records = records(text);
    List<String> header = records.get(0).toList();
    return new ShippedTable(
        numbers(records.subList(1, records.size())), header.subList(2, header.size()));
  }

  ShippedTable scaledBy(double scale) {
    double[][] scaled =
        Arrays.stream(rows)
            .map(
                row -> {
                  double[] changed = row.clone();
                  Arrays.setAll(changed, i -> i < row.length - 1 ? row[i] * scale : row[i]);
                  return changed;
                })
            .toArray(double[][]::new);
    return new ShippedTable(scaled, classes);
  }

  DataSet toDataSet(String name) {
    return toDataSet(name, Dims.of(rows[0].length - 1), new Classes(classes));
  }

  DataSet toDataSet(String name, Dims dims, Targets kind) {
    int width = rows[0].length - 1;
    double[] inputs = new double[rows.length * width];
    double[] labels = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, inputs, row * width, width);
      labels[row] = rows[row][width];
    }
    return DataSet.of(name, Rows.of(inputs, dims), Rows.of(labels, Dims.of()), kind);
  }

  private static List<CSVRecord> records(InputStream text) {
    try (CSVParser parser = CSVParser.parse(text, StandardCharsets.US_ASCII, CSVFormat.DEFAULT)) {
      return parser.getRecords();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static double[][] numbers(List<CSVRecord> records) {
    return records.stream()
        .map(record -> record.stream().mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }
}
