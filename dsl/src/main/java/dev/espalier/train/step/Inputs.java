package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.augment.Mix;
import dev.espalier.data.augment.SampleMixing;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Augmenting;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.FiniteValues;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.Recipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A batch's inputs, augmented, and with them the guides' values where these are not kept. */
final class Inputs {
  private final Recipe recipe;
  private final GradientStage stage;
  private final Wiring wiring;
  private final List<Augmentation> augmentations;
  private final Mixing mixing;
  private final @Nullable Chain fresh;

  Inputs(CompiledHierarchy networks, Recipe recipe, GradientStage stage, Wiring wiring) {
    this.recipe = recipe;
    this.stage = stage;
    this.wiring = wiring;
    augmentations =
        recipe.augmentations().stream()
            .flatMap(each -> each.parts().stream())
            .filter(each -> !(each instanceof SampleMixing))
            .toList();
    mixing = new Mixing(recipe, stage);
    fresh =
        !stage.guidesChange(!recipe.augmentations().isEmpty()) || wiring.constants().isEmpty()
            ? null
            : Chain.of(
                networks,
                wiring.constants().values().stream()
                    .flatMap(constant -> constant.needs(key -> false).stream())
                    .toList());
  }

  /** Says whether guides' values are computed at every step, for they change. */
  boolean computeGuides() {
    return fresh != null;
  }

  /** Gives a batch with its input augmented, and with the guides' values. */
  Batch augmentedWithGuides(Batch batch, Moment moment, int index) {
    boolean changes = !augmentations.isEmpty() || fresh != null || mixing.mixes();
    if (!changes || !batch.columns().containsKey(ColumnKey.Given.INPUT)) {
      return batch;
    }
    Map<ColumnKey, NDArray> columns = new HashMap<>(batch.columns());
    NDArray clean = batch.get(ColumnKey.Given.INPUT);
    Optional<Mix> mix = mixing.at(moment.step(), batch.size());
    NDArray seen = augmented(clean, "augment", moment, index);
    NDArray input = mix.map(each -> each.mixed(seen)).orElse(seen);
    NDArray guides =
        switch (stage.guides().sees()) {
          case SAME -> input;
          case CLEAN -> clean;
          case ANEW -> {
            NDArray other = augmented(clean, "augment for guides", moment, index);
            yield mix.map(each -> each.mixed(other)).orElse(other);
          }
        };
    columns.put(ColumnKey.Given.INPUT, input);
    columns.put(ColumnKey.Given.GUIDE_INPUT, guides);
    if (fresh != null) {
      try (Autograd.Mode paused = Autograd.paused()) {
        Map<Tap, NDArray> values =
            fresh.run(guides, Map.of(), GuidePasses.of(recipe, stage, moment, index));
        NDArray target = batch.get(ColumnKey.Given.TARGET);
        wiring
            .constants()
            .forEach(
                (key, constant) ->
                    columns.put(key, constant.compute(values, target, none -> null)));
      }
    }
    return new Batch(columns, fresh == null ? batch.divisors() : Map.of(), batch.size());
  }

  private NDArray augmented(NDArray clean, String draw, Moment moment, int index) {
    return augmentations.isEmpty()
        ? clean
        : Augmenting.apply(
            augmentations,
            clean,
            recipe.data().inputDims(),
            Seeds.random(recipe.seed(), draw, stage.name(), moment.epoch(), index));
  }

  /** Gives what is wrong with the values that frozen networks give a batch; mostly nothing. */
  Optional<Problem> guideFault(Batch batch, Moment moment, int index) {
    Batch whole = augmentedWithGuides(batch, moment, index);
    String where =
        "stage %s, epoch %s, batch %s".formatted(stage.name(), moment.epoch() + 1, index + 1);
    return wiring.constants().values().stream()
        .flatMap(
            one ->
                FiniteValues.fault(one, whole.get(one.key()), 0, where)
                    .or(() -> FiniteValues.overflow(one, whole.get(one.key()), 0, where))
                    .stream())
        .findFirst();
  }
}
