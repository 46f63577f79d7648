package dev.espalier.data.table;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.table.CsvTokens.CsvException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * A CSV file with a header, read the same on every machine. A column is of numbers, of true and
 * false, or of dates in ISO 8601 if all its cells are, else of text.
 */
public final class CsvFile {
  private static final String SEPARATORS = ",;\t|";
  private static final int NAMED = 100_000;

  private final Path file;
  private final CsvFormat format;
  private final Set<String> texts;

  private CsvFile(Path file, CsvFormat format, Set<String> texts) {
    this.file = file;
    this.format = format;
    this.texts = texts;
  }

  /**
   * Gives the table in a file, named as the file is.
   *
   * @param file compressed if its name ends with {@code .gz}
   * @param texts columns whose cells stay text as it is written, such as numbers in groups; a name
   *     that the file does not have is ignored
   * @throws DataException if it cannot be read, or is not such a file; it names the line
   */
  public static Table read(Path file, CsvFormat format, String... texts) {
    Given.all("file", file, "format", format, "texts", texts);
    return new CsvFile(file, format, Set.copyOf(Arrays.asList(texts))).read();
  }

  private Table read() {
    try {
      char separator = format.separator().isPresent() ? format.separator().get() : separator();
      List<CsvColumn.Kind> kinds = List.of();
      while (true) {
        List<CsvColumn> columns = columns(separator, kinds);
        if (columns.stream().noneMatch(CsvColumn::widened)) {
          Table table = Table.create(name());
          columns.forEach(each -> table.addColumns(each.column()));
          return table;
        }
        kinds = columns.stream().map(CsvColumn::kind).toList();
      }
    } catch (CsvException e) {
      throw DataException.of(
          subject(), "line " + e.line(), e.what(), "another quote, or CsvFormat's separator(...)");
    } catch (CharacterCodingException e) {
      throw DataException.of(
          subject(),
          "characters",
          "found bytes that are none in %s".formatted(format.charset()),
          "CsvFormat.standard().charset(StandardCharsets.ISO_8859_1), or the one that it was written in");
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  private List<CsvColumn> columns(char separator, List<CsvColumn.Kind> kinds)
      throws IOException, CsvException {
    try (Reader reader = reader()) {
      CsvTokens tokens = new CsvTokens(reader, separator);
      List<String> header = List.copyOf(tokens.next());
      requireNames(header);
      List<CsvColumn> columns = new ArrayList<>();
      for (int i = 0; i < header.size(); i++) {
        columns.add(
            new CsvColumn(
                header.get(i),
                format.decimal(),
                kinds.isEmpty() ? first(header.get(i)) : kinds.get(i)));
      }
      Findings findings = new Findings();
      int rows = 0;
      for (List<String> cells = tokens.next(); !cells.isEmpty(); cells = tokens.next()) {
        rows++;
        if (cells.size() != columns.size()) {
          findings.add(
              "line " + tokens.line(),
              "found %s, needed %s as the header has"
                  .formatted(Shown.count(cells.size(), "cell"), columns.size()),
              "quotes around a cell with a separator in it");
          continue;
        }
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).add(cell(cells.get(i), tokens.quoted(i)));
        }
      }
      if (rows == 0) {
        findings.add("rows", "found a header and no row, needed at least 1", "another file");
      }
      findings.throwIfAny(subject());
      return columns;
    }
  }

  private CsvColumn.Kind first(String column) {
    return texts.contains(column) ? CsvColumn.Kind.TEXT : CsvColumn.Kind.UNKNOWN;
  }

  private @Nullable String cell(String text, boolean quoted) {
    return text.isBlank() || (!quoted && format.missing().contains(text)) ? null : text;
  }

  private void requireNames(List<String> header) {
    Findings findings = new Findings();
    if (header.isEmpty()) {
      findings.add("header", "found nothing in the file, needed names of columns", "another file");
    }
    if (header.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
      findings.add(
          "characters",
          "found zeros among the bytes, which no text in %s has".formatted(format.charset()),
          "CsvFormat.standard().charset(StandardCharsets.UTF_16LE), or the one that it was written in");
      findings.throwIfAny(subject());
    }
    Map<String, Integer> places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      Integer first = places.putIfAbsent(name, i + 1);
      if (name.isEmpty()) {
        findings.add(
            "header", "column %s has no name, needed one".formatted(i + 1), "a name there");
      } else if (first != null) {
        findings.add(
            "header",
            "columns %s and %s are both called %s%s"
                .formatted(
                    first,
                    i + 1,
                    Shown.name(name),
                    header.contains(name) && header.indexOf(name) == first - 1
                        ? ""
                        : " but for upper and lower case"),
            "a name of its own for each column");
      }
    }
    findings.throwIfAny(subject());
  }

  /**
   * Gives the separator that the header has most often outside quotes; the first if it has none.
   */
  private char separator() throws IOException {
    int[] counts = new int[SEPARATORS.length()];
    try (Reader reader = reader()) {
      boolean quotes = false;
      for (int i = 0, c = reader.read(); i < NAMED && c >= 0; i++, c = reader.read()) {
        quotes ^= c == '"';
        if (!quotes && (c == '\n' || c == '\r')) {
          break;
        }
        int which = SEPARATORS.indexOf(c);
        if (!quotes && which >= 0 && c != format.decimal()) {
          counts[which]++;
        }
      }
    }
    int best = format.decimal() == SEPARATORS.charAt(0) ? 1 : 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS.charAt(best);
  }

  private Reader reader() throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      String last = file.getFileName().toString().toLowerCase(Locale.ROOT);
      InputStream bytes =
          new BufferedInputStream(last.endsWith(".gz") ? new GZIPInputStream(raw) : raw, 1 << 16);
      Charset charset = marked(bytes);
      return new java.io.BufferedReader(
          new InputStreamReader(
              bytes,
              charset
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT)),
          1 << 16);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Gives the charset that a byte order mark names, behind it, or else the format's. */
  private Charset marked(InputStream bytes) throws IOException {
    bytes.mark(4);
    int first = bytes.read();
    int second = bytes.read();
    if (first == 0xFE && second == 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (first == 0xFF && second == 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    if (first == 0xEF && second == 0xBB && bytes.read() == 0xBF) {
      return StandardCharsets.UTF_8;
    }
    bytes.reset();
    return format.charset();
  }

  private String name() {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private String subject() {
    return "file '" + file.getFileName() + "'";
  }
}
