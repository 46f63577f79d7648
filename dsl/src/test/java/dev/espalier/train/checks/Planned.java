package dev.espalier.train.checks;

import static dev.espalier.Espalier.check;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Description;
import dev.espalier.describe.Tap;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;

/** A stranger's method: stages as a test gives them. */
public record Planned(String name, List<Stage> stages) implements TrainingMethod {
  /** Nine rows of two values, three classes. */
  public static final DataSet CLASSES =
      Data.fromArrays(
          "nine",
          new double[][] {{0, 1}, {1, 0}, {1, 1}, {0, 2}, {2, 0}, {2, 2}, {0, 3}, {3, 0}, {3, 3}},
          new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2});

  static final DataSet VALUES =
      Data.fromArrays(
          "four", new double[][] {{0, 1}, {1, 0}, {1, 1}, {0, 0}}, new double[] {1, 2, 3, 0});

  public static Planned of(Stage... stages) {
    return new Planned("made up", List.of(stages));
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    List<CheckedNetwork> all = hierarchy.networks();
    return new Plan(name, hierarchy.name(), stages, Readout.of(all.get(all.size() - 1).name()));
  }

  /** Gives a stage that trains a network's task. */
  public static GradientStage task(String stage, String network) {
    return GradientStage.of(
        stage, Part.whole(network), List.of(Term.task(Tap.of(network, "output"))));
  }

  /** Trains two epochs on the classes, by batches of three. */
  public Outcome train(Description description, UnaryOperator<RecipeBuilder> recipe) {
    RecipeBuilder start = RecipeBuilder.empty().classify(CLASSES).batch(3).epochs(2).quiet();
    return TrainingEngine.train(check(description), this, recipe.apply(start.asDefaults()).build());
  }
}
