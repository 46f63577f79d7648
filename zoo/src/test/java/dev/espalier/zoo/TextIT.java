package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.table.TableBuilder;
import dev.espalier.train.log.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Own texts, from files to a published model that takes a raw text elsewhere. */
final class TextIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TEXTS =
      List.of("Buy cheap pills now", "See you at the meeting", "unheard words only");
  static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
        {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
        {"id": 1, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
       "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab":
         {"[PAD]": 0, "[UNK]": 1, "buy": 2, "cheap": 3, "pills": 4, "now": 5, "see": 6, "you": 7, "at": 8, "the": 9, "meeting": 10}}}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Path mails() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    String[] both = {"the", "you", "at", "now"};
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      boolean spam = i % 2 == 0;
      String[] own =
          spam ? new String[] {"buy", "cheap", "pills"} : new String[] {"see", "meeting", "again"};
      lines.append(spam ? "spam\t" : "ham\t");
      for (int word = 0; word < 4; word++) {
        lines.append(word % 2 == 0 ? own[random.nextInt(3)] : both[random.nextInt(4)]).append(' ');
      }
      lines.append('\n');
    }
    return Files.writeString(folder.resolve("mails.tsv"), lines);
  }

  private Run trained(UnaryOperator<TableBuilder> text) throws IOException {
    DataSet data = Data.fromTexts(mails(), text);
    Split split = data.split(0.8, 1);
    return train(
        network(
            "mails",
            n ->
                n.input(data.inputDims())
                    .embedding("words", 20, 8, e -> e.padding(0))
                    .meanOfSteps()
                    .output(2)),
        supervised(),
        r -> r.classify(split.train()).validate(split.test()).adam(0.03).epochs(8));
  }

  @Test
  void aRawTextIsReadAlikeByTheRunTheLoadedModelAndDjlAlone() throws Exception {
    try (Run run = trained(t -> t.words("text", 20, 6))) {
      Zoo.at(folder.resolve("zoo")).publish(run, "mails", card -> card.version("1.0.0"));
      Loaded loaded = Zoo.at(folder.resolve("zoo")).load("mails");

      List<String> said = elsewhere();

      assertThat(run.result().metrics().get("accuracy")).isEqualTo(1.0);
      assertThat(run.predict(Map.of("text", TEXTS.get(0))).bestClass()).isEqualTo("spam");
      assertThat(run.predict(Map.of("text", TEXTS.get(1))).bestClass()).isEqualTo("ham");
      for (int i = 0; i < TEXTS.size(); i++) {
        Prediction needed = run.predict(Map.of("text", TEXTS.get(i)));
        JsonNode found = JSON.readTree(said.get(i));
        assertThat(loaded.predict(Map.of("text", TEXTS.get(i))).value(1))
            .isCloseTo(needed.value(1), within(1e-6));
        assertThat(loaded.predict(TEXTS.get(i)).value(1)).isCloseTo(needed.value(1), within(1e-6));
        assertThat(run.predict(TEXTS.get(i))).isEqualTo(needed);
        assertThat(found.get("probabilities").get("spam").asDouble())
            .isCloseTo(needed.value(1), within(1e-5));
      }
    }
  }

  @Test
  void aTokenizerOfHuggingFaceTravelsWithTheModelAndNeedsItsLibrary() throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    try (Run run = trained(t -> t.tokens("text", file, 6))) {
      Zoo.at(folder.resolve("zoo")).publish(run, "mails", card -> card.version("1.0.0"));
      Loaded loaded = Zoo.at(folder.resolve("zoo")).load("mails");

      List<String> said = elsewhere();

      assertThat(loaded.recipe().orElseThrow().encode("row", Map.of("text", TEXTS.get(0))))
          .containsExactly(2, 3, 4, 5, 0, 0);
      assertThat(loaded.predict(Map.of("text", TEXTS.get(0))).value(1))
          .isCloseTo(run.predict(Map.of("text", TEXTS.get(0))).value(1), within(1e-6));
      assertThat(said)
          .first()
          .asString()
          .isEqualTo(
              "row has a problem:   column text: the library that reads tokenizer.json is not there."
                  + " Try the dependency ai.djl.huggingface:tokenizers of the version of DJL.");
    }
  }

  @Test
  void refusesAFileThatIsNoTokenizer() throws IOException {
    Path text = Files.writeString(folder.resolve("text.json"), "{}");

    assertThatThrownBy(() -> TableBuilder.empty().tokens("text", text, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tokens(text, '%s', 6): it is no tokenizer of Hugging Face's. Try a whole tokenizer.json."
                .formatted(text));
    assertThatThrownBy(() -> TableBuilder.empty().tokens("text", Path.of("none.json"), 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tokens(text, 'none.json', 6): the file cannot be read as text. Try the path of a tokenizer.json.");
  }

  /** Gives what a process that has DJL alone says of the texts. */
  private List<String> elsewhere() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String text : TEXTS) {
      rows.add(JSON.writeValueAsString(Map.of("text", text)));
    }
    Path answers = folder.resolve("answers");
    List<String> command =
        Programs.javaOn(
            Programs.classPathOfDjl(LoadsTableWithDjlOnly.class, folder),
            LoadsTableWithDjlOnly.class,
            List.of(),
            folder.resolve("zoo").toUri().toString(),
            "mails",
            Files.write(folder.resolve("rows"), rows).toString(),
            answers.toString());
    Programs.run(command, folder.resolve("log"));
    return Files.readAllLines(answers);
  }
}
