package dev.espalier.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.measure.Auc;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting that is given twice is refused, in every setter. */
final class RecipeBuilderTest {
  private static final DataSet DATA =
      Data.fromArrays("dots", new float[][] {{0}, {1}}, new int[] {0, 1});

  /** What may be given several times: it adds. */
  private static final Set<String> ADDING = Set.of("augment", "listener", "asDefaults");

  private static final Map<String, UnaryOperator<RecipeBuilder>> SETTERS = setters();

  private static Map<String, UnaryOperator<RecipeBuilder>> setters() {
    Map<String, UnaryOperator<RecipeBuilder>> setters = new TreeMap<>();
    setters.put("classify", r -> r.classify(DATA));
    setters.put("regress", r -> r.regress(DATA));
    setters.put("multitask", r -> r.multitask(DATA));
    setters.put("validate", r -> r.validate(DATA));
    setters.put("loss", r -> r.loss(new CrossEntropy()));
    setters.put("measure", r -> r.measure(new Auc()));
    setters.put("adam", r -> r.adam(1e-3));
    setters.put("adamW", r -> r.adamW(Schedule.linear(1, 0)));
    setters.put("sgd", r -> r.sgd(Schedule.cosine(1, 0), 0.9));
    setters.put("optimizer", r -> r.optimizer(Optimizer.rmsProp(), Schedule.constant(1)));
    setters.put("rate", r -> r.rate(Schedule.constant(1)));
    setters.put("batch", r -> r.batch(8));
    setters.put("fullBatch", r -> r.fullBatch());
    setters.put("epochs", r -> r.epochs(8));
    setters.put("clip", r -> r.clip(8));
    setters.put("balancedSampling", RecipeBuilder::balancedSampling);
    setters.put("decayOnlyWeights", RecipeBuilder::decayOnlyWeights);
    setters.put("layerRates", r -> r.layerRates(l -> l.multiplied(0.1, "h")));
    setters.put("rateOnPlateau", r -> r.rateOnPlateau(0.1, 5));
    setters.put("stopEarly", r -> r.stopEarly(8));
    setters.put("stopping", r -> r.stopping(Stopping.bestEpoch()));
    setters.put("seed", r -> r.seed(8));
    setters.put("device", r -> r.device(DeviceChoice.cpu()));
    setters.put("threads", r -> r.threads(1));
    setters.put("float64", r -> r.float64());
    setters.put("mixedPrecision", r -> r.mixedPrecision());
    setters.put("memory", r -> r.memory(8));
    setters.put("checkpoint", r -> r.checkpoint(Path.of("folder"), 1));
    setters.put("quiet", r -> r.quiet());
    setters.put("cancelWhen", r -> r.cancelWhen(() -> false));
    return setters;
  }

  private static Set<String> names() {
    return SETTERS.keySet();
  }

  @Test
  void everySetterHasACase() {
    Set<String> declared =
        Arrays.stream(RecipeBuilder.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method -> method.getReturnType() == RecipeBuilder.class)
            .map(Method::getName)
            .filter(name -> !ADDING.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(declared).isEqualTo(SETTERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesASecondCall(String setter) {
    UnaryOperator<RecipeBuilder> set = Objects.requireNonNull(SETTERS.get(setter));
    RecipeBuilder once = set.apply(RecipeBuilder.empty());

    assertThatThrownBy(() -> set.apply(once))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("recipe: .* was already given as .*, now as .*\\. Try one of them\\.");
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesADefaultForNoCall(String setter) {
    UnaryOperator<RecipeBuilder> set = Objects.requireNonNull(SETTERS.get(setter));
    Recipe start = set.apply(withData(setter)).build();

    assertThat(set.apply(RecipeBuilder.of(start)).build()).isNotNull();
    assertThat(set.apply(set.apply(withData(setter)).asDefaults()).build()).isNotNull();
  }

  @Test
  void showsTheFirstValueBesideTheSecond() {
    assertThatThrownBy(() -> RecipeBuilder.empty().epochs(3).epochs(5))
        .hasMessage(
            "recipe: the number of epochs was already given as 3, now as 5. Try one of them.");
    assertThatThrownBy(() -> RecipeBuilder.empty().batch(3).fullBatch())
        .hasMessage("recipe: the batch was already given as 3, now as full. Try one of them.");
    assertThatThrownBy(() -> RecipeBuilder.empty().adam(1e-3).rate(Schedule.linear(1, 0)))
        .hasMessage(
            "recipe: the rate was already given as 0.001, now as linear 1 to 0. Try one of them.");
  }

  private static RecipeBuilder withData(String setter) {
    RecipeBuilder empty = RecipeBuilder.empty();
    return List.of("classify", "regress", "multitask").contains(setter)
        ? empty
        : empty.classify(DATA);
  }
}
