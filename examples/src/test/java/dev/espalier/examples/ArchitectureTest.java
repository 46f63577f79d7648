package dev.espalier.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * What may import what.
 *
 * <p>A rule about a package that does not exist holds; {@link #everyPackageHasItsPlace} sees to it
 * that such a rule is noticed when a package is renamed.
 */
@AnalyzeClasses(packages = "dev.espalier", importOptions = WithoutTests.class)
final class ArchitectureTest {
  /** From the left, where everything is description, to the right, where everything is known. */
  private static final List<String> ORDER =
      List.of(
          "dev.espalier.describe.problem",
          "dev.espalier.describe.value",
          "dev.espalier.describe.formula",
          "dev.espalier.describe.schedule",
          "dev.espalier.describe.likeness",
          "dev.espalier.describe.likeness.distribution",
          "dev.espalier.describe.likeness.relation",
          "dev.espalier.describe.likeness.feature",
          "dev.espalier.describe.loss",
          "dev.espalier.describe.layer",
          "dev.espalier.describe.layer.basic",
          "dev.espalier.describe.layer.image",
          "dev.espalier.describe.layer.norm",
          "dev.espalier.describe.layer.sequence",
          "dev.espalier.describe.layer.merge",
          "dev.espalier.describe.measure",
          "dev.espalier.describe.measure.label",
          "dev.espalier.describe.measure.several",
          "dev.espalier.describe.optimizer",
          "dev.espalier.describe.stopping",
          "dev.espalier.weights..",
          "dev.espalier.describe",
          "dev.espalier.check..",
          "dev.espalier.torch..",
          "dev.espalier.compile.life",
          "dev.espalier.compile.formula",
          "dev.espalier.compile.loss",
          "dev.espalier.compile",
          "dev.espalier.data.problem",
          "dev.espalier.data.rows",
          "dev.espalier.data.split",
          "dev.espalier.data.table",
          "dev.espalier.data.image",
          "dev.espalier.data.files",
          "dev.espalier.data.augment",
          "dev.espalier.data",
          "dev.espalier.identity..",
          "dev.espalier.train.plan",
          "dev.espalier.train.log",
          "dev.espalier.train.recipe",
          "dev.espalier.train.checks",
          "dev.espalier.train.feed",
          "dev.espalier.train.state",
          "dev.espalier.train.step",
          "dev.espalier.train.measure",
          "dev.espalier.train.engine",
          "dev.espalier.report.chart",
          "dev.espalier.report.grid",
          "dev.espalier.report",
          "dev.espalier.compare..",
          "dev.espalier",
          "dev.espalier.testkit..",
          "dev.espalier.methods..",
          "dev.espalier.models..",
          "dev.espalier.zoo.problem",
          "dev.espalier.zoo.serving",
          "dev.espalier.zoo.json",
          "dev.espalier.zoo.store",
          "dev.espalier.zoo.graph",
          "dev.espalier.zoo.onnx",
          "dev.espalier.zoo",
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
              "dev.espalier.zoo",
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
          // An evaluation prints where a reader asks it to: evaluate(data).print().
          .and()
          .doNotHaveFullyQualifiedName("dev.espalier.train.log.Evaluation")
          .should(ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheEngineSeesHowAStepIsMade =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.espalier.train..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.espalier.train.checks",
              "dev.espalier.train.feed",
              "dev.espalier.train.state",
              "dev.espalier.train.step",
              "dev.espalier.train.measure")
          .allowEmptyShould(true);

  @ArchTest
  static void aPackageFitsOnOnePage(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(type -> !type.isNestedClass())
            // Programs, each for itself.
            .filter(type -> !type.getPackageName().equals("dev.espalier.examples"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

    assertThat(files).isNotEmpty().allSatisfy((name, count) -> assertThat(count).isLessThan(26));
  }

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
