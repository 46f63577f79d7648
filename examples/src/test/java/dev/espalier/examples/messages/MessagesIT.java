package dev.espalier.examples.messages;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page of every refusal, {@code docs/messages.md}, is what the library says.
 *
 * <p>{@code -Dmessages=write} writes the page anew.
 */
final class MessagesIT {
  private static final Path PAGE = Path.of("../docs/messages.md");
  private static final List<Chapter> CHAPTERS =
      List.of(
          new SizesMessages(),
          new TwiceMessages(),
          new DataMessages(),
          new OutputsMessages(),
          new InputsMessages(),
          new GuidesMessages(),
          new GivenMessages(),
          new WeightsMessages(),
          new PlansMessages(),
          new IdentityMessages(),
          new LifeMessages(),
          new ZooMessages());

  @Test
  void thePageSaysWhatTheLibrarySays() throws IOException {
    String page =
        """
        # What Espalier refuses, and in which words

        Each block was printed by doing what stands above it. `MessagesIT` compares this page with what the library says;
        `mvn verify -pl examples -am -Dit.test=MessagesIT -Dmessages=write` writes it anew.
        """
            + CHAPTERS.stream().map(MessagesIT::text).collect(joining());

    if ("write".equals(System.getProperty("messages"))) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String text(Chapter chapter) {
    List<Message> messages = chapter.messages();
    if (messages.isEmpty()) {
      return "";
    }
    return messages.stream()
        .map(message -> "\n%s\n\n```\n%s\n```\n".formatted(message.deed(), message.text()))
        .collect(joining("", "\n## " + chapter.title() + "\n", ""));
  }
}
