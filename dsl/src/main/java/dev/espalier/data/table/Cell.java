package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import org.jspecify.annotations.Nullable;

/** What stands in one place of a table: null for nothing, a number, a text, a truth or a date. */
public final class Cell {
  private static final double WHOLE = 1e15;

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
    if (cell instanceof Double || cell instanceof Float) {
      double value = ((Number) cell).doubleValue();
      return value == Math.rint(value) && Math.abs(value) < WHOLE
          ? String.valueOf((long) value)
          : cell.toString();
    }
    return cell.toString().strip();
  }

  /** Gives a cell as a message shows it. */
  static String shown(Object cell) {
    return cell instanceof CharSequence text ? "'" + Shown.name(text.toString()) + "'" : text(cell);
  }
}
