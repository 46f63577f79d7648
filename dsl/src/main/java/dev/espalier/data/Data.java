package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.describe.Dims;
import java.util.Arrays;

/** Makes data sets from arrays, tables, DJL datasets and idx files. */
public final class Data {
  private Data() {}

  /**
   * Gives features with class numbers, the classes being named by their number.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0; the largest one tells the number of classes
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, int[] labels) {
    return fromArrays(name, inputs, labels, classesIn(labels));
  }

  /**
   * Gives features with class numbers.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, int[] labels, Classes classes) {
    return DataSet.of(name, ArrayRows.of(name, "input", inputs), ArrayRows.of(labels), classes);
  }

  /**
   * Gives features with class numbers, the classes being named by their number.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0; the largest one tells the number of classes
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, float[][] inputs, int[] labels) {
    return fromArrays(name, inputs, labels, classesIn(labels));
  }

  /**
   * Gives features with class numbers.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, float[][] inputs, int[] labels, Classes classes) {
    return DataSet.of(name, ArrayRows.of(name, "input", inputs), ArrayRows.of(labels), classes);
  }

  /**
   * Gives features with values to predict.
   *
   * @param inputs one row of features each, all as long; copied
   * @param targets one row of values each, all as long; copied
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, double[][] targets) {
    Rows values = ArrayRows.of(name, "target", targets);
    return DataSet.of(
        name, ArrayRows.of(name, "input", inputs), values, new Targets.Values(values.dims()));
  }

  /**
   * Gives features with one value to predict each.
   *
   * @param inputs one row of features each, all as long; copied
   * @param targets one value for each row; copied
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, double[] targets) {
    Rows values = Rows.of(targets.clone(), Dims.of(1));
    return DataSet.of(name, ArrayRows.of(name, "input", inputs), values, Targets.values(1));
  }

  private static Classes classesIn(int[] labels) {
    return Targets.classes(Math.max(1, Arrays.stream(labels).max().orElse(0) + 1));
  }
}
