package dev.espalier.zoo.graph;

import dev.espalier.data.DataSet;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How a model came about, in a form that can be kept: plans and recipes hold functions and data,
 * which cannot.
 *
 * @param plan what was planned
 * @param recipe with what it was trained
 * @param log what happened
 * @param evaluations how good it is
 * @param environment the versions and the machine that it was trained with
 */
public record Provenance(
    PlanText plan,
    RecipeText recipe,
    RunLog log,
    List<Evaluation> evaluations,
    Map<String, String> environment) {
  private static final int MOST_EPOCHS = 5000;

  /** Copies the collections in their order. */
  public Provenance {
    Given.all(
        "plan",
        plan,
        "recipe",
        recipe,
        "log",
        log,
        "evaluations",
        evaluations,
        "environment",
        environment);
    evaluations = List.copyOf(evaluations);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  static Provenance of(Outcome outcome) {
    return new Provenance(
        PlanText.of(outcome.plan()),
        RecipeText.of(outcome.recipe()),
        shortened(outcome.log()),
        outcome.evaluations(),
        outcome.environment());
  }

  /** Says of a network that it came with its values, and how well it does. */
  static Provenance of(GivenValues values, DataSet data, Evaluation evaluation) {
    String text = "its values are given: %s%n".formatted(values.origin());
    return new Provenance(
        new PlanText("given", List.of(), text),
        new RecipeText(data.toString(), "", List.of(), Map.of(), 0),
        new RunLog(List.of(), List.of(), RunLog.Ending.COMPLETED),
        List.of(evaluation),
        Map.of("Java", System.getProperty("java.version")));
  }

  /** Gives a log that can be kept: of very many epochs some, spread evenly, and the last. */
  static RunLog shortened(RunLog log) {
    int count = log.epochs().size();
    if (count <= MOST_EPOCHS) {
      return log;
    }
    int step = (count + MOST_EPOCHS - 1) / MOST_EPOCHS;
    List<EpochRecord> kept =
        IntStream.range(0, count)
            .filter(i -> (count - 1 - i) % step == 0)
            .mapToObj(log.epochs()::get)
            .toList();
    List<String> notes = new ArrayList<>(log.notes());
    notes.add("%s of %s epochs are kept, one of each %s".formatted(kept.size(), count, step));
    return new RunLog(log.stages(), kept, log.ending(), notes);
  }

  /**
   * A plan as text.
   *
   * @param method the method's name
   * @param stages its stages, in order
   * @param text the whole plan as a table, as {@link Plan#explain()} gives it
   */
  public record PlanText(String method, List<StageText> stages, String text) {
    /** Copies the list. */
    public PlanText {
      Given.all("method", method, "stages", stages, "text", text);
      stages = List.copyOf(stages);
    }

    static PlanText of(Plan plan) {
      return new PlanText(
          plan.method(), plan.stages().stream().map(StageText::of).toList(), plan.explain());
    }

    @Override
    public String toString() {
      return "plan of " + method + ", " + Shown.count(stages.size(), "stage");
    }
  }

  /**
   * A stage as text.
   *
   * @param name the stage's name
   * @param lines what it does, line by line
   */
  public record StageText(String name, List<Stage.Line> lines) {
    /** Copies the list. */
    public StageText {
      Given.all("name", name, "lines", lines);
      lines = List.copyOf(lines);
    }

    static StageText of(Stage stage) {
      return new StageText(stage.name(), stage.explain());
    }
  }

  /**
   * A recipe as text.
   *
   * @param data the training data: name, rows, shapes
   * @param validation the validation data, likewise; empty if there was none
   * @param augmentations what changed training inputs at random
   * @param settings optimizer, rate, batch, epochs, stopping, device and precision, by name
   * @param seed the one seed
   */
  public record RecipeText(
      String data,
      String validation,
      List<String> augmentations,
      Map<String, String> settings,
      long seed) {
    /** Copies the collections in their order. */
    public RecipeText {
      Given.all(
          "data",
          data,
          "validation",
          validation,
          "augmentations",
          augmentations,
          "settings",
          settings);
      augmentations = List.copyOf(augmentations);
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    static RecipeText of(Recipe recipe) {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("task", recipe.task().name().toLowerCase(Locale.ROOT));
      recipe.loss().ifPresent(loss -> settings.put("loss", loss.toString()));
      settings.put("optimizer", recipe.optimization().optimizer().toString());
      settings.put("rate", recipe.optimization().rate().toString());
      settings.put(
          "batch",
          recipe.optimization().batch() == 0 ? "full" : "" + recipe.optimization().batch());
      settings.put("epochs", "" + recipe.optimization().epochs());
      if (!Double.isInfinite(recipe.optimization().clip())) {
        settings.put("clip", "" + recipe.optimization().clip());
      }
      settings.put("stopping", recipe.optimization().stopping().toString());
      settings.put("precision", recipe.conditions().precision().toString());
      return new RecipeText(
          recipe.data().toString(),
          recipe.validation().map(Object::toString).orElse(""),
          recipe.augmentations().stream().map(Object::toString).toList(),
          settings,
          recipe.seed());
    }
  }

  @Override
  public String toString() {
    return plan + ", " + recipe.data() + ", seed " + recipe.seed() + ", " + log;
  }
}
