package dev.espalier.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * What may import what.
 *
 * <p>A rule about a package that does not exist holds; {@link #everyPackageHasItsPlace} sees to it
 * that such a rule is noticed when a package is renamed.
 */
@AnalyzeClasses(packages = "dev.espalier", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /** From the left, where everything is description, to the right, where everything is known. */
  private static final List<String> ORDER =
      List.of(
          "dev.espalier.describe..",
          "dev.espalier.check..",
          "dev.espalier.torch..",
          "dev.espalier.compile..",
          "dev.espalier.data..",
          "dev.espalier.identity..",
          "dev.espalier.train..",
          "dev.espalier.report..",
          "dev.espalier.compare..",
          "dev.espalier",
          "dev.espalier.methods..",
          "dev.espalier.models..",
          "dev.espalier.zoo..",
          "dev.espalier.examples..");

  @ArchTest
  static final ArchRule everyPackageHasItsPlace =
      classes().should().resideInAnyPackage(ORDER.toArray(String[]::new)).allowEmptyShould(true);

  @ArchTest
  static void importsRunOnlyToTheLeft(JavaClasses classes) {
    for (int place = 0; place < ORDER.size(); place++) {
      String[] right = ORDER.subList(place + 1, ORDER.size()).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ORDER.get(place))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(right)
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule noPackagesImportEachOther =
      slices().matching("dev.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule descriptionsKnowNoTensors =
      noClasses()
          .that()
          .resideInAnyPackage("dev.espalier.describe..", "dev.espalier.check..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "tech.tablesaw..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule tablesStayWithDataAndReports =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.espalier.data..",
              "dev.espalier.report..",
              "dev.espalier.compare..",
              "dev.espalier",
              "dev.espalier.models..",
              "dev.espalier.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tech.tablesaw..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTorchCallsTheNativeInterface =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.espalier.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch.jni..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyReportsAndExamplesPrint =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.espalier.report..", "dev.espalier.examples..")
          .should(ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes().should(resideInANullMarkedPackage()).allowEmptyShould(true);

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        String message = type.getPackageName() + " has no package-info.java with @NullMarked";
        events.add(new SimpleConditionEvent(type, marked, message));
      }
    };
  }
}
