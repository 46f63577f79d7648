package dev.espalier.data.files;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;

/** One column while a Parquet file is read: what its cells are, and the table's column of them. */
final class ParquetColumn {
  /** Beyond it, doubles leave whole numbers out. */
  private static final long EXACT = 1L << 53;

  private final Function<Object, Object> cell;
  private Column<?> column;

  private ParquetColumn(Column<?> column, Function<Object, Object> cell) {
    this.column = column;
    this.cell = cell;
  }

  /** Gives how a column is read; empty if its cells stand for nothing that a table has. */
  static Optional<ParquetColumn> of(PrimitiveType type) {
    String name = type.getName();
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    PrimitiveTypeName physical = type.getPrimitiveTypeName();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Optional.of(
          new ParquetColumn(DoubleColumn.create(name), cell -> decimal(cell, decimal.getScale())));
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return Optional.of(
          new ParquetColumn(
              DateColumn.create(name), cell -> LocalDate.ofEpochDay(((Number) cell).longValue())));
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      return Optional.of(
          new ParquetColumn(
              TimeColumn.create(name),
              cell -> LocalTime.MIDNIGHT.plus(((Number) cell).longValue(), unit(time.getUnit()))));
    }
    if (logical instanceof TimestampLogicalTypeAnnotation time) {
      return Optional.of(
          new ParquetColumn(
              DateTimeColumn.create(name),
              cell ->
                  LocalDateTime.ofInstant(
                      Instant.EPOCH.plus(((Number) cell).longValue(), unit(time.getUnit())),
                      ZoneOffset.UTC)));
    }
    boolean unsigned = logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
    return Optional.ofNullable(
        switch (physical) {
          case BOOLEAN -> new ParquetColumn(BooleanColumn.create(name), cell -> cell);
          case FLOAT, DOUBLE, INT32, INT64 ->
              new ParquetColumn(DoubleColumn.create(name), cell -> number(cell, unsigned));
          case BINARY, FIXED_LEN_BYTE_ARRAY ->
              logical == null
                  ? null
                  : new ParquetColumn(StringColumn.create(name), Object::toString);
          default -> null;
        });
  }

  private static Object decimal(Object cell, int scale) {
    return cell instanceof Number whole
        ? BigDecimal.valueOf(whole.longValue(), scale).doubleValue()
        : new BigDecimal(cell.toString()).doubleValue();
  }

  /** Gives a number, or its text where a double would be another number. */
  private static Object number(Object cell, boolean unsigned) {
    if (cell instanceof Integer small) {
      return unsigned ? (double) Integer.toUnsignedLong(small) : (double) small;
    }
    if (cell instanceof Long large) {
      return large <= EXACT && large >= (unsigned ? 0 : -EXACT)
          ? (Object) (double) large
          : unsigned ? Long.toUnsignedString(large) : Long.toString(large);
    }
    return ((Number) cell).doubleValue();
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  void add(@Nullable Object raw) {
    if (raw == null) {
      column.appendMissing();
      return;
    }
    Object value = cell.apply(raw);
    if (value instanceof String && column instanceof DoubleColumn numbers) {
      column = texts(numbers);
    }
    if (column instanceof StringColumn texts && value instanceof Double whole) {
      texts.append(Long.toString((long) (double) whole));
    } else {
      column.appendObj(value);
    }
  }

  /** Gives whole numbers as text; up to here all of them are exact. */
  private static StringColumn texts(DoubleColumn numbers) {
    StringColumn texts = StringColumn.create(numbers.name());
    for (int i = 0; i < numbers.size(); i++) {
      texts.append(numbers.isMissing(i) ? "" : Long.toString((long) numbers.getDouble(i)));
    }
    return texts;
  }

  Column<?> column() {
    return column;
  }
}
