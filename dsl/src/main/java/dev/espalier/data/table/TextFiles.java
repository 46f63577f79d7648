package dev.espalier.data.table;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Texts with their labels, in UTF-8, as a table of the columns {@code text} and {@code label}. They
 * lie in one of three ways:
 *
 * <ul>
 *   <li>a folder of folders, one a class, with a file a text;
 *   <li>a folder of files, one a class and called as it, with a text a line;
 *   <li>a file with a label, a tab and a text a line.
 * </ul>
 *
 * <p>Lines without a text, and files whose names begin with a dot, are left out.
 */
public final class TextFiles {
  /** The name of the column of texts. */
  public static final String TEXT = "text";

  /** The name of the column of labels. */
  public static final String LABEL = "label";

  private final Findings findings = new Findings();
  private final List<String> texts = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private TextFiles() {}

  /**
   * Reads all texts, in the order of their files' names.
   *
   * @throws DataException if there is none, or a file cannot be read
   */
  public static Table read(Path path) {
    Given.all("path", path);
    TextFiles files = new TextFiles();
    String subject = "texts '" + path + "'";
    if (Files.isDirectory(path)) {
      files.folder(path);
    } else if (Files.isRegularFile(path)) {
      files.lines(path);
    } else {
      files.findings.add("path", "found neither a folder nor a file", "the path of texts");
    }
    if (files.texts.isEmpty() && files.findings.isEmpty()) {
      files.findings.add(
          "path",
          "found no text, needed at least 1",
          "a folder for each class with a file a text, a file for each class with a text a line, or a file of labels, tabs and texts");
    }
    files.findings.throwIfAny(subject);
    Path name = path.toAbsolutePath().normalize().getFileName();
    return Table.create(
        name == null ? "texts" : name.toString(),
        StringColumn.create(TEXT, files.texts),
        StringColumn.create(LABEL, files.labels));
  }

  private void folder(Path folder) {
    for (Path entry : entries(folder)) {
      String name = String.valueOf(entry.getFileName());
      if (Files.isDirectory(entry)) {
        entries(entry).stream()
            .filter(Files::isRegularFile)
            .forEach(file -> add(content(file), name));
      } else {
        int dot = name.lastIndexOf('.');
        String label = dot > 0 ? name.substring(0, dot) : name;
        content(entry).lines().forEach(line -> add(line, label));
      }
    }
  }

  private List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      findings.add(
          "folder '" + folder + "'", "it cannot be read", "one that this program may read");
      return List.of();
    }
  }

  private void lines(Path file) {
    int number = 0;
    for (String line : content(file).lines().toList()) {
      number++;
      int tab = line.indexOf('\t');
      if (tab > 0) {
        add(line.substring(tab + 1), line.substring(0, tab).strip());
      } else if (!line.isBlank()) {
        findings.add(
            "line " + number,
            "found '%s', needed a label, a tab and a text".formatted(Shown.name(line)),
            "a line such as: spam, a tab, Buy now");
      }
    }
  }

  private String content(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      findings.add("file '" + file + "'", "it is no text in UTF-8", "iconv -t UTF-8");
    } catch (IOException e) {
      findings.add("file '" + file + "'", "it cannot be read", "one that this program may read");
    }
    return "";
  }

  private void add(String text, String label) {
    if (!text.isBlank()) {
      texts.add(text);
      labels.add(label);
    }
  }
}
