package dev.espalier.train.state;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Targets;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.identity.Keys;
import dev.espalier.identity.RowsHash;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Start;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Decay;
import dev.espalier.train.recipe.LayerRates;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Plateau;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.Sampling;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What makes a training the one that it is: all that its numbers follow from, as typed keys.
 *
 * <p>Where it runs, how much memory it may take, who is told, when it is cancelled and what the
 * data are called are left out, and so is what anything prints.
 *
 * @param keys the keys
 * @param epochs the passes over the data of each gradient stage of the plan, which may change
 */
public record Fingerprint(Keys keys, List<Integer> epochs) {
  /** The fingerprint of a training that is not saved. */
  public static final Fingerprint NONE = new Fingerprint(new Keys(), List.of());

  /**
   * Gives a training's fingerprint.
   *
   * @param start where the first parameters come from
   */
  public static Fingerprint of(CheckedHierarchy hierarchy, Plan plan, Recipe recipe, String start) {
    Keys keys =
        new Keys()
            .add("method", plan.method())
            .add("task", recipe.task())
            .add("seed", recipe.seed())
            .add("precision", recipe.conditions().precision())
            .add("input", hierarchy.input())
            .add("networks", hierarchy.description().networks())
            .add("custom layers", customLayers(hierarchy))
            .add("stages", stages(plan.stages(), recipe))
            .add("predicts", plan.readout().networks())
            .add("guides", hierarchy.description().guides())
            .add("augmentations", recipe.augmentations())
            .add("measures", recipe.measures())
            .add("data", Contents.of(recipe.data()))
            .add("validation", recipe.validation().map(Contents::of))
            .add("first parameters", start);
    if (!hierarchy.description().values().isEmpty()) {
      keys.add("given", hierarchy.description().values());
    }
    recipe.data().recipe().ifPresent(own -> keys.add("table", own));
    recipe.loss().ifPresent(own -> keys.add("loss", own));
    return new Fingerprint(
        keys,
        plan.gradientStages().stream()
            .map(stage -> recipe.optimization().with(stage.settings()).epochs())
            .toList());
  }

  public void save(StateWriter out) throws IOException {
    out.within("keys").texts(keys.values());
    out.texts("unnamed", List.copyOf(keys.unnamed().keySet()));
    out.texts("epochs", epochs.stream().map(String::valueOf).toList());
  }

  private static List<CustomParameters> customLayers(CheckedHierarchy hierarchy) {
    return hierarchy.networks().stream()
        .flatMap(
            network ->
                network.layers().stream()
                    .filter(Fingerprint::mayHideParameters)
                    .map(layer -> CustomParameters.of(network.name(), layer)))
        .toList();
  }

  private static boolean mayHideParameters(CheckedLayer layer) {
    return layer.layer() instanceof CustomLayer || !layer.layer().branches().isEmpty();
  }

  private static List<Object> stages(List<Stage> stages, Recipe recipe) {
    return stages.stream().map(stage -> keyed(stage, recipe)).toList();
  }

  private static Object keyed(Stage stage, Recipe recipe) {
    if (stage instanceof GradientStage gradient) {
      return Trained.of(gradient, recipe.optimization().with(gradient.settings()));
    }
    if (stage instanceof BranchStage branch) {
      return new Branch(
          branch.name(),
          branch.criterion(),
          branch.readout().networks(),
          branch.alternatives().stream()
              .map(one -> new Alternative(one.name(), stages(one.stages(), recipe)))
              .toList());
    }
    return stage;
  }

  /** A gradient stage with its settings as they apply; the epochs are kept apart. */
  private record Trained(
      String name,
      List<Part> trains,
      List<Term> terms,
      List<String> predicts,
      Start start,
      Optional<BatchTransform> transform,
      Acceptance acceptance,
      GuideMode guides,
      OptionalDouble mixup,
      Optimizer optimizer,
      Schedule rate,
      int batch,
      double clip,
      LayerRates layerRates,
      Decay decay,
      Sampling sampling,
      Optional<Plateau> plateau,
      Stopping stopping) {

    static Trained of(GradientStage stage, Optimization optimization) {
      return new Trained(
          stage.name(),
          stage.trains(),
          stage.terms(),
          stage.readout().networks(),
          stage.start(),
          stage.transform(),
          stage.acceptance(),
          stage.guides(),
          stage.mixup(),
          optimization.optimizer(),
          optimization.rate(),
          optimization.batch(),
          optimization.clip(),
          optimization.layerRates(),
          optimization.decay(),
          optimization.sampling(),
          optimization.plateau(),
          optimization.stopping());
    }
  }

  /** A branch whose stages are keyed. */
  private record Branch(
      String name,
      Acceptance.Criterion criterion,
      List<String> predicts,
      List<Alternative> alternatives) {}

  /** An alternative whose stages are keyed. */
  private record Alternative(String name, List<Object> stages) {}

  /** The parameters of a layer that may change behind its description. */
  private record CustomParameters(String name, Map<String, String> parameters) {
    static CustomParameters of(String network, CheckedLayer layer) {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (ParameterSpec spec : layer.parameters()) {
        parameters.put(spec.name(), spec.dims().toString());
      }
      return new CustomParameters(network + "." + layer.name(), parameters);
    }
  }

  /** All that a data set holds, whatever its name. */
  private record Contents(
      int rows,
      Dims shape,
      Targets targets,
      Optional<Normalization> normalization,
      String inputValues,
      String targetValues,
      Map<String, String> columns,
      Optional<String> unlabelled,
      Optional<String> weights) {

    static Contents of(DataSet data) {
      return new Contents(
          data.size(),
          data.inputDims(),
          known(data.kind()),
          data.normalization(),
          RowsHash.of(data.inputs()),
          RowsHash.of(data.targets()),
          columns(data),
          data.unlabelled().map(RowsHash::of),
          data.weights().map(RowsHash::of));
    }

    private static Map<String, String> columns(DataSet data) {
      Map<String, String> columns = new LinkedHashMap<>();
      data.columns()
          .forEach((name, rows) -> columns.put(name, rows.dims() + " " + RowsHash.of(rows)));
      return columns;
    }

    /**
     * Gives classes as equal as they are, known by number alone or by names that are the numbers.
     */
    private static Targets known(Targets kind) {
      return kind instanceof Targets.Classes classes
          ? new Targets.Classes(classes.names(), false, classes.cells(), classes.unlabelled())
          : kind;
    }
  }
}
