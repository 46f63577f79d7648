package dev.espalier.compare;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Checker;
import dev.espalier.data.Split;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Runs contenders with seeds or folds, several at once; one that fails does not take the others
 * down.
 */
final class Trials {
  private final List<Contender> contenders;
  private final List<Long> seeds;
  private final List<Split> folds;
  private final Recipe recipe;
  private final Budget budget;
  private final BooleanSupplier cancelled;
  private final Map<String, String> environment = new ConcurrentSkipListMap<>();

  Trials(
      List<Contender> contenders,
      List<Long> seeds,
      List<Split> folds,
      Recipe recipe,
      Budget budget,
      BooleanSupplier cancelled) {
    this.contenders = contenders;
    this.seeds = seeds;
    this.folds = folds;
    this.recipe = recipe;
    this.budget = budget;
    this.cancelled = cancelled;
  }

  /** Gives the trials by contender, then by seed. */
  List<Trial> run(int parallel) {
    List<CheckedHierarchy> checked =
        contenders.stream().map(one -> Checker.check(one.description())).toList();
    int most = 1;
    List<Integer> stages = new ArrayList<>();
    for (int i = 0; i < contenders.size(); i++) {
      int count =
          TrainingEngine.plan(checked.get(i), contenders.get(i).method(), of(seeds.get(0)))
              .gradientStages()
              .size();
      stages.add(Math.max(1, count));
      most = Math.max(most, count);
    }
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Trial>> running = new ArrayList<>();
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get(i);
        CheckedHierarchy hierarchy = checked.get(i);
        int epochs =
            budget == Budget.SAME_RECIPE
                ? recipe.optimization().epochs()
                : (recipe.optimization().epochs() * most + stages.get(i) - 1) / stages.get(i);
        for (long seed : seeds) {
          running.add(threads.submit(() -> trial(contender, hierarchy, epochs, seed)));
        }
      }
      return results(running);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Gives what the trainings ran on, the seed left out; empty if all failed. */
  Map<String, String> environment() {
    return environment;
  }

  private List<Trial> results(List<Future<Trial>> running) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      String contender = contenders.get(i / seeds.size()).name();
      long seed = seeds.get(i % seeds.size());
      try {
        trials.add(running.get(i).get());
      } catch (ExecutionException e) {
        trials.add(Trial.failed(contender, seed, e.getCause() == null ? e : e.getCause()));
      } catch (InterruptedException e) {
        running.forEach(one -> one.cancel(true));
        Thread.currentThread().interrupt();
        trials.add(Trial.failed(contender, seed, new IllegalStateException("interrupted")));
      }
    }
    return trials;
  }

  /** Gives the recipe with a seed, or with the data of a fold, which is numbered from 1. */
  private Recipe of(long seed) {
    if (folds.isEmpty()) {
      return recipe.withSeed(seed);
    }
    Split fold = folds.get((int) seed - 1);
    return recipe.withData(fold.train(), Optional.of(fold.test()));
  }

  private String place(long seed) {
    return (folds.isEmpty() ? "seed-" : "fold-") + seed;
  }

  private Trial trial(Contender contender, CheckedHierarchy hierarchy, int epochs, long seed) {
    BooleanSupplier own = recipe.conditions().cancelled();
    Optimization optimization = recipe.optimization().with(Settings.fromRecipe().epochs(epochs));
    Recipe stoppable =
        RecipeBuilder.of(of(seed).withOptimization(optimization))
            .cancelWhen(() -> own.getAsBoolean() || cancelled.getAsBoolean())
            .build();
    Recipe seeded =
        recipe
            .conditions()
            .checkpoints()
            .map(
                all ->
                    stoppable.withCheckpoints(TrialFolder.of(all, contender.name(), place(seed))))
            .orElse(stoppable);
    try (Outcome outcome = TrainingEngine.train(hierarchy, contender.method(), seeded)) {
      environment.putAll(outcome.environment());
      environment.remove("seed");
      return outcome.log().ending() == RunLog.Ending.CANCELLED
          ? Trial.failed(contender.name(), seed, new IllegalStateException("cancelled"))
          : Trial.of(contender.name(), seed, outcome);
    }
  }
}
