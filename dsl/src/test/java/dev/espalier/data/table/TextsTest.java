package dev.espalier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Texts become tokens, by words that the training rows have. */
final class TextsTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static Table mails() {
    return Table.create(
        "mails",
        StringColumn.create(
            "text", "Buy now, buy cheap!", "See you at 5", "Don't buy", "¿Qué? see"),
        StringColumn.create("label", "spam", "ham", "spam", "ham"));
  }

  private static DataSet words(int size, int length) {
    return Data.fromTable(mails(), t -> t.label("label").words("text", size, length));
  }

  @Test
  void theMostFrequentWordsAreTokensInTheirOrderAndOthersAreUnknown() {
    DataSet data = words(5, 4);

    assertThat(data.recipe().orElseThrow().columns())
        .containsExactly(
            new Tokenized("text", 4, new WordVocabulary(5, List.of("5", "buy", "see"))));
    assertThat(data.inputDims()).isEqualTo(Dims.of(4));
    assertThat(data.inputs().row(0)).containsExactly(3, 1, 3, 1);
    assertThat(data.inputs().row(1)).containsExactly(4, 1, 1, 2);
    assertThat(data.inputs().row(2)).containsExactly(1, 3, 0, 0);
  }

  @Test
  void wordsAreLearnedOnTheTrainingRowsAlone() {
    DataSet train = words(100, 3).select(0, 1);

    TableRecipe recipe = train.fitted().recipe().orElseThrow();

    assertThat(recipe.columns())
        .containsExactly(
            new Tokenized(
                "text",
                3,
                new WordVocabulary(100, List.of("5", "at", "buy", "cheap", "now", "see", "you"))));
    assertThat(recipe.encode("row", Map.of("text", "SEE qué buy now"))).containsExactly(7, 1, 4);
    assertThat(recipe.encode("row", Map.of("text", "?!"))).containsExactly(1, 0, 0);
    assertThatThrownBy(() -> recipe.encode("row", Map.of("label", "spam")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "row has a problem:\n  column text: found the columns [label], needed it too. Try its exact name.");
  }

  @Test
  void readsAFolderOfFoldersAFolderOfFilesAndAFileOfLines() throws IOException {
    Files.createDirectories(folder.resolve("a/spam"));
    Files.createDirectories(folder.resolve("a/ham"));
    Files.writeString(folder.resolve("a/spam/1"), "Buy\nnow");
    Files.writeString(folder.resolve("a/ham/1.txt"), "See you");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/spam.txt"), "Buy\n\nBuy now\n");
    Files.writeString(folder.resolve("b/ham.txt"), "See you\n");
    Path lines = Files.writeString(folder.resolve("c.tsv"), "ham\tSee you\nspam\tBuy now\n");

    DataSet folders = Data.fromTexts(folder.resolve("a"), t -> t.words("text", 9, 2));
    DataSet files = Data.fromTexts(folder.resolve("b"), t -> t.words("text", 9, 2));
    DataSet file = Data.fromTexts(lines, t -> t.words("text", 9, 2));

    assertThat(folders.classCounts()).isEqualTo(Map.of("ham", 1, "spam", 1));
    assertThat(folders.inputs().row(1)).containsExactly(2, 3);
    assertThat(files.classCounts()).isEqualTo(Map.of("ham", 1, "spam", 2));
    assertThat(file.labels()).containsExactly(0, 1);
    assertThat(file.name()).isEqualTo("c.tsv");
  }

  @Test
  void refusesTextsThatAreNone() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path lines = Files.writeString(folder.resolve("lines"), "ham See you\nspam\tBuy\n");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', '\t', (byte) 0xe4});

    assertThatThrownBy(() -> TextFiles.read(empty))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            texts '%s' has a problem:
              path: found no text, needed at least 1. Try a folder for each class with a file a text, a file for each class with a text a line, or a file of labels, tabs and texts."""
                .formatted(empty));
    assertThatThrownBy(() -> TextFiles.read(lines))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            texts '%s' has a problem:
              line 1: found 'ham See you', needed a label, a tab and a text. Try a line such as: spam, a tab, Buy now."""
                .formatted(lines));
    assertThatThrownBy(() -> TextFiles.read(latin))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "file '%s': it is no text in UTF-8. Try iconv -t UTF-8.".formatted(latin));
  }

  @Test
  void refusesFeaturesBesideATextAndSizesThatHoldNothing() {
    Table more = mails().addColumns(DoubleColumn.create("size", 1, 2, 3, 4));

    assertThatThrownBy(() -> Data.fromTable(more, t -> t.label("label").words("text", 9, 2)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            table 'mails' has a problem:
              column text: its tokens would stand beside other features, [text, size], and a network has one input. Try drop(...) of the others, or one text that has all of them.""");
    assertThatThrownBy(() -> words(2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "words: found 2 tokens, needed at least 3, for padding, unknown words and a word. Try 10_000.");
    assertThatThrownBy(() -> words(9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column text: found a length of 0 tokens, needed 1 to 1000000. Try 200.");
  }
}
