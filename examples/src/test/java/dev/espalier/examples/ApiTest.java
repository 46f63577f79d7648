package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API is what {@code docs/api.txt} lists, so that no change of it goes unnoticed: {@code
 * mvn test -pl examples -am -Dtest=ApiTest -Dapi=write} writes the list anew, and a review sees
 * what is gone.
 */
final class ApiTest {
  private static final Path LIST = Path.of("..", "docs", "api.txt");

  @Test
  void thePublicApiIsTheOneThatIsListed() throws IOException {
    List<String> found = PublicTypes.all().stream().flatMap(ApiTest::lines).toList();

    if ("write".equals(System.getProperty("api"))) {
      Files.writeString(LIST, String.join("\n", found) + "\n");
    }
    assertThat(found).containsExactlyElementsOf(Files.readAllLines(LIST));
  }

  private static Stream<String> lines(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Constructor<?> one : type.getDeclaredConstructors()) {
      add(one, one.isSynthetic(), one.toGenericString(), members);
    }
    for (Method one : type.getDeclaredMethods()) {
      add(one, one.isSynthetic(), one.toGenericString(), members);
    }
    for (Field one : type.getDeclaredFields()) {
      add(one, one.isSynthetic(), one.toGenericString(), members);
    }
    String above =
        String.join(
            ", ",
            Stream.concat(
                    Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .map(Class::getName)
                .toList());
    return Stream.concat(
        Stream.of(heading(type) + (above.isEmpty() ? "" : " of " + above)),
        members.stream().sorted().map("  "::concat));
  }

  /** The heading that every JDK gives: only newer ones say themselves that a type is sealed. */
  private static String heading(Class<?> type) {
    String text = type.toGenericString().replace("non-sealed ", "").replace("sealed ", "");
    return type.isSealed() ? "sealed " + text : text;
  }

  private static void add(Member one, boolean synthetic, String text, List<String> members) {
    int seen = Modifier.PUBLIC | Modifier.PROTECTED;
    if (!synthetic && (one.getModifiers() & seen) != 0) {
      String own = one.getDeclaringClass().getName();
      members.add(
          text.replace("public ", "")
              .replace("java.lang.", "")
              .replace("java.util.", "")
              .replace(own + "." + one.getName(), one.getName())
              .replace("dev.espalier.", ""));
    }
  }
}
