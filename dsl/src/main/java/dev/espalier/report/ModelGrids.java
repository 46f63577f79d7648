package dev.espalier.report;

import static dev.espalier.report.grid.Grid.row;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.DataSet;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Grid.Header;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.recipe.Decay;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The grids of what was asked for: plan, recipe, parameters, environment. */
final class ModelGrids {
  private ModelGrids() {}

  /** Gives the rows of the plan's explanation. */
  static Grid plan(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (Stage stage : facts.plan().stages()) {
      stage.explain().forEach(line -> rows.add(row(stage.name(), line.heading(), line.text())));
    }
    facts.plan().rules().forEach(rule -> rows.add(row("all stages", "rule", rule)));
    rows.add(row("result", "predicts", facts.plan().readout().toString()));
    return new Grid(
        "plan", List.of(Header.text("stage"), Header.text("what"), Header.text("how")), rows);
  }

  /** Gives a row for each parameter of each network. */
  static Grid parameters(Facts facts) {
    List<List<Object>> rows = new ArrayList<>();
    for (CheckedNetwork network : facts.hierarchy().networks()) {
      String trained =
          facts.hierarchy().description().isGiven(network.name()) ? "given" : "trained";
      for (CheckedLayer layer : network.layers()) {
        for (ParameterSpec spec : layer.parameters()) {
          rows.add(
              row(
                  network.name(),
                  layer.name(),
                  spec.name(),
                  spec.dims().toString(),
                  spec.count(),
                  spec.trainable() ? trained : "statistic"));
        }
      }
    }
    return new Grid(
        "parameters",
        List.of(
            Header.text("network"),
            Header.text("layer"),
            Header.text("parameter"),
            Header.text("shape"),
            Header.whole("count"),
            Header.text("kind")),
        rows);
  }

  /** Gives a row for each setting of the recipe. */
  static Grid recipe(Recipe recipe) {
    Optimization optimization = recipe.optimization();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("task", recipe.task().name().toLowerCase(Locale.ROOT));
    recipe.loss().ifPresent(loss -> settings.put("loss", loss.toString()));
    settings.put("training data", data(recipe.data()));
    settings.put("validation data", recipe.validation().map(ModelGrids::data).orElse("none"));
    for (int i = 0; i < recipe.augmentations().size(); i++) {
      settings.put("augmentation " + (i + 1), recipe.augmentations().get(i).toString());
    }
    settings.put("optimizer", optimization.optimizer().toString());
    if (optimization.decay() == Decay.WEIGHTS) {
      settings.put("weight decay", "of weights alone");
    }
    settings.put(
        "learning rate",
        optimization.rate() + optimization.plateau().map(rule -> ", " + rule).orElse(""));
    settings.put(
        "batch",
        optimization.batch() == Optimization.FULL_BATCH
            ? "full"
            : String.valueOf(optimization.batch()));
    settings.put("epochs a stage", String.valueOf(optimization.epochs()));
    settings.put(
        "gradient norm",
        Double.isInfinite(optimization.clip()) ? "not clipped" : Numbers.text(optimization.clip()));
    settings.put("stopping", optimization.stopping().toString());
    settings.put("seed", String.valueOf(recipe.seed()));
    settings.put("device", recipe.conditions().device().toString());
    settings.put("precision", recipe.conditions().precision().toString());
    recipe
        .conditions()
        .checkpoints()
        .ifPresent(
            kept -> settings.put("checkpoints", "every " + Shown.count(kept.every(), "epoch")));
    return Grid.pairs("recipe", "setting", "value", settings);
  }

  /** Gives a row for each thing that the training ran on. */
  static Grid environment(Facts facts) {
    return Grid.pairs("environment", "what", "value", facts.environment());
  }

  private static String data(DataSet data) {
    return "%s, %s rows of %s, %s"
        .formatted(data.name(), Numbers.grouped(data.size()), data.inputDims(), data.kind());
  }
}
