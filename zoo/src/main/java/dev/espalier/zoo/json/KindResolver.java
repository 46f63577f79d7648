package dev.espalier.zoo.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Named;
import dev.espalier.describe.value.Registry;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names a record by its own short name within its family, such as {@code Dense} among layers.
 *
 * <p>Only records of the family can be named, in an open one those that jars on the class path
 * register: what a file says never chooses a class to load.
 */
final class KindResolver extends TypeIdResolverBase {
  private Class<?> base = Object.class;

  @Override
  public void init(JavaType type) {
    base = type.getRawClass();
  }

  @Override
  public String idFromValue(Object value) {
    return idFromValueAndType(value, value.getClass());
  }

  @Override
  public String idFromValueAndType(Object value, Class<?> type) {
    if (!family(base).containsValue(type)) {
      String advice = "one of " + family(base).keySet();
      throw ZooException.of(
          "description",
          base.getSimpleName().toLowerCase(Locale.ROOT) + " " + value,
          "%s is not one of Espalier's own, and cannot be written to a file"
              .formatted(type.getName()),
          isOpen(base) ? advice + ", or a record with an entry, see Layer.Entry" : advice);
    }
    return type.getSimpleName();
  }

  @Override
  public JavaType typeFromId(DatabindContext context, String id) throws IOException {
    Class<?> type = family(base).get(id);
    if (type == null) {
      throw new InvalidTypeIdException(
          null,
          "found kind '%s', needed one of %s".formatted(id, family(base).keySet()),
          context.constructType(base),
          id);
    }
    return context.constructType(type);
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.NAME;
  }

  /** Says whether others may add kinds to a family, by jars of their own. */
  static boolean isOpen(Class<?> base) {
    return base == Layer.class;
  }

  /**
   * Gives the records of a family by their short names: those that are registered, if it is open,
   * or those that it has. A record is a family of its own.
   */
  static Map<String, Class<?>> family(Class<?> base) {
    if (isOpen(base)) {
      Map<String, Class<?>> registered = new LinkedHashMap<>();
      Registry.all(Layer.Entry.class).forEach((name, entry) -> registered.put(name, entry.type()));
      return registered;
    }
    Class<?>[] members =
        base.isSealed() ? base.getPermittedSubclasses() : base.getDeclaredClasses();
    Map<String, Class<?>> records = new LinkedHashMap<>();
    if (base.isRecord()) {
      records.put(base.getSimpleName(), base);
      return records;
    }
    Arrays.stream(members)
        .filter(Class::isRecord)
        .forEach(member -> records.put(member.getSimpleName(), member));
    if (Named.class.isAssignableFrom(base)) {
      Registry.all(base.asSubclass(Named.class)).values().stream()
          .map(Named::getClass)
          .filter(Class::isRecord)
          .forEach(member -> records.put(member.getSimpleName(), member));
    }
    return records;
  }
}
