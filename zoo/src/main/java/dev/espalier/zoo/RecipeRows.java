package dev.espalier.zoo;

import dev.espalier.data.table.Categorical;
import dev.espalier.data.table.Filling;
import dev.espalier.data.table.Numeric;
import dev.espalier.data.table.Reading;
import dev.espalier.data.table.Scaling;
import dev.espalier.data.table.TableColumn;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.Tokenized;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a table's recipe makes of each column, with what it learned, as rows of a model's card. */
final class RecipeRows {
  private static final int LISTED = 10;

  private RecipeRows() {}

  static List<List<String>> of(TableRecipe recipe) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("column", "becomes", "missing cells", "features"));
    for (TableColumn column : recipe.columns()) {
      rows.add(
          List.of(
              Shown.name(column.name()),
              becomes(column),
              missing(column),
              String.valueOf(column.width())));
    }
    return rows;
  }

  private static String becomes(TableColumn column) {
    if (column instanceof Numeric numeric) {
      return what(numeric.reading()) + scaled(numeric);
    }
    if (column instanceof Categorical categories) {
      return "one of %s%s"
          .formatted(
              listed(categories.slots()),
              categories.rare() > 0
                  ? "; those with fewer than %s rows are others".formatted(categories.rare())
                  : "");
    }
    Tokenized text = (Tokenized) column;
    return "%s tokens, by %s".formatted(text.length(), text.tokenizer());
  }

  private static String what(Reading reading) {
    return switch (reading) {
      case NUMBER -> "a number";
      case POINT -> "a number, its text with a decimal point";
      case COMMA -> "a number, its text with a decimal comma";
      case TRUTH -> "1 for true, 0 for false";
      case DAYS -> "days since 1970-01-01";
      case YEAR -> "the year";
      case MONTH -> "the month";
      case DAY -> "the day of the month";
      case WEEKDAY -> "the day of the week";
      case HOURS -> "hours since midnight";
    };
  }

  private static String scaled(Numeric numeric) {
    return numeric.scaling() == Scaling.NONE
        ? ""
        : ", less %s, divided by %s".formatted(shown(numeric.offset()), shown(numeric.scale()));
  }

  private static String missing(TableColumn column) {
    Optional<String> filled = Optional.empty();
    boolean indicator = false;
    if (column instanceof Numeric numeric) {
      filled =
          numeric.filled().isPresent()
              ? Optional.of(shown(numeric.filled().getAsDouble()))
              : Optional.empty();
      indicator = numeric.indicator();
    } else if (column instanceof Categorical categories) {
      filled = categories.filled().map(Shown::name);
      indicator = categories.indicator();
    }
    String told = indicator ? ", and a feature that tells" : "";
    return filled.isPresent()
        ? "%s%s%s".formatted(filled.get(), by(column.filling()), told)
        : "refused" + told;
  }

  private static String by(Optional<Filling> filling) {
    return filling.isPresent() && !(filling.get() instanceof Filling.Value)
        ? ", by " + filling.get()
        : "";
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.stream().limit(LISTED).map(Shown::name).toList());
    return names.size() > LISTED ? "%s and %s more".formatted(first, names.size() - LISTED) : first;
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
