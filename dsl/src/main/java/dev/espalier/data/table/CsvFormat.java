package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How a CSV file is written; nothing of it follows the machine's locale.
 *
 * @param separator what stands between cells; if none is given, that of comma, semicolon, tab and
 *     bar which the header has most often
 * @param decimal what stands before a number's decimals, {@code '.'} or {@code ','}
 * @param charset how characters are written; a byte order mark says otherwise
 * @param missing texts without quotes that stand for a missing cell, as an empty one always does
 */
public record CsvFormat(
    Optional<Character> separator, char decimal, Charset charset, List<String> missing) {
  /** Copies the texts; refuses null, and a separator that is a quote, a line's end or a decimal. */
  public CsvFormat {
    Given.all("separator", separator, "charset", charset, "missing", missing);
    missing = List.copyOf(missing);
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException(
          "decimal('%s'): needed '.' or ','. Try decimal(',').".formatted(decimal));
    }
    if (separator.isPresent() && "\"\n\r".indexOf(separator.get()) >= 0) {
      throw new IllegalArgumentException(
          "separator(...): found a quote or a line's end, needed another character. Try ';'.");
    }
    if (decimal == ',' && separator.equals(Optional.of(','))) {
      throw new IllegalArgumentException(
          "separator('%s'): decimals stand after it too. Try separator(';').".formatted(','));
    }
  }

  /** Gives UTF-8 with a decimal point, where NA, N/A, NaN and null are missing. */
  public static CsvFormat standard() {
    return new CsvFormat(
        Optional.empty(), '.', StandardCharsets.UTF_8, List.of("NA", "N/A", "NaN", "nan", "null"));
  }

  /** Gives this format with another separator. */
  public CsvFormat separator(char other) {
    return new CsvFormat(Optional.of(other), decimal, charset, missing);
  }

  /** Gives this format with another decimal mark. */
  public CsvFormat decimal(char other) {
    return new CsvFormat(separator, other, charset, missing);
  }

  /** Gives this format in another charset, such as {@code StandardCharsets.ISO_8859_1}. */
  public CsvFormat charset(Charset other) {
    Given.all("other", other);
    return new CsvFormat(separator, decimal, other, missing);
  }

  /** Gives this format with other texts for a missing cell. */
  public CsvFormat missing(String... texts) {
    Given.all("texts", texts);
    return new CsvFormat(separator, decimal, charset, List.of(texts));
  }
}
