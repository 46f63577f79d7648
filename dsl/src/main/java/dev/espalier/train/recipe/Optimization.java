package dev.espalier.train.recipe;

import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.train.plan.Settings;
import java.util.Optional;

/**
 * How a gradient stage goes down its loss.
 *
 * @param optimizer the update rule
 * @param rate the learning rate over the stage
 * @param batch the number of samples a step; {@link #FULL_BATCH} for all
 * @param epochs the number of passes over the data
 * @param clip the largest gradient norm; infinite for none
 * @param layerRates where the rate is multiplied
 * @param decay which parameters the optimizer's weight decay acts on
 * @param sampling which rows an epoch visits
 * @param plateau what lowers the rate where validation gets no better
 * @param stopping when it stops early
 */
public record Optimization(
    Optimizer optimizer,
    Schedule rate,
    int batch,
    int epochs,
    double clip,
    LayerRates layerRates,
    Decay decay,
    Sampling sampling,
    Optional<Plateau> plateau,
    Stopping stopping) {
  /** The batch size that takes the whole training set in one step. */
  public static final int FULL_BATCH = 0;

  /** Refuses settings out of their range. */
  public Optimization {
    Given.all("optimizer", optimizer, "rate", rate, "layerRates", layerRates);
    Given.all("decay", decay, "sampling", sampling, "plateau", plateau, "stopping", stopping);
    require(batch >= 0, "batch", batch, "at least 1", "64");
    require(epochs >= 1, "epochs", epochs, "at least 1", "10");
    require(clip >= Float.MIN_NORMAL, "clip", clip, "above 0", "5");
    Rates.require(rate);
  }

  /** Gives Adam at 1e-3, batch 64, 10 epochs, no clipping, no early stop. */
  public static Optimization standard() {
    return new Optimization(
        Optimizer.adam(),
        Schedule.constant(1e-3),
        64,
        10,
        Double.POSITIVE_INFINITY,
        LayerRates.same(),
        Decay.ALL,
        Sampling.SHUFFLED,
        Optional.empty(),
        Stopping.never());
  }

  /** Gives this with what a stage sets differently. */
  public Optimization with(Settings settings) {
    Given.all("settings", settings);
    return new Optimization(
        settings.optimizer().orElse(optimizer),
        settings.rate().orElse(rate),
        settings.batch().orElse(batch),
        settings.epochs().orElse(epochs),
        settings.clip().orElse(clip),
        layerRates,
        decay,
        sampling,
        plateau,
        settings.stopping().orElse(stopping));
  }

  private static void require(
      boolean holds, String name, Number found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "recipe: %s(%s), needed %s. Try %s(%s).".formatted(name, found, needed, name, advice));
    }
  }

  @Override
  public String toString() {
    return "%s%s at %s%s%s, batch %s%s, %s%s, %s"
        .formatted(
            optimizer,
            decay == Decay.WEIGHTS ? " that decays weights alone" : "",
            rate,
            layerRates.areSame() ? "" : ", " + layerRates,
            plateau.map(rule -> ", " + rule).orElse(""),
            batch == FULL_BATCH ? "full" : batch,
            sampling == Sampling.BALANCED ? ", rows drawn by class" : "",
            Shown.count(epochs, "epoch"),
            Double.isInfinite(clip) ? "" : ", clip " + clip,
            stopping);
  }
}
