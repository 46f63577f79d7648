package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is written is the same in every country, character set and time zone. */
final class LocaleIT {
  private static final Map<String, List<String>> COUNTRIES = new LinkedHashMap<>();

  static {
    COUNTRIES.put(
        "Egypt",
        List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.timezone=Africa/Cairo"));
    COUNTRIES.put(
        "Turkey", List.of("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9"));
    COUNTRIES.put(
        "India",
        List.of(
            "-Duser.language=hi",
            "-Duser.country=IN",
            "-Duser.extensions=u-nu-deva",
            "-Dfile.encoding=US-ASCII"));
    COUNTRIES.put(
        "Thailand",
        List.of(
            "-Duser.language=th",
            "-Duser.country=TH",
            "-Duser.extensions=u-ca-buddhist-nu-thai",
            "-Duser.timezone=Pacific/Kiritimati"));
    COUNTRIES.put(
        "Germany",
        List.of("-Duser.language=de", "-Duser.country=DE", "-Dfile.encoding=ISO-8859-1"));
  }

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void whatIsWrittenIsTheSameEverywhere() throws Exception {
    Map<String, String> needed = written("nowhere", List.of("-Duser.language=", "-Duser.country="));

    assertThat(needed).hasSizeGreaterThan(20);
    for (Map.Entry<String, List<String>> country : COUNTRIES.entrySet()) {
      Map<String, String> found = written(country.getKey(), country.getValue());

      assertThat(found.keySet()).as(country.getKey()).isEqualTo(needed.keySet());
      needed.forEach(
          (file, content) ->
              assertThat(found.get(file)).as(country.getKey() + ": " + file).isEqualTo(content));
    }
  }

  /** Gives the files that the program writes, those with times or random names in a rough form. */
  private Map<String, String> written(String country, List<String> options) throws Exception {
    Path root = folder.resolve(country);
    Path log = folder.resolve(country + ".log");
    Programs.run(Programs.java(WritesEverything.class, options, root.toString()), log);
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> found = Files.walk(root)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        files.put(rough(name, country), content(file, country));
      }
    }
    return files;
  }

  private static String content(Path file, String country) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    if (name.endsWith(".espalier") || name.endsWith(".zip")) {
      // It holds how long the training took; its name and that it was resumed say enough.
      return "binary";
    }
    if (name.matches("said.txt|hash.txt|.*\\.(pt|onnx|safetensors)")) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return rough(new String(bytes, StandardCharsets.UTF_8), country);
  }

  /** Leaves out western digits, so that times and hashes are equal, and other digits are not. */
  private static String rough(String text, String country) {
    return text.replace("/" + country + "/", "/COUNTRY/")
        .replaceAll("\\b(?=[0-9]*[a-f])[0-9a-f]{8,}\\b", "HASH")
        .replaceAll("m[0-9a-f]{6,}", "GROUP")
        .replaceAll("-?[0-9]+([.][0-9]+)?(e[-+]?[0-9]+)?", "1")
        // Spaces too, that of a figure's width included: columns are as wide as their numbers.
        .replaceAll("[ \\u2007]+", "");
  }
}
