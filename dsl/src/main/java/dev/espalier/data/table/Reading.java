package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** How a cell is read as a number; no reading asks for the machine's locale or time zone. */
public enum Reading {
  /** A number as it is. */
  NUMBER("a finite number"),
  /** A number, or a text of one such as {@code 1,234.5}. */
  POINT("a number with a decimal point"),
  /** A number, or a text of one such as {@code 1.234,5}. */
  COMMA("a number with a decimal comma"),
  /** 1 for true, 0 for false. */
  TRUTH("true or false"),
  /** Days since 1970-01-01, with the time of day as a fraction. */
  DAYS("a date"),
  /** The year, such as 2026. */
  YEAR("a date"),
  /** The month, from 1 to 12. */
  MONTH("a date"),
  /** The day of the month, from 1 to 31. */
  DAY("a date"),
  /** The day of the week, from 1 for Monday to 7. */
  WEEKDAY("a date"),
  /** The hours since midnight, with minutes and seconds as a fraction. */
  HOURS("a time of day");

  private static final Pattern WITH_POINT = decimal(',', '.');
  private static final Pattern WITH_COMMA = decimal('.', ',');
  private static final List<String> YES = List.of("true", "yes", "1");
  private static final List<String> NO = List.of("false", "no", "0");
  private static final double SECONDS = 86_400;
  private static final double NANOS = 1e9;
  private static final Map<String, DateTimeFormatter> FORMATS = new ConcurrentHashMap<>();

  private final String needed;

  Reading(String needed) {
    this.needed = needed;
  }

  /** Gives in words what a cell must be. */
  public String needed() {
    return needed;
  }

  /** Says whether what is read is an amount, and no truth. */
  public boolean amount() {
    return this != TRUTH;
  }

  /** Says whether dates or times are read. */
  public boolean temporal() {
    return compareTo(DAYS) >= 0;
  }

  /**
   * Gives the number that a cell stands for.
   *
   * @param pattern how dates are written, as {@link DateTimeFormatter} has it; empty for ISO 8601
   * @throws MisfitException if it stands for none
   */
  public double read(Object cell, String pattern) {
    Given.all("cell", cell, "pattern", pattern);
    double value =
        this == TRUTH ? truth(cell) : temporal() ? part(time(cell, pattern), cell) : number(cell);
    // Training is in floats, so a value beyond them would become infinite there.
    if (!Float.isFinite((float) value)) {
      throw wrong(cell);
    }
    return value;
  }

  /**
   * Refuses a number in a table's column whose texts have a decimal comma: whoever made a number of
   * the text {@code 1.234} read it by other rules, as 1.234 and not as 1234.
   *
   * @throws MisfitException if it is one
   */
  void requireText(Object cell) {
    if (this == COMMA && cell instanceof Number) {
      throw new MisfitException(
          "found the number %s, needed text with a decimal comma".formatted(Cell.text(cell)),
          "CsvFile.read(file, format, \"the column\"), which leaves its text as it is, or no"
              + " numberWithComma(...) for a column of numbers");
    }
  }

  /** Gives how dates of a pattern are read; one that is none is refused. */
  static DateTimeFormatter format(String pattern) {
    return FORMATS.computeIfAbsent(
        pattern,
        each ->
            DateTimeFormatter.ofPattern(each.replace("yyyy", "uuuu"), Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT));
  }

  /**
   * Refuses a pattern of dates that is none.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void requirePattern(String where, String pattern) {
    try {
      format(pattern);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' is no pattern of a date. Try \"dd.MM.yyyy\".".formatted(where, pattern), e);
    }
  }

  private double number(Object cell) {
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    if (this != NUMBER && cell instanceof CharSequence) {
      String text = cell.toString().strip();
      if (this == POINT && WITH_POINT.matcher(text).matches()) {
        return Double.parseDouble(text.replace(",", ""));
      }
      if (this == COMMA && WITH_COMMA.matcher(text).matches()) {
        return Double.parseDouble(text.replace(".", "").replace(',', '.'));
      }
    }
    throw wrong(cell);
  }

  private double truth(Object cell) {
    if (cell instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    String text = Cell.text(cell).toLowerCase(Locale.ROOT);
    if (YES.contains(text) || NO.contains(text)) {
      return YES.contains(text) ? 1 : 0;
    }
    throw wrong(cell);
  }

  private Temporal time(Object cell, String pattern) {
    if (cell instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC).toLocalDateTime();
    }
    if (cell instanceof OffsetDateTime || cell instanceof ZonedDateTime) {
      return time(Instant.from((Temporal) cell), pattern);
    }
    if (cell instanceof LocalDate || cell instanceof LocalDateTime || cell instanceof LocalTime) {
      return (Temporal) cell;
    }
    // A date such as 20260131 is a number where a file's kinds of columns were found out.
    boolean digits = cell instanceof Number && !pattern.isEmpty();
    if (!(cell instanceof CharSequence) && !digits) {
      throw wrong(cell);
    }
    String text = Cell.text(cell);
    try {
      if (!pattern.isEmpty()) {
        return (Temporal)
            format(pattern).parseBest(text, LocalDateTime::from, LocalDate::from, LocalTime::from);
      }
      if (text.endsWith("Z")) {
        return time(Instant.parse(text), pattern);
      }
      return text.length() <= 8
          ? LocalTime.parse(text)
          : text.length() == 10
              ? LocalDate.parse(text)
              : LocalDateTime.parse(text.replace(' ', 'T'));
    } catch (DateTimeException e) {
      throw wrong(cell);
    }
  }

  private double part(Temporal time, Object cell) {
    if (this == HOURS ? time instanceof LocalDate : time instanceof LocalTime) {
      throw wrong(cell);
    }
    return switch (this) {
      case YEAR -> time.get(ChronoField.YEAR);
      case MONTH -> time.get(ChronoField.MONTH_OF_YEAR);
      case DAY -> time.get(ChronoField.DAY_OF_MONTH);
      case WEEKDAY -> time.get(ChronoField.DAY_OF_WEEK);
      case HOURS -> time.getLong(ChronoField.NANO_OF_DAY) / NANOS / 3600;
      default ->
          time.getLong(ChronoField.EPOCH_DAY)
              + (time instanceof LocalDate
                  ? 0
                  : time.getLong(ChronoField.NANO_OF_DAY) / NANOS / SECONDS);
    };
  }

  private MisfitException wrong(Object cell) {
    return new MisfitException(
        "found %s, needed %s".formatted(Cell.shown(cell), needed), "another value");
  }

  /** Gives whole parts in groups of three or in one, then decimals and an exponent. */
  private static Pattern decimal(char group, char point) {
    String whole = "(\\d{1,3}(\\%s\\d{3})+|\\d+)".formatted(group);
    return Pattern.compile(
        "[+-]?(%s(\\%s\\d*)?|\\%s\\d+)([eE][+-]?\\d+)?".formatted(whole, point, point));
  }
}
