package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts, which become whole numbers, one a token: the input of an embedding.
 *
 * @param name the column's name
 * @param length how many tokens are kept; shorter texts are filled up with padding
 * @param tokenizer how texts are divided
 */
public record Tokenized(String name, int length, Tokenizer tokenizer) implements TableColumn {
  private static final int LONGEST = 1_000_000;

  /** Refuses a length below 1. */
  public Tokenized {
    Given.all("name", name, "tokenizer", tokenizer);
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException(
          "column %s: found a length of %s tokens, needed 1 to %s. Try 200."
              .formatted(Shown.name(name), length, LONGEST));
    }
  }

  /**
   * Gives the row that one text is, for a recipe whose only feature is a column of texts.
   *
   * @throws IllegalArgumentException if there is no recipe, or one of other columns
   */
  public static Map<String, String> row(Optional<TableRecipe> recipe, String text) {
    Given.all("recipe", recipe, "text", text);
    if (recipe.isEmpty()) {
      throw new IllegalArgumentException(
          "text: found one text, needed values, as what was trained on were no texts. Try"
              + " Sample.of(...), or training on Data.fromTexts(path, t -> ...).");
    }
    List<TableColumn> columns = recipe.get().columns();
    if (columns.size() != 1 || !(columns.get(0) instanceof Tokenized only)) {
      throw new IllegalArgumentException(
          "text: found one text, needed a row of the columns %s. Try predict(Map.of(name, cell, ...))."
              .formatted(recipe.get().names().stream().map(Shown::name).toList()));
    }
    return Map.of(only.name(), text);
  }

  @Override
  public Optional<Filling> filling() {
    return Optional.empty();
  }

  @Override
  public List<String> features() {
    return IntStream.rangeClosed(1, length).mapToObj(i -> name + " token " + i).toList();
  }

  @Override
  public int width() {
    return length;
  }

  @Override
  public boolean readAsText() {
    return true;
  }

  @Override
  public Tokenized fitted(TableSource.Cells cells, int[] rows, Findings findings) {
    Given.all("cells", cells, "rows", rows, "findings", findings);
    List<String> texts = new ArrayList<>();
    CellFaults faults = new CellFaults();
    for (int row : rows) {
      Object cell = cells.at(row);
      if (cell == null || Cell.missing(cell)) {
        faults.missing(row);
      } else {
        texts.add(Cell.text(cell));
      }
    }
    if (faults.addTo(findings, name, false, "table.dropRowsWithMissingValues()")) {
      return this;
    }
    return new Tokenized(name, length, tokenizer.learned(texts));
  }

  @Override
  public void encode(@Nullable Object cell, double[] into, int at) {
    Given.all("into", into);
    if (cell == null || Cell.missing(cell)) {
      throw new MisfitException("found none, needed a text", "a text");
    }
    int[] tokens = tokenizer.tokens(Cell.text(cell), length);
    for (int i = 0; i < length; i++) {
      into[at + i] = tokens[i];
    }
  }

  @Override
  public boolean unknown(@Nullable Object cell) {
    return false;
  }
}
