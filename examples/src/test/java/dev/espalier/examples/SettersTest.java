package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Split;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.value.Registry;
import dev.espalier.methods.reverse.ConvolutionRoute;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Calls every setter of every builder twice: the second call is refused, and shows both values.
 *
 * <p>A setter is a public method that gives its own type, unless its name starts with {@code with},
 * or it stands below. So a new one is tried without being told.
 */
final class SettersTest {
  /** Where there are no builders, but what runs, and texts of programs. */
  private static final List<String> NO_BUILDERS =
      List.of(
          "dev.espalier.compile",
          "dev.espalier.data",
          "dev.espalier.describe.formula",
          "dev.espalier.describe.value",
          "dev.espalier.identity",
          "dev.espalier.report",
          "dev.espalier.torch");

  /** Methods that add something with each call, or give a value that comes from this one. */
  private static final Map<String, Set<String>> NO_SETTERS =
      Map.ofEntries(
          // Of a depthwise convolution only; WindowRefusalsTest calls it twice.
          Map.entry("Builder", Set.of("filters")),
          // Branches grow by each call.
          Map.entry("BranchesBuilder", Set.of("branch")),
          Map.entry("Card", Set.of("note")),
          Map.entry("Checkpoints", Set.of("in")),
          Map.entry("ComparisonBuilder", Set.of("candidate")),
          Map.entry("Compared", Set.of("ofRows")),
          Map.entry("CrossEntropy", Set.of("fitted")),
          Map.entry("GivenNetwork", Set.of("given", "named")),
          Map.entry("GivenValues", Set.of("frozen")),
          Map.entry("GradientStage", Set.of("named")),
          // A likeness is that of the links after it.
          Map.entry(
              "GuideBuilder",
              Set.of("aligned", "hidden", "likeness", "output", "projected", "together")),
          Map.entry("Hierarchy", Set.of("hierarchy")),
          Map.entry("Evaluation", Set.of("print")),
          Map.entry("HierarchyBuilder", Set.of("given", "grades", "guide", "network", "repeat")),
          Map.entry("Loss", Set.of("fitted")),
          Map.entry("Measure", Set.of("of", "ofOutput")),
          Map.entry("Objective", Set.of("in")),
          // For another output each time; OutputsLossTest calls it twice for one.
          Map.entry("OutputsLoss", Set.of("fitted", "of")),
          Map.entry("Plan", Set.of("needsTrained", "rule", "then")),
          Map.entry("Prediction", Set.of("part")),
          Map.entry("PretrainedNetwork", Set.of("then", "upTo")),
          Map.entry("Readout", Set.of("upTo")),
          Map.entry("RecipeBuilder", Set.of("asDefaults", "augment", "listener")),
          Map.entry("Run", Set.of("train")),
          Map.entry("Schedule", Set.of("byEpoch", "times")),
          Map.entry("Settings", Set.of("over")),
          Map.entry("Term", Set.of("in")),
          Map.entry("TrainingMethod", Set.of("then")),
          Map.entry("StoredZip", Set.of("add")),
          Map.entry("TensorData", Set.of("as")),
          Map.entry("StateDict", Set.of("renamed", "under", "whereFitting")),
          Map.entry("ZooException", Set.of("causedBy")));

  /** What some setters need, for a first call that is right. */
  private static final Map<String, List<Object>> RIGHT =
      Map.of(
          "Card.version", List.of("1.0.0"),
          "Card.pixels", List.of(0.0, 255.0),
          "ComparisonBuilder.folds", List.of(Collections.nCopies(2, new Sane().of(Split.class))),
          "Multigrade.blurred", List.of(1.0, 9, 9),
          "NetworkBuilder.from", List.of("other.h"),
          "RecipeBuilder.measure", List.of(Registry.named(Measure.class, "auc")),
          "ReverseRules.convolutions", List.of(ConvolutionRoute.FREQUENCIES),
          "WindowSettings.sides", List.of(new int[] {1, 0}));

  private final Sane sane = new Sane();

  @Test
  void refusesASecondCallAndShowsBothValues() throws ReflectiveOperationException {
    Map<String, String> wrong = new LinkedHashMap<>();
    Set<String> tried = new TreeSet<>();
    for (Class<?> type : PublicTypes.all()) {
      if (PublicTypes.isNamedIn(NO_BUILDERS, type)) {
        continue;
      }
      for (Method setter : setters(type)) {
        String name = name(type) + "." + setter.getName();
        String found = second(name, type, setter);
        tried.add(name);
        if (!found.matches("(?s).+: .+ was already given as .+, now as .+\\. Try one of them\\.")) {
          wrong.put(name, found);
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(tried).hasSizeGreaterThan(80).contains("Builder.same", "Multigrade.epochs");
  }

  private String second(String name, Class<?> type, Method setter)
      throws ReflectiveOperationException {
    Object[] arguments =
        RIGHT.containsKey(name)
            ? RIGHT.get(name).toArray()
            : Arrays.stream(setter.getGenericParameterTypes()).map(sane::of).toArray();
    Object builder = sane.of(type);
    for (String call : List.of("first", "second")) {
      try {
        builder = setter.invoke(builder, arguments);
      } catch (InvocationTargetException e) {
        return (call.equals("first") ? "the first call: " : "")
            + e.getTargetException().getMessage();
      }
    }
    return "nothing";
  }

  private static List<Method> setters(Class<?> type) {
    List<Method> setters = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && !Modifier.isStatic(method.getModifiers())
          && !method.isSynthetic()
          && method.getReturnType() == type
          && !method.getName().startsWith("with")
          && !isLayer(type, method)
          && !method.getName().equals("masked") // What a network's words ask a layer for.
          && !NO_SETTERS.getOrDefault(name(type), Set.of()).contains(method.getName())) {
        setters.add(method);
      }
    }
    return setters;
  }

  /** A network grows by each call, but for its input. */
  private static boolean isLayer(Class<?> type, Method method) {
    return type == NetworkBuilder.class && !Set.of("from", "input").contains(method.getName());
  }

  private static String name(Class<?> type) {
    return type.getSimpleName();
  }
}
