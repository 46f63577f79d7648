package dev.espalier.identity;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values that are one text, the same in every process, locale and release. */
final class SimpleValues {
  private static final String OWN = "dev.espalier.";
  private static final List<Class<?>> PLAIN =
      List.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          // Java's shortest decimals tell any two numbers apart.
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          Path.class,
          TemporalAmount.class,
          TemporalAccessor.class);

  private SimpleValues() {}

  /** Gives a value's text, if it is one of those that have one. */
  static Optional<String> text(@Nullable Object value) {
    if (value == null) {
      return Optional.of("null");
    }
    if (value instanceof CharSequence || value instanceof Character) {
      return Optional.of("'" + value + "'");
    }
    if (value instanceof Enum<?> constant) {
      return Optional.of(name(constant.getDeclaringClass()) + "." + constant.name());
    }
    if (value instanceof Class<?> type) {
      return Optional.of(name(type));
    }
    return PLAIN.stream().anyMatch(type -> type.isInstance(value))
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /** Gives what an optional value holds; empty if the value is none. */
  static Optional<Optional<?>> heldBy(Object value) {
    if (value instanceof Optional<?> any) {
      return Optional.of(any);
    }
    if (value instanceof OptionalInt number) {
      return Optional.of(number.stream().boxed().findFirst());
    }
    if (value instanceof OptionalLong number) {
      return Optional.of(number.stream().boxed().findFirst());
    }
    return value instanceof OptionalDouble number
        ? Optional.of(number.stream().boxed().findFirst())
        : Optional.empty();
  }

  /** Gives a class's name; the library's own classes may move from package to package. */
  static String name(Class<?> type) {
    String full = type.getName();
    String shown = full.startsWith(OWN) ? full.substring(full.lastIndexOf('.') + 1) : full;
    return shown.replace('$', '.');
  }

  /** Gives the hash of numbers, each with all its bits. */
  static String hash(List<?> numbers) {
    HashStream128 hash = Hashing.xxh3_128().hashStream();
    numbers.forEach(number -> hash.putString(String.valueOf(number)));
    return hash.get().toString();
  }
}
