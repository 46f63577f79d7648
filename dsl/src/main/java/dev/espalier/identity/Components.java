package dev.espalier.identity;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an object consists of, by name. */
final class Components {
  private Components() {}

  /**
   * Gives a record's components, and none for a class of a name that has no fields; empty for what
   * cannot be looked into, such as a lambda.
   */
  static Optional<Map<String, Object>> of(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    RecordComponent[] components = value.getClass().getRecordComponents();
    if (components == null) {
      return isStateless(value.getClass()) ? Optional.of(Map.of()) : Optional.empty();
    }
    Map<String, Object> byName = new LinkedHashMap<>();
    try {
      for (RecordComponent component : components) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        byName.put(component.getName(), accessor.invoke(value));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // A module that is closed, or a component that does not give itself.
      return Optional.empty();
    }
    return Optional.of(byName);
  }

  private static boolean isStateless(Class<?> type) {
    if (type.isHidden() || type.isSynthetic() || type.isAnonymousClass()) {
      return false;
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (Arrays.stream(each.getDeclaredFields())
          .anyMatch(field -> !Modifier.isStatic(field.getModifiers()))) {
        return false;
      }
    }
    return true;
  }
}
