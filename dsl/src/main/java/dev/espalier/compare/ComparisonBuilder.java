package dev.espalier.compare;

import dev.espalier.data.Split;
import dev.espalier.describe.Description;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Describes a comparison; a persistent value, so every call returns a new one.
 *
 * <p>Defaults: seeds 1 to 5, equal epochs in all, one run at a time for every two cores.
 */
public final class ComparisonBuilder {
  private static final Setting<Optional<Contender>> BASELINE =
      new Setting<>("the baseline", Optional.empty());
  private static final Setting<List<Contender>> CANDIDATES = new Setting<>("candidates", List.of());
  private static final Setting<List<Long>> SEEDS =
      new Setting<>("seeds", List.of(1L, 2L, 3L, 4L, 5L));
  private static final Setting<List<Split>> FOLDS = new Setting<>("folds", List.of());
  private static final Setting<UnaryOperator<RecipeBuilder>> RECIPE =
      new Setting<>("the recipe", UnaryOperator.identity());
  private static final Setting<Budget> BUDGET = new Setting<>("the budget", Budget.EQUAL_EPOCHS);
  private static final Setting<Integer> PARALLEL =
      new Setting<>("parallel", Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private static final Setting<BooleanSupplier> CANCELLED =
      new Setting<>("cancelWhen", () -> false);

  private final Choices choices;

  private ComparisonBuilder(Choices choices) {
    this.choices = choices;
  }

  /** Gives the defaults, without contenders and recipe. */
  public static ComparisonBuilder empty() {
    return new ComparisonBuilder(Choices.of("compare"));
  }

  /**
   * Trains every contender once with each of these seeds.
   *
   * @param values at least one, all different
   */
  public ComparisonBuilder seeds(long... values) {
    Given.all("values", values);
    return new ComparisonBuilder(choices.with(SEEDS, Arrays.stream(values).boxed().toList()));
  }

  /**
   * Trains every contender once with each fold, on its training rows, and compares on its test
   * rows; all with the recipe's one seed. Differences are paired by fold, and their interval allows
   * for training rows that folds share (Nadeau and Bengio 2003).
   *
   * <pre>{@code
   * c.folds(data.folds(5, 7)).recipe(r -> r.classify(data).adam(1e-3))
   * }</pre>
   *
   * @param splits at least two
   */
  public ComparisonBuilder folds(List<Split> splits) {
    Given.all("splits", splits);
    if (splits.size() < 2) {
      throw new IllegalArgumentException(
          "compare: folds(...) of %s, needed at least 2. Try folds(data.folds(5, 7))."
              .formatted(splits.size()));
    }
    List<Long> numbers = LongStream.rangeClosed(1, splits.size()).boxed().toList();
    return new ComparisonBuilder(
        choices
            .with(FOLDS, List.copyOf(splits), splits.size() + " folds")
            .with(SEEDS, numbers, splits.size() + " folds"));
  }

  /** Sets what the others are compared with; it comes first. */
  public ComparisonBuilder baseline(String name, Description description, TrainingMethod method) {
    Contender first = new Contender(name, description, method);
    return new ComparisonBuilder(choices.with(BASELINE, Optional.of(first), "'" + name + "'"));
  }

  /** Adds one that is compared with the baseline. */
  public ComparisonBuilder candidate(String name, Description description, TrainingMethod method) {
    return new ComparisonBuilder(
        choices.plus(CANDIDATES, new Contender(name, description, method)));
  }

  /**
   * Sets the recipe of all; its seed is replaced, or by folds its data, its epochs by the budget.
   * Where it says {@code checkpoint(folder, every)}, each training gets a folder of its own in that
   * one, and a comparison that was killed goes on when it is run again: trainings that are done are
   * not run again.
   */
  public ComparisonBuilder recipe(UnaryOperator<RecipeBuilder> value) {
    Given.all("value", value);
    return new ComparisonBuilder(choices.with(RECIPE, value, "a function"));
  }

  /** Gives every contender the recipe as it is, whatever its number of stages. */
  public ComparisonBuilder sameRecipe() {
    return new ComparisonBuilder(choices.with(BUDGET, Budget.SAME_RECIPE, "the same recipe"));
  }

  /** Sets how many trainings run at once; the results do not depend on it. */
  public ComparisonBuilder parallel(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException(
          "compare: parallel(" + runs + "), needed at least 1. Try parallel(1).");
    }
    return new ComparisonBuilder(choices.with(PARALLEL, runs));
  }

  /** Asks between batches whether to stop; trainings that are not done are reported so. */
  public ComparisonBuilder cancelWhen(BooleanSupplier value) {
    Given.all("value", value);
    return new ComparisonBuilder(choices.with(CANCELLED, value, "a condition"));
  }

  /**
   * Trains every contender with every seed.
   *
   * @throws PlanException if there is nothing to compare, the recipe has no data, or a contender
   *     does not fit it; nothing has run
   */
  public Verdict run(String name) {
    Given.all("name", name);
    List<Problem> problems = new ArrayList<>();
    boolean based = choices.get(BASELINE).isPresent();
    List<Contender> candidates = choices.get(CANDIDATES);
    List<Contender> contenders = contenders();
    List<Long> seeds = choices.get(SEEDS);
    if (!based || candidates.isEmpty()) {
      problems.add(
          new Problem(
              "contenders",
              "found %s baseline and %s candidates, needed a baseline and a candidate"
                  .formatted(based ? "a" : "no", candidates.size()),
              "baseline(...) and candidate(...)"));
    }
    if (contenders.stream().map(Contender::name).distinct().count() < contenders.size()) {
      problems.add(
          new Problem("contenders", "two have one name: " + contenders, "names that differ"));
    }
    if (seeds.isEmpty()) {
      problems.add(new Problem("seeds", "there is none", "seeds(1, 2, 3, 4, 5)"));
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      problems.add(
          new Problem(
              "seeds",
              "one occurs twice in %s, and would give the same numbers again".formatted(seeds),
              "seeds that differ"));
    }
    if (!problems.isEmpty()) {
      throw new PlanException("comparison '" + name + "'", problems);
    }
    Recipe settled =
        Given.result("recipe", choices.get(RECIPE).apply(RecipeBuilder.empty()))
            .asDefaults()
            .quiet()
            .build();
    List<Split> folds = choices.get(FOLDS);
    if (!folds.isEmpty() && settled.validation().isPresent()) {
      Problem twice =
          new Problem("folds", "each has its own, and the recipe has some", "no validate(...)");
      throw new PlanException("validation data of comparison '" + name + "'", List.of(twice));
    }
    Budget budget = choices.get(BUDGET);
    Trials trials = new Trials(contenders, seeds, folds, settled, budget, choices.get(CANCELLED));
    List<Trial> done = trials.run(choices.get(PARALLEL));
    return new Verdict(name, contenders, seeds, done, settled, budget, trials.environment(), folds);
  }

  /** Gives all, the baseline first. */
  private List<Contender> contenders() {
    return Stream.concat(choices.get(BASELINE).stream(), choices.get(CANDIDATES).stream()).toList();
  }

  @Override
  public String toString() {
    return contenders()
        + (choices.get(FOLDS).isEmpty() ? " with seeds " : " with folds ")
        + choices.get(SEEDS);
  }
}
