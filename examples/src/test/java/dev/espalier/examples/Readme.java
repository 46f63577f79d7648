package dev.espalier.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README's blocks of code, and the regions of tests that are meant to be them. */
final class Readme {
  private static final Path TESTS = Path.of("src/test/java/dev/espalier/examples");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)\\n```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// spotless:off\\n(.*?)\\n *// spotless:on$");

  private Readme() {}

  /** Gives the contract's blocks of Java, in order; the first has the imports. */
  static List<String> blocks() {
    return all().stream().filter(block -> !ownData().contains(block)).toList();
  }

  /** Gives all blocks of Java, with those on own data. */
  static List<String> all() {
    return matches(BLOCK, read(Path.of("../README.md")));
  }

  /** Gives what {@link OwnDataIT} and {@link OwnPicturesIT} run with files of their own. */
  static List<String> ownData() {
    return Stream.of("OwnDataIT", "OwnPicturesIT")
        .map(name -> regions(read(TESTS.resolve(name + ".java"))).get(0))
        .toList();
  }

  /** Gives the regions of the contract's source, without their indentation. */
  static List<String> regions() {
    return regions(contract());
  }

  private static List<String> regions(String source) {
    return matches(REGION, source).stream().map(String::stripIndent).toList();
  }

  /** Gives the whole text of the contract's source. */
  static String contract() {
    return read(TESTS.resolve("ContractIT.java"));
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
