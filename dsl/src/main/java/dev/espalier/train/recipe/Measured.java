package dev.espalier.train.recipe;

import dev.espalier.compile.loss.Cells;
import dev.espalier.compile.loss.CompiledMeasure;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Measures;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a training measures besides what always is measured. */
public final class Measured {
  private Measured() {}

  /** Gives what the predictions of such data are. */
  public static Outputs outputs(DataSet data, boolean logits) {
    if (data.kind() instanceof Targets.Classes classes) {
      return new Outputs(true, classes.count(), logits);
    }
    return data.kind()
        .outputs()
        .map(parts -> Outputs.ofParts(parts, logits))
        .orElseGet(
            () -> Outputs.ofValues(data.kind().ignored().isPresent() ? 1 : data.targets().width()));
  }

  /** Gives how targets are taken apart where a row has several that count each for itself. */
  public static Cells cells(Targets targets) {
    boolean classes = targets instanceof Targets.Classes;
    boolean several =
        targets instanceof Targets.Classes own ? own.dense() : targets.ignored().isPresent();
    return new Cells(classes, several, targets.ignored(), targets.outputs());
  }

  /** Gives the task of which targets are these. */
  public static Task task(Targets targets) {
    if (targets instanceof Targets.Classes) {
      return Task.CLASSIFICATION;
    }
    return targets.outputs().isPresent() ? Task.SEVERAL : Task.REGRESSION;
  }

  /** Gives the measure that a result of a recipe is judged by. */
  public static Measure main(Recipe recipe) {
    return Measures.main(outputs(recipe.data(), true));
  }

  /** Gives the measures that the recipe adds, and those by which a stage stops or is judged. */
  public static List<Measure> of(Plan plan, Recipe recipe) {
    Set<Measure> measures = new LinkedHashSet<>(recipe.measures());
    collect(plan.stages(), recipe, main(recipe), measures);
    return List.copyOf(measures);
  }

  private static void collect(
      List<Stage> stages, Recipe recipe, Measure main, Set<Measure> measures) {
    for (Stage stage : stages) {
      if (stage instanceof GradientStage gradient) {
        measures.add(recipe.optimization().with(gradient.settings()).stopping().measure());
        recipe.optimization().plateau().map(Plateau::measure).ifPresent(measures::add);
        if (gradient.acceptance() instanceof Acceptance.IfBetter rule) {
          measures.add(rule.criterion().measure(main));
        }
      } else if (stage instanceof BranchStage branch) {
        measures.add(branch.criterion().measure(main));
        branch.alternatives().forEach(one -> collect(one.stages(), recipe, main, measures));
      }
    }
  }

  private static boolean weighted(Recipe recipe) {
    return recipe.validation().map(data -> data.weights().isPresent()).orElse(false)
        || recipe.data().weights().isPresent();
  }

  /** Gives what is wrong with a training's measures: one that does not serve, or a second name. */
  public static List<Problem> problems(Plan plan, Recipe recipe) {
    Outputs outputs = outputs(recipe.data(), true);
    List<Measure> standard = Measures.standard(outputs);
    List<Problem> problems = new ArrayList<>();
    Map<String, Measure> named = new LinkedHashMap<>();
    standard.forEach(one -> named.put(one.name(), one));
    for (Measure measure : of(plan, recipe)) {
      String where = "measure '" + measure.name() + "'";
      Measure other = named.putIfAbsent(measure.name(), measure);
      if (!Measures.serves(measure, outputs)) {
        problems.add(
            new Problem(
                where,
                "it does not serve the data's %s".formatted(outputs),
                "one of " + Measures.servingNames(outputs)));
      } else if (other != null && !other.equals(measure)) {
        problems.add(
            new Problem(where, "two measures have this name", "another name for one of them"));
      } else if (recipe.measures().contains(measure) && standard.contains(measure)) {
        problems.add(new Problem(where, "it is measured in any case", "leaving measure(...) out"));
      } else if (weighted(recipe) && !CompiledMeasure.of(measure, outputs).weighs()) {
        problems.add(
            new Problem(
                where,
                "it takes no weights, and the rows have some",
                "data without withWeights(...), or a measure whose accumulator weighs"));
      } else {
        try {
          CompiledMeasure.require(measure, outputs);
        } catch (MisfitException e) {
          problems.add(new Problem(where, e.what(), e.advice()));
        }
      }
    }
    return problems;
  }
}
