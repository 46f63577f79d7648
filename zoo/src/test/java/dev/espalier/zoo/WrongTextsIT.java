package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.data.Data;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.table.TableBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred wrong tokenizers and as many wrong files of texts, each with one clear error. */
final class WrongTextsIT {
  private static final int CASES = 200;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(sound, random.nextInt(sound.length));
    }
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Test
  void aDamagedTokenizerIsRefusedInWordsOrWorks() throws IOException {
    byte[] sound = TextIT.TOKENIZER.getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Path file = folder.resolve("tokenizer.json");
      Files.write(file, damaged(sound, new SplittableRandom(seed)));

      Throwable thrown = catchThrowable(() -> TableBuilder.empty().tokens("text", file, 6));

      if (thrown != null) {
        refused++;
        assertThat(thrown).as("seed %s", seed).isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.getMessage())
            .startsWith("tokens(text, '%s', 6): ".formatted(file))
            .contains(". Try ")
            .doesNotContain("Exception", "at line");
      }
    }
    assertThat(refused).isGreaterThan(CASES / 2);
  }

  @Test
  void damagedTextsAreRefusedInWordsOrRead() throws IOException {
    byte[] sound = "spam\tbuy it now\nham\tsee you\nham\tgrüße\n".getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Path file = folder.resolve("mails.tsv");
      Files.write(file, damaged(sound, new SplittableRandom(seed)));

      Throwable thrown = catchThrowable(() -> Data.fromTexts(file, t -> t.words("text", 9, 4)));

      if (thrown != null) {
        refused++;
        assertThat(thrown).as("seed %s", seed).isInstanceOf(DataException.class);
        assertThat(thrown.getMessage())
            .as("seed %s", seed)
            .contains("mails.tsv' has ", " problem")
            .doesNotContain("Exception");
      }
    }
    assertThat(refused).isGreaterThan(CASES / 4);
  }
}
