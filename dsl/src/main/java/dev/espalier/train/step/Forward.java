package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.compile.TrainedLayers;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Precision;
import dev.espalier.train.recipe.Recipe;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The forward pass of a step: the taps' values on the batch, and on the transformed batch. */
final class Forward {
  private final GradientStage stage;
  private final Recipe recipe;
  private final Wiring wiring;
  private final Chain live;
  private final Chain transformedChain;
  private final TaskGradient taskGradient;
  private final Pasts pasts;
  private final EpochLosses losses;
  private final Map<String, TrainedLayers> trainedLayers = new LinkedHashMap<>();
  // Then the pass that trains comes first, and the transform sees what it has moved. Else both
  // orders give the same bits, and a graph that is held meanwhile is walked back cold.
  private final boolean movesStatistics;

  Forward(
      CompiledHierarchy networks,
      Recipe recipe,
      GradientStage stage,
      Wiring wiring,
      Pasts pasts,
      EpochLosses losses) {
    this.stage = stage;
    this.pasts = pasts;
    this.recipe = recipe;
    this.wiring = wiring;
    this.losses = losses;
    live = Chain.of(networks, wiring.live(), wiring.knownTaps());
    Set<Tap> transformed = new LinkedHashSet<>();
    for (Term term : stage.transformedTerms()) {
      transformed.add(((Target.Transformed) term.target()).tap());
    }
    transformedChain = Chain.of(networks, transformed);
    taskGradient = new TaskGradient(networks, stage.readout(), recipe);
    boolean moves = false;
    for (Part part : stage.trains()) {
      NetworkBlock block = networks.network(part.network());
      moves |= block.parameters().stream().anyMatch(parameter -> !parameter.trainable());
      trainedLayers.put(part.network(), Update.layers(part, block));
    }
    movesStatistics = moves;
  }

  /** Says whether a network that runs reads the input itself. */
  boolean readsInput() {
    return live.readsInput() || !pasts.isEmpty();
  }

  /**
   * Runs the networks.
   *
   * @param needsTransformed whether a term counts that looks at the transformed batch
   */
  Values run(Batch batch, Moment moment, int index, boolean needsTransformed) {
    Map<Tap, NDArray> known = new HashMap<>();
    for (Tap tap : wiring.knownTaps()) {
      known.put(tap, batch.get(new ColumnKey.At(tap)));
    }
    Map<Tap, NDArray> early =
        movesStatistics ? Map.of() : transformed(batch, moment, index, needsTransformed);
    Map<Tap, NDArray> values =
        live.run(batch.columns().get(ColumnKey.Given.INPUT), known, passes(moment, index));
    return new Values(
        values,
        movesStatistics ? transformed(batch, moment, index, needsTransformed) : early,
        pasts(batch, moment, index));
  }

  private Map<Target.Past, NDArray> pasts(Batch batch, Moment moment, int index) {
    if (pasts.isEmpty()) {
      return Map.of();
    }
    NDArray own = batch.columns().get(ColumnKey.Given.GUIDE_INPUT);
    return pasts.run(
        own == null ? batch.get(ColumnKey.Given.INPUT) : own,
        GuidePasses.of(recipe, stage, moment, index));
  }

  /** Gives the pass of each network: training as far as it trains, evaluation else. */
  private Function<String, Pass> passes(Moment moment, int index) {
    return network -> {
      TrainedLayers layers = trainedLayers.get(network);
      if (layers == null) {
        return Pass.evaluation();
      }
      Pass pass =
          Pass.training(
                  Seeds.derive(
                      recipe.seed(), "dropout", stage.name(), network, moment.epoch(), index))
              .training(layers);
      boolean mixed = recipe.conditions().precision() == Precision.MIXED;
      return mixed ? pass.inMixedPrecision() : pass;
    };
  }

  /** Gives the taps' values on the transformed batch; nothing is computed while no term counts. */
  private Map<Tap, NDArray> transformed(Batch batch, Moment moment, int index, boolean needed) {
    if (!needed || stage.transform().isEmpty()) {
      return Map.of();
    }
    BatchTransform transform = stage.transform().get();
    NDArray target = batch.get(ColumnKey.Given.TARGET);
    try (Autograd.Mode paused = Autograd.paused()) {
      LossOnBatch loss =
          new LossOnBatch(
              taskGradient,
              target,
              moment,
              (name, value) -> losses.add(Series.measure(name), value.duplicate(), batch.size()));
      NDArray changed = transform.apply(batch.get(ColumnKey.Given.INPUT), loss);
      Function<String, Pass> passes =
          transform.evaluationMode()
              ? network -> Pass.evaluation()
              : network -> withoutDropout(passes(moment, index).apply(network));
      return transformedChain.run(changed, Map.of(), passes);
    }
  }

  private static Pass withoutDropout(Pass pass) {
    return pass.keepingStatistics().withoutDropout();
  }
}
