package dev.espalier.compare;

import dev.espalier.describe.Description;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Once;
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
import java.util.stream.Stream;

/**
 * Describes a comparison; a persistent value, so every call returns a new one.
 *
 * <p>Defaults: seeds 1 to 5, equal epochs in all, one run at a time for every two cores.
 */
public final class ComparisonBuilder {
  private final Optional<Contender> baseline;
  private final List<Contender> candidates;
  private final List<Long> seeds;
  private final UnaryOperator<RecipeBuilder> recipe;
  private final Budget budget;
  private final int parallel;
  private final BooleanSupplier cancelled;
  private final Once once;

  private ComparisonBuilder(
      Optional<Contender> baseline,
      List<Contender> candidates,
      List<Long> seeds,
      UnaryOperator<RecipeBuilder> recipe,
      Budget budget,
      int parallel,
      BooleanSupplier cancelled,
      Once once) {
    this.baseline = baseline;
    this.candidates = List.copyOf(candidates);
    this.seeds = List.copyOf(seeds);
    this.recipe = recipe;
    this.budget = budget;
    this.parallel = parallel;
    this.cancelled = cancelled;
    this.once = once;
  }

  /** Gives the defaults, without contenders and recipe. */
  public static ComparisonBuilder empty() {
    return new ComparisonBuilder(
        Optional.empty(),
        List.of(),
        List.of(1L, 2L, 3L, 4L, 5L),
        UnaryOperator.identity(),
        Budget.EQUAL_EPOCHS,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        () -> false,
        Once.of("compare"));
  }

  /**
   * Trains every contender once with each of these seeds.
   *
   * @param values at least one, all different
   */
  public ComparisonBuilder seeds(long... values) {
    Given.all("values", values);
    List<Long> all = Arrays.stream(values).boxed().toList();
    return new ComparisonBuilder(
        baseline,
        candidates,
        all,
        recipe,
        budget,
        parallel,
        cancelled,
        once.given("the seeds", all));
  }

  /** Sets what the others are compared with; it comes first. */
  public ComparisonBuilder baseline(String name, Description description, TrainingMethod method) {
    baseline.ifPresent(
        before -> {
          throw new IllegalArgumentException(
              "compare: the baseline was already given as '%s', now as '%s'. Try candidate(...) for one of them."
                  .formatted(before.name(), name));
        });
    Optional<Contender> given = Optional.of(new Contender(name, description, method));
    return new ComparisonBuilder(
        given, candidates, seeds, recipe, budget, parallel, cancelled, once);
  }

  /** Adds one that is compared with the baseline. */
  public ComparisonBuilder candidate(String name, Description description, TrainingMethod method) {
    List<Contender> longer = new ArrayList<>(candidates);
    longer.add(new Contender(name, description, method));
    return new ComparisonBuilder(
        baseline, longer, seeds, recipe, budget, parallel, cancelled, once);
  }

  /**
   * Sets the recipe of all; its seed is replaced, its epochs by the budget. Where it says {@code
   * checkpoint(folder, every)}, each training gets a folder of its own in that one, and a
   * comparison that was killed goes on when it is run again: trainings that are done are not run
   * again.
   */
  public ComparisonBuilder recipe(UnaryOperator<RecipeBuilder> value) {
    Given.all("value", value);
    return new ComparisonBuilder(
        baseline,
        candidates,
        seeds,
        value,
        budget,
        parallel,
        cancelled,
        once.given("the recipe", "a function"));
  }

  /** Gives every contender the recipe as it is, whatever its number of stages. */
  public ComparisonBuilder sameRecipe() {
    return new ComparisonBuilder(
        baseline,
        candidates,
        seeds,
        recipe,
        Budget.SAME_RECIPE,
        parallel,
        cancelled,
        once.given("the budget", "the same recipe"));
  }

  /** Sets how many trainings run at once; the results do not depend on it. */
  public ComparisonBuilder parallel(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException(
          "compare: parallel(" + runs + "), needed at least 1. Try parallel(1).");
    }
    return new ComparisonBuilder(
        baseline, candidates, seeds, recipe, budget, runs, cancelled, once.given("parallel", runs));
  }

  /** Asks between batches whether to stop; trainings that are not done are reported so. */
  public ComparisonBuilder cancelWhen(BooleanSupplier value) {
    Given.all("value", value);
    return new ComparisonBuilder(
        baseline,
        candidates,
        seeds,
        recipe,
        budget,
        parallel,
        value,
        once.given("cancelWhen", "a condition"));
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
    List<Contender> contenders = contenders();
    if (baseline.isEmpty() || candidates.isEmpty()) {
      problems.add(
          new Problem(
              "contenders",
              "found %s baseline and %s candidates, needed a baseline and a candidate"
                  .formatted(baseline.isEmpty() ? "no" : "a", candidates.size()),
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
        Given.result("recipe", recipe.apply(RecipeBuilder.empty())).asDefaults().quiet().build();
    Trials trials = new Trials(contenders, seeds, settled, budget, cancelled);
    List<Trial> done = trials.run(parallel);
    return new Verdict(name, contenders, seeds, done, settled, budget, trials.environment());
  }

  /** Gives all, the baseline first. */
  private List<Contender> contenders() {
    return Stream.concat(baseline.stream(), candidates.stream()).toList();
  }

  @Override
  public String toString() {
    return contenders() + " with seeds " + seeds;
  }
}
