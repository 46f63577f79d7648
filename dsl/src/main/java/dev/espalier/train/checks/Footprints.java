package dev.espalier.train.checks;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.compile.Footprint;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** Asks for the memory that each gradient stage of a plan takes at least. */
public final class Footprints {
  private Footprints() {}

  public static void require(
      CheckedHierarchy hierarchy, Plan plan, Recipe recipe, DataType type, Device device) {
    for (GradientStage stage : plan.gradientStages()) {
      Optimization optimization = recipe.optimization().with(stage.settings());
      int rows = recipe.data().size();
      long batch =
          optimization.batch() == Optimization.FULL_BATCH
              ? rows
              : Math.min(optimization.batch(), rows);
      List<CheckedLayer> layers = trained(hierarchy, stage);
      long trainable = layers.stream().mapToLong(CheckedLayer::trainable).sum();
      long outputs = layers.stream().mapToLong(layer -> layer.output().count()).sum();
      Footprint.requireToTrain(
          hierarchy, type, device, trainable * kept(optimization.optimizer()), batch * outputs);
    }
  }

  private static List<CheckedLayer> trained(CheckedHierarchy hierarchy, GradientStage stage) {
    List<CheckedLayer> trained = new ArrayList<>();
    for (Part part : stage.trains()) {
      List<CheckedLayer> layers = hierarchy.network(part.network()).orElseThrow().layers();
      for (CheckedLayer layer : layers) {
        if (layer.trainable() > 0) {
          trained.add(layer);
        }
        if (part.upTo().filter(layer.name()::equals).isPresent()) {
          break;
        }
      }
    }
    return trained;
  }

  /** Gives how many values there are for each parameter besides its own: gradient and state. */
  private static int kept(Optimizer optimizer) {
    return 1 + optimizer.states().size();
  }
}
