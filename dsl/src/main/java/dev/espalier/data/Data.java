package dev.espalier.data;

import ai.djl.training.dataset.RandomAccessDataset;
import dev.espalier.data.Targets.Classes;
import dev.espalier.data.files.ArrayFile;
import dev.espalier.data.files.CifarFiles;
import dev.espalier.data.files.CifarNames;
import dev.espalier.data.files.ParquetFile;
import dev.espalier.data.image.PictureBuilder;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.ArrayRows;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.table.CsvFile;
import dev.espalier.data.table.CsvFormat;
import dev.espalier.data.table.TableBuilder;
import dev.espalier.data.table.TableBuilder.Resolved;
import dev.espalier.data.table.TextFiles;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tech.tablesaw.api.Table;

/** Makes data sets from arrays, tables, folders of pictures, DJL datasets and idx files. */
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
    Given.all("name", name, "inputs", inputs, "labels", labels);
    return fromArrays(name, inputs, labels, Labels.classesIn(name, labels));
  }

  /**
   * Gives features with class numbers.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, int[] labels, Classes classes) {
    Given.all("name", name, "inputs", inputs, "labels", labels, "classes", classes);
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
    Given.all("name", name, "inputs", inputs, "labels", labels);
    return fromArrays(name, inputs, labels, Labels.classesIn(name, labels));
  }

  /**
   * Gives features with class numbers.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels class numbers from 0
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, float[][] inputs, int[] labels, Classes classes) {
    Given.all("name", name, "inputs", inputs, "labels", labels, "classes", classes);
    return DataSet.of(name, ArrayRows.of(name, "input", inputs), ArrayRows.of(labels), classes);
  }

  /**
   * Gives features with a class number for each step, pixel or other cell of a row.
   *
   * <pre>{@code
   * Data.fromArrays("tags", sentences, tags, Targets.classes("noun", "verb").perCell(12).ignoring(-1))
   * }</pre>
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels one row of class numbers each, as many as there are cells; copied
   * @param classes classes {@code perCell(...)}
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(
      String name, double[][] inputs, int[][] labels, Classes classes) {
    Given.all("name", name, "inputs", inputs, "labels", labels, "classes", classes);
    return DataSet.of(
        name,
        ArrayRows.of(name, "input", inputs),
        ArrayRows.of(name, labels, classes.cells()),
        classes);
  }

  /**
   * Gives features with labels as text, the classes in alphabetical order.
   *
   * @param inputs one row of features each, all as long; copied
   * @param labels the classes' names
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, String[] labels) {
    Given.all("name", name, "inputs", inputs, "labels", labels);
    List<String> classes = Arrays.stream(labels).distinct().sorted().toList();
    if (classes.isEmpty()) {
      throw DataException.of(
          "data set '" + name + "'", "labels", "found none, needed one a row", "more rows");
    }
    int[] numbers =
        Arrays.stream(labels).mapToInt(label -> Collections.binarySearch(classes, label)).toArray();
    return fromArrays(name, inputs, numbers, new Classes(classes));
  }

  /**
   * Gives features with values to predict.
   *
   * @param inputs one row of features each, all as long; copied
   * @param targets one row of values each, all as long; copied
   * @throws DataException if rows differ in length, or as {@link DataSet#of} says
   */
  public static DataSet fromArrays(String name, double[][] inputs, double[][] targets) {
    Given.all("name", name, "inputs", inputs, "targets", targets);
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
    Given.all("name", name, "inputs", inputs, "targets", targets);
    Rows values = Rows.of(targets.clone(), Dims.of(1));
    return DataSet.of(name, ArrayRows.of(name, "input", inputs), values, Targets.values(1));
  }

  /**
   * Gives data with several outputs, of data sets that have the same inputs and one output each,
   * which are called by the data sets' names.
   *
   * <pre>{@code
   * DataSet faces = Data.ofOutputs("faces", kinds.named("kind"), ages.named("age"));
   * Parts outputs = faces.kind().outputs().orElseThrow();
   * }</pre>
   *
   * <p>A target is a row of all outputs, in their order: of classes 1 for the label and 0 for
   * others, of values the values. A network ends in as many, {@code output(outputs.dims())}'s width
   * or branches that {@code concat()} joins.
   *
   * @param outputs at least 2, of one label or of values a row, as they are
   * @throws DataException if inputs differ, or targets are scaled, partly unknown or of many cells
   */
  public static DataSet ofOutputs(String name, DataSet... outputs) {
    Given.all("name", name, "outputs", outputs);
    return SideBySide.of(name, List.of(outputs));
  }

  /**
   * Gives a table's rows with one column as class labels: text (classes in alphabetical order),
   * whole numbers (in their order) or false and true. All other columns are features: numbers, or
   * false and true as 0 and 1.
   *
   * @throws DataException if there is no such column, a feature is not a number or a cell is
   *     missing
   */
  public static DataSet fromTable(Table table, String labelColumn) {
    Given.all("table", table, "labelColumn", labelColumn);
    return new TableReader(table, List.of(labelColumn)).classes(null);
  }

  /**
   * Gives a table's rows with one column as labels of known classes, so that two tables give the
   * same classes.
   *
   * @throws DataException as without classes, or if a label is none of them
   */
  public static DataSet fromTable(Table table, String labelColumn, Classes classes) {
    Given.all("table", table, "labelColumn", labelColumn, "classes", classes);
    return new TableReader(table, List.of(labelColumn)).classes(classes);
  }

  /**
   * Gives a table's rows by a recipe that says what each column becomes: see {@link TableBuilder}.
   * What it learns, it learns on all rows at first, and anew on the training rows alone when a
   * training starts; it goes with the run and with the published model, which then take raw rows.
   *
   * <pre>{@code
   * Data.fromTable(people, t -> t.label("plan").fillMissing(median()).oneHot("city").standardize())
   * }</pre>
   *
   * @throws DataException naming every column that is absent, has missing cells or cannot be read
   */
  public static DataSet fromTable(Table table, UnaryOperator<TableBuilder> recipe) {
    Given.all("table", table, "recipe", recipe);
    Resolved resolved = Given.result("recipe", recipe.apply(TableBuilder.empty())).resolve(table);
    List<String> classes = resolved.targets().classes();
    Rows targets = resolved.targets().rows();
    return DataSet.of(
        table.name(),
        resolved.rows(),
        targets,
        resolved
            .targets()
            .outputs()
            .<Targets>map(Targets::of)
            .orElseGet(
                () ->
                    classes.isEmpty() ? new Targets.Values(targets.dims()) : new Classes(classes)));
  }

  /**
   * Gives a CSV file's rows by a recipe that says what each column becomes.
   *
   * @param file in UTF-8, with a header; its separator is found in it
   * @throws DataException if it cannot be read, naming the line; or as {@link #fromTable(Table,
   *     UnaryOperator)} says
   */
  public static DataSet fromCsv(Path file, UnaryOperator<TableBuilder> recipe) {
    Given.all("file", file, "recipe", recipe);
    return fromCsv(file, CsvFormat.standard(), recipe);
  }

  /** Gives the rows of a CSV file that is written in another way. */
  public static DataSet fromCsv(Path file, CsvFormat format, UnaryOperator<TableBuilder> recipe) {
    Given.all("file", file, "format", format, "recipe", recipe);
    TableBuilder built = Given.result("recipe", recipe.apply(TableBuilder.empty()));
    built.requireReadable(format, "file '" + file.getFileName() + "'");
    List<String> texts = built.columnsReadAsText();
    return fromTable(CsvFile.read(file, format, texts.toArray(String[]::new)), recipe);
  }

  /**
   * Gives a Parquet file's rows by a recipe, as {@link #fromCsv(Path, UnaryOperator)} does; {@link
   * ParquetFile} says what is read and what it needs.
   */
  public static DataSet fromParquet(Path file, UnaryOperator<TableBuilder> recipe) {
    Given.all("file", file, "recipe", recipe);
    return fromTable(ParquetFile.read(file), recipe);
  }

  /**
   * Gives texts with their labels, read as {@link TextFiles} says.
   *
   * <pre>{@code
   * DataSet mails = Data.fromTexts(Path.of("mails"), t -> t.words("text", 10_000, 200));
   * }</pre>
   *
   * @param path a folder of folders, one a class, with a file a text; a folder of files, one a
   *     class, with a text a line; or a file with a label, a tab and a text a line
   * @param recipe what the column {@code text} becomes; the class is that of the column {@code
   *     label}
   * @throws DataException naming all files and lines that are wrong
   */
  public static DataSet fromTexts(Path path, UnaryOperator<TableBuilder> recipe) {
    Given.all("path", path, "recipe", recipe);
    return fromTable(TextFiles.read(path), t -> recipe.apply(t.label(TextFiles.LABEL)));
  }

  /**
   * Gives the pictures of a folder that has a sub-folder for each class: PNG, JPEG, GIF and BMP, as
   * (channels x height x width) with values from 0 to 1. Classes are called by their folders, in
   * natural order, 2 before 10. The pictures are read once, into a file beside the folder that is
   * mapped into memory; the second time they are not opened.
   *
   * <pre>{@code
   * Data.fromPictures(folder, p -> p.size(32, 32).crop())
   * }</pre>
   *
   * @throws DataException naming every file that is no picture, is damaged, or is of another size
   *     where none is given
   */
  public static DataSet fromPictures(Path folder, UnaryOperator<PictureBuilder> recipe) {
    Given.all("folder", folder, "recipe", recipe);
    PictureBuilder builder = Given.result("recipe", recipe.apply(PictureBuilder.empty()));
    Path named = folder.toAbsolutePath().normalize().getFileName();
    return DataSet.of(named == null ? "pictures" : named.toString(), builder.read(folder));
  }

  /**
   * Gives a table's rows with columns of numbers as values to predict, all other columns as
   * features.
   *
   * @throws DataException if there is no such column, a feature is not a number or a cell is
   *     missing
   */
  public static DataSet regressionFromTable(Table table, String... targetColumns) {
    Given.all("table", table, "targetColumns", targetColumns);
    return new TableReader(table, List.of(targetColumns)).values();
  }

  /**
   * Gives the data as a table: features {@code x1}, {@code x2}..., then {@code label}, the class's
   * name, or values {@code y1}, {@code y2}...
   */
  public static Table toTable(DataSet data) {
    Given.all("data", data);
    return TableWriter.table(data);
  }

  /**
   * Gives what a DJL dataset holds, in its order, read through its own pipeline and batchifiers;
   * kept as floats in memory.
   *
   * @param kind what its labels are: class numbers, one a row, of any number type, or values
   * @throws DataException if it cannot be read, gives more than one array a row, or as {@link
   *     DataSet#of} says
   */
  public static DataSet fromDjl(String name, RandomAccessDataset dataset, Targets kind) {
    Given.all("name", name, "dataset", dataset, "kind", kind);
    return new DjlReader(name, dataset, kind, null).read();
  }

  /**
   * Gives what a DJL dataset holds, its inputs kept in a file that the operating system pages in
   * and out: for data that do not fit into memory.
   *
   * @param file is replaced; must stay while the data are used
   * @throws DataException if it cannot be read, gives more than one array a row, or as {@link
   *     DataSet#of} says
   */
  public static DataSet fromDjl(String name, RandomAccessDataset dataset, Targets kind, Path file) {
    Given.all("name", name, "dataset", dataset, "kind", kind, "file", file);
    return new DjlReader(name, dataset, kind, file).read();
  }

  /**
   * Gives images from two idx files, the format of MNIST, as (1 x height x width) with values from
   * 0 to 1; a byte a value is kept.
   *
   * @param images the file of images; if it is absent, the one with {@code .gz} after its name
   * @param labels the file of labels; if it is absent, the one with {@code .gz} after its name
   * @param classes the classes' names, by number
   * @throws DataException if a file is absent, damaged or of another kind
   */
  public static DataSet fromIdx(String name, Path images, Path labels, Classes classes) {
    Given.all("name", name, "images", images, "labels", labels, "classes", classes);
    Findings findings = new Findings();
    IdxFile pixels = IdxFile.read(images, 3, findings);
    IdxFile numbers = IdxFile.read(labels, 1, findings);
    findings.throwIfAny("data set '" + name + "'");
    Objects.requireNonNull(pixels);
    Objects.requireNonNull(numbers);
    Dims dims = Dims.of(1, pixels.size(1), pixels.size(2));
    return DataSet.of(name, pixels.rows(1 / 255.0, dims), numbers.rows(1, Dims.of()), classes);
  }

  /** Gives images from two idx files with ten classes, 0 to 9. */
  public static DataSet fromIdx(String name, Path images, Path labels) {
    Given.all("name", name, "images", images, "labels", labels);
    return fromIdx(name, images, labels, Targets.classes(10));
  }

  /**
   * Gives what two idx files of any rank and type hold, values as they are: unsigned bytes from 0
   * to 255.
   *
   * @param inputs its first axis counts rows, as that of the targets does
   * @param targets class numbers, or values
   * @param kind what the targets are
   * @throws DataException if a file is absent or damaged, or as {@link DataSet#of} says
   */
  public static DataSet fromIdxValues(String name, Path inputs, Path targets, Targets kind) {
    Given.all("name", name, "inputs", inputs, "targets", targets, "kind", kind);
    return DataSet.of(name, ArrayFile.idx(inputs), ArrayFile.idx(targets), kind);
  }

  /**
   * Gives two arrays of a file of numpy's, {@code numpy.savez(file, x=..., y=...)}, values as they
   * are.
   *
   * @param inputs the name of the array of inputs; its first axis counts rows
   * @param targets the name of that of class numbers, or of values
   * @param kind what the targets are
   * @throws DataException if there is no such array, or as {@link DataSet#of} says
   * @throws dev.espalier.weights.WeightsException if the file is damaged, or no such file
   */
  public static DataSet fromNpz(
      String name, Path file, String inputs, String targets, Targets kind) {
    Given.all("name", name, "file", file, "inputs", inputs, "targets", targets, "kind", kind);
    return DataSet.of(name, ArrayFile.npz(file, inputs), ArrayFile.npz(file, targets), kind);
  }

  /**
   * Gives CIFAR-10's pictures, (3 x 32 x 32) from 0 to 1, a byte a value kept.
   *
   * @param files of its binary version, such as {@code data_batch_1.bin}, one after the other
   * @throws DataException naming every file that is absent, or no such file
   */
  public static DataSet fromCifar10(String name, Path... files) {
    Given.all("name", name, "files", files);
    CifarFiles read = CifarFiles.read(name, 1, 10, List.of(files));
    return DataSet.of(name, read.images(), read.labels(), new Classes(CifarNames.TEN));
  }

  /**
   * Gives CIFAR-100's pictures with their fine labels, as {@link #fromCifar10} does.
   *
   * @param files of its binary version, {@code train.bin} or {@code test.bin}
   * @throws DataException naming every file that is absent, or no such file
   */
  public static DataSet fromCifar100(String name, Path... files) {
    Given.all("name", name, "files", files);
    CifarFiles read = CifarFiles.read(name, 2, 100, List.of(files));
    return DataSet.of(name, read.images(), read.labels(), new Classes(CifarNames.HUNDRED));
  }
}
