package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.loss.LikenessArgument;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Moment;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.ComputedColumn;
import dev.espalier.train.feed.Constant;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.train.feed.RowMoments;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One gradient step of a stage, worked out once for all of its batches: {@link #run} is what
 * happens, in its order.
 */
public final class Step implements Saved, AutoCloseable {
  private final GradientStage stage;
  private final CompiledHierarchy networks;
  private final Wiring wiring;
  private final EpochLosses losses;
  private final Pasts pasts;
  private final Inputs inputs;
  private final Forward forward;
  private final Terms terms;
  private final Update update;

  /**
   * Works a step out, and lets gradients into what trains.
   *
   * @param losses takes what each step gives
   */
  public Step(
      CompiledHierarchy networks,
      Recipe recipe,
      GradientStage stage,
      Wiring wiring,
      Optimization optimization,
      EpochLosses losses) {
    this.stage = stage;
    this.networks = networks;
    this.wiring = wiring;
    this.losses = losses;
    pasts = new Pasts(networks, stage, recipe.seed());
    inputs = new Inputs(networks, recipe, stage, wiring);
    forward = new Forward(networks, recipe, stage, wiring, pasts, losses);
    terms = new Terms(networks, recipe, stage, losses);
    update = new Update(networks, stage, terms.parameters(), optimization);
  }

  /** Does one step on a batch of the columns' rows. */
  public void run(Batch rows, Moment moment, int index) {
    addGradients(rows, moment, index);
    update.run(moment);
    pasts.move(moment.step() + 1);
  }

  /** Adds a batch's gradients to those of what trains, and keeps each term's value. */
  public void addGradients(Batch rows, Moment moment, int index) {
    Batch batch = inputs.augmentedWithGuides(rows, moment, index);
    try (Autograd.Mode recording = Autograd.recording()) {
      Values values = forward.run(batch, moment, index, terms.needTransformed(moment));
      Map<String, NDArray> found = terms.backward(values, batch, moment);
      found.forEach((name, value) -> losses.add(Series.term(name), value, rows.size()));
    }
  }

  /** Multiplies the scheduled rate from now on. */
  public void multiplyRate(double factor) {
    update.multiplyRate(factor);
  }

  /** Gives the number of values that train. */
  public long trainable() {
    return update.trainable();
  }

  /** Gives each term's weight at a moment, by name; of a balanced one its mean over the epoch. */
  public Map<String, Double> weights(Map<Series, Double> means, Moment moment) {
    return terms.weights(means, moment);
  }

  /** Gives the columns that a step reads of the training data. */
  public Map<ColumnKey, FeedColumn> columns(Feed feed) {
    Map<ColumnKey, FeedColumn> columns = new LinkedHashMap<>();
    if (forward.readsInput() || inputs.computeGuides() || stage.transform().isPresent()) {
      columns.put(ColumnKey.Given.INPUT, feed.input());
    }
    if (inputs.computeGuides() || stage.transform().isPresent() || terms.readTarget()) {
      columns.put(ColumnKey.Given.TARGET, feed.target());
      if (feed.data().unlabelled().isPresent()) {
        columns.put(ColumnKey.Given.LABELLED, feed.required(ColumnKey.Given.LABELLED));
      }
      if (feed.data().weights().isPresent()) {
        columns.put(ColumnKey.Given.WEIGHT, feed.required(ColumnKey.Given.WEIGHT));
      }
    }
    if (terms.read(LikenessArgument.Source.ROWS)) {
      columns.put(ColumnKey.Given.ROWS, feed.rows());
    }
    List<ColumnKey> kept = new ArrayList<>();
    if (!inputs.computeGuides()) {
      kept.addAll(wiring.constants().keySet());
    }
    for (Term term : stage.terms()) {
      if (term.target() instanceof Target.Column column) {
        kept.add(new ColumnKey.Solved(column.name()));
      }
    }
    kept.forEach(key -> columns.put(key, feed.required(key)));
    return columns;
  }

  /**
   * Gives the moments of the guides' values by whose variance terms divide, by key; also of those
   * that are computed at every step, as they are without augmentation.
   */
  public Map<ColumnKey, RowMoments> moments(Map<ColumnKey, FeedColumn> columns, Feed feed) {
    Map<ColumnKey, RowMoments> moments = new LinkedHashMap<>();
    for (TermLoss term : terms.all()) {
      Constant guide = term.dividesBy().map(wiring.constants()::get).orElse(null);
      if (guide == null) {
        continue;
      }
      FeedColumn column = columns.get(guide.key());
      RowMoments its =
          moments.computeIfAbsent(
              guide.key(),
              name ->
                  RowMoments.of(
                      column == null ? new ComputedColumn(guide, feed, networks) : column,
                      feed.manager(),
                      feed.size()));
      term.divideFrom(its.least());
    }
    return moments;
  }

  /** Gives what is wrong with the values that frozen networks give a batch; mostly nothing. */
  public Optional<Problem> guideFault(Batch rows, Moment moment, int index) {
    return inputs.guideFault(rows, moment, index);
  }

  /** Writes what changes from step to step besides the networks. */
  @Override
  public void save(StateWriter out) throws IOException {
    StateWriter program = out.within("program");
    terms.save(program);
    losses.save(program.within("losses"));
    pasts.save(program.within("pasts"));
    update.save(out);
  }

  @Override
  public void restore(StateReader in) {
    StateReader program = in.within("program");
    terms.restore(program);
    losses.restore(program.within("losses"));
    pasts.restore(program.within("pasts"));
    update.restore(in);
  }

  /** Freezes every network again, and frees what the step keeps. */
  @Override
  public void close() {
    update.close();
    terms.close();
    pasts.close();
  }
}
