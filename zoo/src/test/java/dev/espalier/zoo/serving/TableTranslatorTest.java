package dev.espalier.zoo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.Model;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTranslatorTest {
  private static final String SOUND =
      """
      {"format":1,"recipe":{"columns":[{"kind":"Numeric","name":"age","reading":"NUMBER",\
      "pattern":"","filling":{"kind":"Median"},"indicator":false,"scaling":"STANDARD",\
      "filled":43.5,"offset":44.5,"scale":14.5},{"kind":"Categorical","name":"city",\
      "slots":["Bonn","Ulm"],"rare":0,"filling":null,"indicator":false,"filled":null,\
      "known":["Bonn"]}],"target":{"kind":"Label","column":"leaves"}},"classes":["no","yes"]}
      """;

  @Test
  void aDamagedFileIsNamedWhateverByteOfItIsWrong(@TempDir Path folder) throws Exception {
    byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve(TableTranslator.FILE);
    int refused = 0;
    for (int i = 0; i < 2 * sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i / 2] ^= (byte) (i % 2 == 0 ? 0x01 : 0x10);
      Files.write(file, damaged);

      Throwable thrown = catchThrowable(() -> new TableTranslator().prepare(in(folder)));

      refused += thrown == null ? 0 : 1;
      assertThat(thrown == null || thrown instanceof IOException).as("%s", thrown).isTrue();
    }
    Files.writeString(file, "");
    assertThat(catchThrowable(() -> new TableTranslator().prepare(in(folder))))
        .hasMessage("table.json: found no recipe, needed one. Try another copy.");
    Files.writeString(file, SOUND.replace("NUMBER", "NUMBERS"));
    assertThat(catchThrowable(() -> new TableTranslator().prepare(in(folder))))
        .hasMessage(
            "table.json: found no recipe of a table, needed one as it was published. Try another"
                + " copy.");
    assertThat(refused).isGreaterThan(sound.length / 2);
  }

  private static TranslatorContext in(Path folder) {
    Model model = answers(Model.class, folder);
    return answers(TranslatorContext.class, model);
  }

  private static <T> T answers(Class<T> type, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> answer));
  }
}
