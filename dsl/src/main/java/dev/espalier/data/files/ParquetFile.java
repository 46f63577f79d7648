package dev.espalier.data.files;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/**
 * A Parquet file as a table: numbers, decimals, true and false, dates, times and text, by their
 * types in the file. It needs {@code blue.strategic.parquet:parquet-floor}, an optional dependency.
 */
public final class ParquetFile {
  private static final String NEEDED =
      "the dependency blue.strategic.parquet:parquet-floor, with which Parquet files are read";

  private ParquetFile() {}

  /**
   * Gives the table in a file, named as the file is.
   *
   * <p>Numbers are doubles. Whole numbers beyond 2^53, which doubles would merge, make their column
   * text. Times of a time zone are in UTC.
   *
   * @throws DataException if it cannot be read, is no whole Parquet file, or has columns that are
   *     no cells, such as lists; it names all of them
   */
  public static Table read(Path file) {
    Given.all("file", file);
    String subject = "file '%s'".formatted(file.getFileName());
    try {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      return ParquetRows.read(file, subject);
    } catch (NoClassDefFoundError absent) {
      throw DataException.of(subject, "library", "found no reader of Parquet", NEEDED);
    } catch (IOException broken) {
      throw DataException.unreadable(file, broken);
    }
  }
}
