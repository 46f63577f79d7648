package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands in one place of a table: null for nothing, a number, a text, a truth or a date. */
public final class Cell {
  /** A number without zeros before it that none needs. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?((0|[1-9]\\d*)(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

  private static final int DIGITS = 40;

  private Cell() {}

  /** Says whether nothing stands there: null, no number, or a text of blanks. */
  public static boolean missing(@Nullable Object cell) {
    return cell == null
        || (cell instanceof Double number && number.isNaN())
        || (cell instanceof Float small && small.isNaN())
        || (cell instanceof CharSequence text && text.toString().isBlank());
  }

  /** Gives the name of the category that a cell stands for: 3 and 3.0 are one. */
  public static String text(Object cell) {
    Given.all("cell", cell);
    if (cell instanceof Number) {
      String text = cell.toString();
      return NUMBER.matcher(text).matches() ? number(new BigDecimal(text)) : text;
    }
    return cell.toString().strip();
  }

  /**
   * Gives the category that a cell stands for, whichever kind its column was found to be: the text
   * 3.0 is 3, and True is true, as they are where all cells of the column are such.
   */
  static String category(Object cell) {
    String text = text(cell);
    if (cell instanceof CharSequence) {
      if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
        return text.toLowerCase(Locale.ROOT);
      }
      return NUMBER.matcher(text).matches() ? number(new BigDecimal(text)) : text;
    }
    return text;
  }

  private static String number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    return plain.signum() == 0
        ? "0"
        : Math.abs((long) plain.scale()) <= DIGITS ? plain.toPlainString() : plain.toString();
  }

  /** Gives a cell as a message shows it. */
  static String shown(Object cell) {
    return cell instanceof CharSequence text ? "'" + Shown.name(text.toString()) + "'" : text(cell);
  }
}
