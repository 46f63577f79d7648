package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataChecks;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Seeds;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A recipe's data on their way to the networks: what is wrong with them, and what they are as the
 * networks take them.
 */
public final class TrainingData {
  private static final int PROBED_ROWS = 16;

  private final CheckedHierarchy hierarchy;
  private final Recipe recipe;
  private final DataForm form;
  private final boolean further;
  private final List<Problem> problems = new ArrayList<>();
  private final Recipe prepared;

  private TrainingData(CheckedHierarchy hierarchy, Recipe recipe, DataForm form, boolean further) {
    this.hierarchy = hierarchy;
    this.recipe = recipe;
    this.form = form;
    this.further = further;
    this.prepared = prepare();
  }

  /** Gives the data of a first training, whose training data set the form of all others. */
  public static TrainingData first(CheckedHierarchy hierarchy, Recipe recipe) {
    DataSet training = recipe.data();
    DataSet fitted = training.fitted();
    Optional<DataSet> validation =
        recipe.validation().map(other -> other == training ? fitted : other);
    return new TrainingData(
        hierarchy, recipe.withData(fitted, validation), form(hierarchy, fitted), false);
  }

  /** Gives the data of a training that goes on from networks trained on data of a form. */
  public static TrainingData further(CheckedHierarchy hierarchy, Recipe recipe, DataForm form) {
    return new TrainingData(hierarchy, recipe, form, true);
  }

  /** Gives the form of all data that networks take once they are trained on some. */
  public static DataForm form(CheckedHierarchy hierarchy, DataSet training) {
    return DataForm.of(training).tokens(hierarchy.tokens());
  }

  /** Gives the networks. */
  public CheckedHierarchy hierarchy() {
    return hierarchy;
  }

  /** Gives the recipe as it was given. */
  Recipe recipe() {
    return recipe;
  }

  /** Gives what training and validation data are brought to. */
  DataForm form() {
    return form;
  }

  /** Says whether the networks were trained before. */
  boolean further() {
    return further;
  }

  /** Gives what is wrong with the data. */
  List<Problem> problems() {
    return problems;
  }

  /** Gives the recipe with its data as the networks take them, where nothing is wrong with them. */
  public Recipe prepared() {
    return prepared;
  }

  /** Gives sentences on labels that were renumbered, and on classes of which there is no row. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    Stream.of(Optional.of(recipe.data()), recipe.validation())
        .flatMap(Optional::stream)
        .flatMap(data -> form.note(data).stream())
        .forEach(notes::add);
    recipe.validation().map(form::unknown).ifPresent(notes::addAll);
    if (further && notes.isEmpty()) {
      DataChecks.training(recipe.data()).stream().map(Problem::toString).forEach(notes::add);
    }
    return notes;
  }

  private Recipe prepare() {
    DataSet training = recipe.data();
    if (!further) {
      problems.addAll(DataChecks.inputs(training, hierarchy.input()));
      problems.addAll(DataChecks.training(training));
    }
    DataSet data = problems.isEmpty() ? prepared(training) : training;
    Optional<DataSet> validation =
        recipe.validation().map(other -> other == training ? data : prepared(other));
    problems.addAll(AugmentationChecks.problems(recipe));
    if (problems.isEmpty() && form.tokens().isPresent() && !recipe.augmentations().isEmpty()) {
      DataSet augmented = augmented(data);
      problems.addAll(DataForm.of(augmented).tokens(form.tokens()).problems(augmented));
    }
    return recipe.withData(data, validation);
  }

  private DataSet prepared(DataSet data) {
    try {
      return form.prepare(data);
    } catch (DataException wrong) {
      problems.addAll(wrong.problems());
      return data;
    }
  }

  /** Gives what the augmentations make of the first rows. */
  private DataSet augmented(DataSet data) {
    int rows = Math.min(PROBED_ROWS, data.size());
    float[] values = data.inputs().floats(0, rows);
    for (Augmentation augmentation : recipe.augmentations()) {
      augmentation.apply(values, data.inputDims(), rows, Seeds.random(recipe.seed(), "probe"));
    }
    return DataSet.of(
        data.name() + ", augmented",
        Rows.of(values, data.inputDims()),
        data.take(rows).targets(),
        data.kind());
  }
}
