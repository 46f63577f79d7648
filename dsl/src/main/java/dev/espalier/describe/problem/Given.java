package dev.espalier.describe.problem;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses null where a caller hands it in, by the name of the method and of the argument.
 *
 * <p>It stands first in public methods and constructors. Only a refusal looks at the stack.
 */
public final class Given {
  private Given() {}

  /**
   * Refuses arguments that are null, or lists and arrays with an element that is.
   *
   * @param namesAndValues the arguments' names, each before its value
   * @throws IllegalArgumentException if there is a null
   */
  public static void all(@Nullable Object... namesAndValues) {
    for (int i = 1; i < namesAndValues.length; i += 2) {
      int place = nullIn(namesAndValues[i]);
      if (place != NONE) {
        throw refused(String.valueOf(namesAndValues[i - 1]), place);
      }
    }
  }

  /**
   * Gives what a function of the caller's gave, and refuses null.
   *
   * @param name the argument's name, which the function was
   * @throws IllegalArgumentException if it gave null
   */
  public static <T> T result(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "%s(%s): the function gave null, needed a value. Try returning what its last call gives."
              .formatted(where(caller()), name));
    }
    return value;
  }

  private static final int NONE = -2;
  private static final int WHOLE = -1;

  private static int nullIn(@Nullable Object value) {
    if (value == null) {
      return WHOLE;
    }
    Object[] elements =
        value instanceof Collection<?> collection
            ? collection.toArray()
            : value instanceof Object[] array && !value.getClass().componentType().isArray()
                ? array
                : new Object[0];
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == null) {
        return i;
      }
    }
    return NONE;
  }

  private static IllegalArgumentException refused(String name, int place) {
    StackFrame caller = caller();
    return new IllegalArgumentException(
        "%s(%s): found null%s, needed %s. Try a value there, in the call that the stack trace names."
            .formatted(
                where(caller),
                name,
                place == WHOLE ? "" : " at place " + place,
                place == WHOLE ? type(caller, name) : "a value"));
  }

  private static StackFrame caller() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames -> frames.filter(frame -> frame.getDeclaringClass() != Given.class).findFirst())
        .orElseThrow();
  }

  private static String where(StackFrame caller) {
    Class<?> owner = caller.getDeclaringClass();
    String type = owner.getName().substring(owner.getPackageName().length() + 1).replace('$', '.');
    String method = caller.getMethodName();
    return method.equals("<init>") || method.startsWith("lambda$") ? type : type + "." + method;
  }

  private static String type(StackFrame caller, String name) {
    Class<?> owner = caller.getDeclaringClass();
    return Stream.<Executable>concat(
            Arrays.stream(owner.getDeclaredMethods()),
            Arrays.stream(owner.getDeclaredConstructors()))
        .filter(
            each ->
                Arrays.asList(each.getParameterTypes())
                    .equals(caller.getMethodType().parameterList()))
        .flatMap(each -> Arrays.stream(each.getParameters()))
        .filter(parameter -> parameter.getName().equals(name))
        .map(Parameter::getType)
        .findFirst()
        .map(
            type ->
                ("AEIO".indexOf(type.getSimpleName().charAt(0)) < 0 ? "a " : "an ")
                    + type.getSimpleName())
        .orElse("a value");
  }
}
