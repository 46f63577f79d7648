package dev.espalier.examples;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;

/** The types that users and plug-ins see, found by walking the library's classes. */
final class PublicTypes {
  /** Public because Java has no word for what only a parent package may use. */
  private static final List<String> INTERNAL =
      List.of(
          "dev.espalier.data.problem.Findings",
          "dev.espalier.data.rows.ArrayRows",
          "dev.espalier.data.rows.Blocks",
          "dev.espalier.data.rows.DoubleRows",
          "dev.espalier.data.rows.FloatSink",
          "dev.espalier.data.rows.Uninterrupted",
          "dev.espalier.data.split",
          "dev.espalier.data.table.TableRows",
          "dev.espalier.data.table.TableSource",
          "dev.espalier.data.table.TableTargets",
          "dev.espalier.describe.formula.Squares",
          "dev.espalier.describe.layer.Bounds",
          "dev.espalier.describe.problem.Given",
          "dev.espalier.describe.problem.Shown",
          "dev.espalier.describe.value.Names",
          "dev.espalier.report.chart",
          "dev.espalier.report.grid",
          "dev.espalier.train.checks",
          "dev.espalier.train.feed",
          "dev.espalier.train.measure",
          "dev.espalier.train.plan.UnusedGuidance",
          "dev.espalier.train.recipe.Devices",
          "dev.espalier.train.recipe.Measured",
          "dev.espalier.train.recipe.Rates",
          "dev.espalier.train.state",
          "dev.espalier.train.step",
          "dev.espalier.weights.ElementType",
          "dev.espalier.weights.PickleWriter",
          "dev.espalier.weights.SafeTensors",
          "dev.espalier.weights.Sizes",
          "dev.espalier.weights.StoredZip",
          "dev.espalier.weights.Strided",
          "dev.espalier.weights.WholeFile",
          "dev.espalier.zoo.ModelDocument",
          "dev.espalier.zoo.ReferencePredictions",
          "dev.espalier.zoo.graph",
          "dev.espalier.zoo.json",
          "dev.espalier.zoo.onnx",
          "dev.espalier.zoo.store");

  private PublicTypes() {}

  /** Gives all of them, in the order of their names. */
  static List<Class<?>> all() {
    return new ClassFileImporter()
        .withImportOption(new WithoutTests()).importPackages("dev.espalier").stream()
            .filter(each -> !each.getPackageName().startsWith("dev.espalier.examples"))
            .map(JavaClass::reflect)
            .filter(each -> !isNamedIn(INTERNAL, each))
            .filter(PublicTypes::isPublic)
            .<Class<?>>map(each -> each)
            .sorted(Comparator.comparing(Class::getName))
            .toList();
  }

  /** Says whether a list names a type, a type around it, or its package. */
  static boolean isNamedIn(List<String> names, Class<?> type) {
    String name = type.getName();
    return names.stream()
        .anyMatch(
            one -> name.equals(one) || name.startsWith(one + ".") || name.startsWith(one + "$"));
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (outer == null || isPublic(outer));
  }
}
