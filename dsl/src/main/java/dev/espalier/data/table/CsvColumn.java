package dev.espalier.data.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;

/**
 * One column while a CSV file is read: numbers, true and false, dates or text, whichever all of its
 * cells are.
 */
final class CsvColumn {
  enum Kind {
    UNKNOWN,
    NUMBER,
    TRUTH,
    DATE,
    TIME,
    TEXT
  }

  private static final int MOST_DIGITS = 15;
  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final String name;
  private final char decimal;
  private Kind kind;
  private boolean widened;
  private int size;
  private double[] numbers = {};
  private @Nullable Object[] others = {};
  private final Map<String, String> texts = new HashMap<>();

  CsvColumn(String name, char decimal, Kind kind) {
    this.name = name;
    this.decimal = decimal;
    this.kind = kind;
  }

  /** Says whether cells turned out to be text after others were read as something else. */
  boolean widened() {
    return widened;
  }

  Kind kind() {
    return kind;
  }

  void add(@Nullable String text) {
    if (text != null && kind == Kind.UNKNOWN) {
      kind = kindOf(text);
    }
    if (kind == Kind.NUMBER) {
      number(text);
    } else {
      other(text);
    }
    size++;
  }

  private void number(@Nullable String text) {
    if (size >= numbers.length) {
      int before = numbers.length;
      numbers = Arrays.copyOf(numbers, Math.max(64, size + size / 2 + 1));
      Arrays.fill(numbers, before, numbers.length, Double.NaN);
    }
    if (text == null) {
      numbers[size] = Double.NaN;
      return;
    }
    double plain = plain(text);
    if (!Double.isNaN(plain)) {
      numbers[size] = plain;
    } else if (isNumber(text)) {
      numbers[size] = Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.'));
    } else {
      widen();
    }
  }

  /**
   * Gives a number of few digits, without an exponent, and NaN for any other text. Both the digits
   * and the power of ten are doubles without rounding, so that their quotient is rounded once, as
   * {@link Double#parseDouble} rounds.
   */
  private double plain(String text) {
    boolean negative = text.charAt(0) == '-';
    int first = negative ? 1 : 0;
    int point = -1;
    long digits = 0;
    if (text.length() - first > MOST_DIGITS) {
      return Double.NaN;
    }
    for (int at = first; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == decimal && point < 0) {
        point = at;
      } else if (c < '0' || c > '9' || (at == first + 1 && point < 0 && digits == 0)) {
        return Double.NaN;
      } else {
        digits = 10 * digits + (c - '0');
      }
    }
    if (text.length() - first - (point < 0 ? 0 : 1) < 1) {
      return Double.NaN;
    }
    double value = point < 0 ? (double) digits : (double) digits / TENS[text.length() - 1 - point];
    return negative ? -value : value;
  }

  private void other(@Nullable String text) {
    if (kind == Kind.UNKNOWN) {
      return;
    }
    if (size >= others.length) {
      others = Arrays.copyOf(others, Math.max(64, size + size / 2 + 1));
    }
    if (text == null) {
      return;
    }
    Object value = value(text);
    if (value == null) {
      widen();
    } else {
      others[size] = value;
    }
  }

  private void widen() {
    widened = true;
    kind = Kind.TEXT;
    numbers = new double[0];
    others = new Object[0];
  }

  private @Nullable Object value(String text) {
    return switch (kind) {
      case TRUTH -> truth(text);
      case DATE -> date(text);
      case TIME -> time(text);
      default -> texts.size() > 100_000 ? text : texts.computeIfAbsent(text, each -> each);
    };
  }

  private Kind kindOf(String text) {
    if (isNumber(text)) {
      return Kind.NUMBER;
    }
    if (truth(text) != null) {
      return Kind.TRUTH;
    }
    return date(text) != null ? Kind.DATE : time(text) != null ? Kind.TIME : Kind.TEXT;
  }

  private static @Nullable Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable LocalDate date(String text) {
    if (text.length() != 10 || text.charAt(4) != '-') {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable LocalDateTime time(String text) {
    if (text.length() < 16 || text.charAt(4) != '-') {
      return null;
    }
    try {
      return LocalDateTime.parse(text.replace(' ', 'T'));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Says whether a text is a number in decimals, with an exponent or without. With zeros before it
   * that no number needs, it is a name such as a postal code, which would lose them.
   */
  private boolean isNumber(String text) {
    int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    if (at + 1 < text.length()
        && text.charAt(at) == '0'
        && text.charAt(at + 1) >= '0'
        && text.charAt(at + 1) <= '9') {
      return false;
    }
    int digits = 0;
    boolean point = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == decimal && !point) {
        point = true;
      } else {
        break;
      }
    }
    return digits > 0 && (at == text.length() || isExponent(text, at));
  }

  private static boolean isExponent(String text, int from) {
    int at = from;
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    at++;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int first = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > first && at == text.length();
  }

  Column<?> column() {
    if (kind == Kind.NUMBER) {
      double[] all = Arrays.copyOf(numbers, size);
      if (numbers.length < size) {
        Arrays.fill(all, numbers.length, size, Double.NaN);
      }
      return DoubleColumn.create(name, all);
    }
    List<@Nullable Object> all = Arrays.asList(Arrays.copyOf(others, size));
    return switch (kind) {
      case TRUTH ->
          all.stream()
              .map(Boolean.class::cast)
              .collect(
                  () -> BooleanColumn.create(name),
                  (column, each) -> column.append(each),
                  (a, b) -> a.append(b));
      case DATE -> {
        DateColumn dates = DateColumn.create(name);
        all.forEach(each -> dates.append((LocalDate) each));
        yield dates;
      }
      case TIME -> {
        DateTimeColumn times = DateTimeColumn.create(name);
        all.forEach(each -> times.append((LocalDateTime) each));
        yield times;
      }
      case UNKNOWN -> {
        double[] none = new double[size];
        Arrays.fill(none, Double.NaN);
        yield DoubleColumn.create(name, none);
      }
      default -> {
        StringColumn column = StringColumn.create(name);
        all.forEach(each -> column.append(each == null ? "" : (String) each));
        yield column;
      }
    };
  }
}
