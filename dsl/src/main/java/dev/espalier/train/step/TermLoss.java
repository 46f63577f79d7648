package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.loss.Cells;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.compile.loss.Divisor;
import dev.espalier.compile.loss.LikenessArgument;
import dev.espalier.data.augment.Mix;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.RelativeMeanSquare;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.Sums;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Rates;
import dev.espalier.train.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One term of a stage, ready to compute. */
public final class TermLoss implements AutoCloseable {
  private final Term term;
  private final GradientStage stage;
  private final Cells cells;
  private final Mixing mixing;
  private final CheckedHierarchy hierarchy;
  private final @Nullable AlikeLoss alike;
  private final CompiledLoss loss;
  private double least = Divisor.LEAST_VARIANCE;

  TermLoss(Term given, GradientStage stage, CompiledHierarchy networks, Recipe recipe) {
    this.term = given.in(recipe.task());
    this.stage = stage;
    this.cells = Measured.cells(recipe.data().kind());
    this.mixing = new Mixing(recipe, stage);
    this.hierarchy = networks.description();
    this.alike =
        term.objective() instanceof Objective.Alike objective
            ? new AlikeLoss(objective, term, stage.name(), networks, recipe)
            : null;
    this.loss = loss(term, recipe);
  }

  public Term term() {
    return term;
  }

  /** Gives the parameters besides the networks': the projection's and the likeness's. */
  List<NamedParameter> parameters() {
    return alike == null ? List.of() : alike.parameters();
  }

  /** Says whether the likeness takes what has a source. */
  boolean reads(LikenessArgument.Source source) {
    return alike != null && alike.reads(source);
  }

  /** Takes what a likeness remembers, once the walk back is done. */
  void keep() {
    if (alike != null) {
      alike.keep();
    }
  }

  @Override
  public void close() {
    if (alike != null) {
      alike.close();
    }
  }

  /** Says whether the term counts at a moment. */
  boolean counts(Moment moment) {
    return scheduled(moment) != 0;
  }

  /** Gives the scheduled weight, or the share of a balanced one. */
  public double scheduled(Moment moment) {
    return term.weight() instanceof Weight.Balanced balanced
        ? balanced.share()
        : Rates.weight(((Weight.Scheduled) term.weight()).schedule(), moment, term, stage.name());
  }

  /** Says whether the weight depends on the terms' values. */
  boolean isBalanced() {
    return term.weight() instanceof Weight.Balanced;
  }

  boolean readsTarget() {
    return term.target() instanceof Target.Label
        || term.target() instanceof Target.Residual
        || term.objective() instanceof Objective.Blurred
        || reads(LikenessArgument.Source.LABELS);
  }

  /**
   * Gives the term on a batch, before its weight.
   *
   * @param found what the forward pass gave
   * @param columns the batch's rows
   */
  ScalarLoss of(Values found, Batch columns, Moment moment) {
    NDArray target = target(found, columns);
    ScalarLoss own = of(target, found, columns, moment);
    boolean ofRows =
        term.target() instanceof Target.Label || term.target() instanceof Target.Column;
    Optional<Mix> mix = ofRows ? mixing.at(moment.step(), columns.size()) : Optional.empty();
    return mix.map(
            each ->
                ScalarLoss.recorded(
                    each.mixed(
                        own.record(), of(each.partners(target), found, columns, moment).record())))
        .orElse(own);
  }

  private ScalarLoss of(NDArray target, Values found, Batch columns, Moment moment) {
    NDArray prediction = Chain.at(found.taps(), term.prediction());
    if (alike != null) {
      return alike.of(prediction, target, found.taps(), columns, divisor(columns), moment);
    }
    if (term.objective() instanceof Objective.TotalVariation picture) {
      return ScalarLoss.recorded(
          Operators.totalVariation(prediction.sub(target), picture.height(), picture.width()));
    }
    if (term.objective() instanceof Objective.Blurred picture) {
      NDArray blurred =
          Operators.blur(
              prediction.sub(target), picture.deviation(), picture.height(), picture.width());
      return loss.mean(blurred, columns.get(ColumnKey.Given.TARGET));
    }
    NDArray weights = columns.columns().get(ColumnKey.Given.WEIGHT);
    if (weights != null) {
      return loss.weightedMean(prediction, target, weights);
    }
    NDArray labelled = columns.columns().get(ColumnKey.Given.LABELLED);
    return labelled == null || !(term.target() instanceof Target.Label)
        ? loss.mean(prediction, target)
        : loss.meanOf(prediction, target, labelled);
  }

  /** Gives the column whose variance over a batch the term divides by; none if it does not. */
  Optional<ColumnKey> dividesBy() {
    boolean relative =
        term.objective() instanceof Objective.Alike objective
            && objective.likeness() instanceof RelativeMeanSquare;
    return relative && term.target() instanceof Target.At at
        ? Optional.of(new ColumnKey.At(at.tap()))
        : Optional.empty();
  }

  /** Takes the least variance that divides, of a guide whose values are computed at each step. */
  void divideFrom(double variance) {
    least = variance;
  }

  private Divisor divisor(Batch columns) {
    return dividesBy()
        .map(columns.divisors()::get)
        .map(Divisor::of)
        .orElseGet(() -> Divisor.varianceFrom(least));
  }

  /** Gives the loss that this term's objective stands for. */
  private static CompiledLoss loss(Term term, Recipe recipe) {
    return term.usesTaskLoss(recipe.task())
        ? CompiledLoss.of(recipe.taskLoss(), Measured.cells(recipe.data().kind()))
        : CompiledLoss.of(new HalfSquaredError(), false);
  }

  private NDArray target(Values found, Batch columns) {
    Map<Tap, NDArray> values = found.taps();
    if (term.target() instanceof Target.Label) {
      return columns.get(ColumnKey.Given.TARGET);
    }
    if (term.target() instanceof Target.Residual residual) {
      ColumnKey left = new ColumnKey.Left(residual.earlier());
      return columns.columns().containsKey(left)
          ? columns.get(left)
          : Autograd.detach(
              Sums.residual(
                  residual.earlier(),
                  hierarchy,
                  values,
                  columns.get(ColumnKey.Given.TARGET),
                  cells));
    }
    if (term.target() instanceof Target.Opposite opposite) {
      return opposite(opposite.networks(), values, columns);
    }
    if (term.target() instanceof Target.At at) {
      return AlikeLoss.guide(at.tap(), values, columns);
    }
    if (term.target() instanceof Target.Mean mean) {
      NDArray kept = columns.columns().get(new ColumnKey.Mean(mean.taps()));
      return kept == null ? Autograd.detach(Sums.mean(mean.taps(), values)) : kept;
    }
    if (term.target() instanceof Target.Transformed at) {
      return Chain.at(found.transformed(), at.tap());
    }
    if (term.target() instanceof Target.Past past) {
      return Objects.requireNonNull(found.pasts().get(past), past.toString());
    }
    return columns.get(new ColumnKey.Solved(((Target.Column) term.target()).name()));
  }

  private NDArray opposite(List<String> networks, Map<Tap, NDArray> values, Batch columns) {
    if (networks.isEmpty()) {
      return Chain.at(values, term.prediction()).zerosLike();
    }
    NDArray sum = columns.columns().get(new ColumnKey.Sum(networks, Optional.empty()));
    return sum == null ? Autograd.detach(Sums.plain(networks, hierarchy, values).neg()) : sum.neg();
  }
}
