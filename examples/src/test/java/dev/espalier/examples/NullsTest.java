package dev.espalier.examples;

import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Chains;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hands null to every public door of the library, one argument at a time. */
final class NullsTest {
  /** What the library calls itself, step by step, with tensors that it made. */
  private static final List<String> CALLED_INSIDE =
      List.of(
          "dev.espalier.torch",
          "dev.espalier.compile",
          "dev.espalier.identity",
          "dev.espalier.describe.likeness.Likeness",
          "dev.espalier.describe.loss.Loss",
          "dev.espalier.describe.layer.Layer",
          "dev.espalier.describe.measure.Measure",
          "dev.espalier.describe.measure.MeanLoss",
          "dev.espalier.describe.value.Identified",
          "dev.espalier.describe.value.Choices",
          "dev.espalier.testkit",
          "dev.espalier.describe.value.Seeds",
          "dev.espalier.train.log.RunListener",
          "dev.espalier.train.plan.BatchTransform$Gradient",
          "dev.espalier.train.plan.SolveStage$Solver",
          "dev.espalier.train.engine.TrainingEngine");

  private final Sane sane = new Sane();

  @Test
  void nullIsRefusedByTheNameOfTheArgument() throws ReflectiveOperationException {
    List<String> wrong = new ArrayList<>();
    List<Class<?>> types =
        PublicTypes.all().stream()
            .filter(each -> !Throwable.class.isAssignableFrom(each) && !each.isEnum())
            .filter(each -> !PublicTypes.isNamedIn(CALLED_INSIDE, each))
            .toList();

    for (Class<?> type : types) {
      for (Executable door : doors(type)) {
        for (int i = 0; i < door.getParameterCount(); i++) {
          if (mayNotBeNull(door.getParameters()[i])) {
            String found = tried(door, i);
            if (!found.isEmpty()) {
              wrong.add(found);
            }
          }
        }
      }
    }

    assertThat(types).hasSizeGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aMessageNamesTheMethodTheArgumentAndItsType() {
    assertThatThrownBy(() -> Espalier.network(nothing(), n -> n.dense(8)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Network(name): found null, needed a String."
                + " Try a value there, in the call that the stack trace names.");
    assertThatThrownBy(() -> Chains.of("c", Dims.of(2), new Network[1]))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Chains.of(networks): found null at place 0, needed a value."
                + " Try a value there, in the call that the stack trace names.");
  }

  @Test
  void aFunctionThatGivesNullIsNamed() {
    Network network = network("a", n -> n.input(2).output(2));

    gaveNull("Espalier.network(body)", () -> network("a", n -> nothing()));
    gaveNull("Espalier.hierarchy(body)", () -> hierarchy("a", h -> nothing()));
    gaveNull("Espalier.train(recipe)", () -> train(network, supervised(), r -> nothing()));
    gaveNull("Espalier.compare(comparison)", () -> compare("a", c -> nothing()));
    gaveNull("Dense.of(settings)", () -> network("a", n -> n.dense("h", 2, d -> nothing())));
    gaveNull(
        "NetworkBuilder.residual(body)", () -> network("a", n -> n.residual("r", b -> nothing())));
    gaveNull(
        "NetworkBuilder.repeat(body)", () -> network("a", n -> n.repeat(2, (i, b) -> nothing())));
    gaveNull(
        "HierarchyBuilder.network(body)",
        () -> hierarchy("a", h -> h.network("n", n -> nothing())));
    gaveNull(
        "HierarchyBuilder.guide(links)",
        () -> hierarchy("a", h -> h.guide("a", "b", g -> nothing())));
    gaveNull(
        "HierarchyBuilder(body)", () -> hierarchy("a", h -> h.grades(2, "f", (i, n) -> nothing())));
    gaveNull("Methods.multigrade(settings)", () -> multigrade(m -> nothing()));
    gaveNull("Methods.innerHeads(settings)", () -> innerHeads(m -> nothing()));
  }

  private static void gaveNull(String where, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            where
                + ": the function gave null, needed a value."
                + " Try returning what its last call gives.");
  }

  /** Gives null where the compiler is told that there is none. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  private String tried(Executable door, int place) throws ReflectiveOperationException {
    String name = door.getParameters()[place].getName();
    try {
      @Nullable Object[] arguments =
          Arrays.stream(door.getGenericParameterTypes()).map(sane::of).toArray();
      arguments[place] = null;
      if (door instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        boolean isStatic = Modifier.isStatic(door.getModifiers());
        Object self = isStatic ? null : sane.of(door.getDeclaringClass());
        ((Method) door).invoke(self, arguments);
      }
      return wrong(door, name, "nothing");
    } catch (AssertionError e) {
      return wrong(door, name, String.valueOf(e.getMessage()));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getTargetException();
      String message = String.valueOf(cause.getMessage());
      boolean right = cause instanceof IllegalArgumentException && message.contains("found null");
      return right ? "" : wrong(door, name, cause.toString());
    }
  }

  private static String wrong(Executable door, String name, String found) {
    return String.join(
        "|",
        door.getDeclaringClass().getName(),
        door instanceof Method ? door.getName() : "<init>",
        String.join(",", Arrays.stream(door.getParameters()).map(Parameter::getName).toList()),
        name,
        found.lines().findFirst().orElse(""));
  }

  private static boolean mayNotBeNull(Parameter parameter) {
    return !parameter.getType().isPrimitive()
        && Arrays.stream(parameter.getAnnotatedType().getAnnotations())
            .noneMatch(each -> each.annotationType() == Nullable.class);
  }

  private static List<Executable> doors(Class<?> type) {
    return Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredMethods()),
            Modifier.isAbstract(type.getModifiers())
                ? Stream.empty()
                : Arrays.stream(type.getDeclaredConstructors()))
        .filter(each -> Modifier.isPublic(each.getModifiers()))
        .filter(each -> !Modifier.isAbstract(each.getModifiers()) && !each.isSynthetic())
        .filter(each -> !overrides(each, type))
        .toList();
  }

  /** What answers an interface of the library's is called by the library, in the step loop too. */
  private static boolean overrides(Executable door, Class<?> type) {
    for (Class<?> above = type; above != null; above = above.getSuperclass()) {
      if ((above != type && declares(above, door))
          || Arrays.stream(above.getInterfaces()).anyMatch(each -> isIn(each, door))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(Class<?> type, Executable door) {
    return declares(type, door)
        || Arrays.stream(type.getInterfaces()).anyMatch(each -> isIn(each, door));
  }

  private static boolean declares(Class<?> type, Executable door) {
    return door instanceof Method
        && Arrays.stream(type.getDeclaredMethods())
            .anyMatch(
                each ->
                    each.getName().equals(door.getName())
                        && Arrays.equals(each.getParameterTypes(), door.getParameterTypes()));
  }
}
