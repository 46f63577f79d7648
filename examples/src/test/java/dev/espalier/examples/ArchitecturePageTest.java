package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that says where things stand names files that are there. */
final class ArchitecturePageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void everyFileThatIsNamedIsThere() throws IOException {
    List<String> named =
        Pattern.compile("`([a-z]+/src/[^`]+\\.java)`")
            .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
            .results()
            .map(one -> one.group(1))
            .toList();

    assertThat(named).hasSizeGreaterThan(15);
    assertThat(named).allSatisfy(file -> assertThat(ROOT.resolve(file)).isRegularFile());
  }

  @Test
  void everyRoomOfTheOrderIsNamed() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));

    try (var folders = Files.list(ROOT.resolve("dsl/src/main/java/dev/espalier/train"))) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .allSatisfy(room -> assertThat(page).contains("| `" + room + "` |"));
    }
    Matcher modules =
        Pattern.compile("<module>(\\w+)</module>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(modules.results().map(one -> one.group(1)))
        .isNotEmpty()
        .allSatisfy(module -> assertThat(page).contains("| `" + module + "` |"));
  }
}
