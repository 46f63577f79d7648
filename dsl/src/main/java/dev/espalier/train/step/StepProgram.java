package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.train.feed.Augmenting;
import dev.espalier.train.feed.Batch;
import dev.espalier.train.feed.Column;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.ComputedColumn;
import dev.espalier.train.feed.Constant;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.FiniteValues;
import dev.espalier.train.feed.RowMoments;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Precision;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One gradient step of a stage, worked out once: what runs, on which columns, towards which loss.
 *
 * <p>The loss is the sum of weight times term; its gradients are left in the parameters.
 */
public final class StepProgram implements Saved, AutoCloseable {
  private final GradientStage stage;
  private final Recipe recipe;
  private final CompiledHierarchy networks;
  private final Wiring wiring;
  private final Chain live;
  private final @Nullable Chain fresh;
  private final Chain transformedChain;
  private final TaskGradient taskGradient;
  private final List<TermLoss> terms = new ArrayList<>();
  private final Map<String, Integer> trainedLayers = new LinkedHashMap<>();
  // Then the pass that trains comes first, and the transform sees what it has moved. Else both
  // orders give the same bits, and a graph that is held meanwhile is walked back cold.
  private final boolean movesStatistics;
  private final Balance balance;
  private final EpochLosses losses;

  public StepProgram(
      CompiledHierarchy networks,
      Recipe recipe,
      GradientStage stage,
      Wiring wiring,
      EpochLosses losses) {
    this.stage = stage;
    this.recipe = recipe;
    this.networks = networks;
    this.wiring = wiring;
    this.losses = losses;
    this.balance = new Balance(networks.manager());
    live = Chain.of(networks, wiring.live(), wiring.knownTaps());
    fresh =
        recipe.augmentations().isEmpty() || wiring.constants().isEmpty()
            ? null
            : Chain.of(
                networks,
                wiring.constants().values().stream()
                    .flatMap(constant -> constant.needs(key -> false).stream())
                    .toList());
    Set<Tap> transformed = new LinkedHashSet<>();
    for (Term term : stage.transformedTerms()) {
      transformed.add(((Target.Transformed) term.target()).tap());
    }
    transformedChain = Chain.of(networks, transformed);
    taskGradient = new TaskGradient(networks, stage.readout(), recipe);
    stage
        .terms()
        .forEach(
            term ->
                terms.add(new TermLoss(term, stage.name(), networks, networks.manager(), recipe)));
    boolean moves = false;
    for (Part part : stage.trains()) {
      NetworkBlock block = networks.network(part.network());
      moves |= block.parameters().stream().anyMatch(parameter -> !parameter.trainable());
      trainedLayers.put(
          part.network(), part.upTo().map(block::layersUpTo).orElse(Integer.MAX_VALUE));
    }
    movesStatistics = moves;
  }

  EpochLosses losses() {
    return losses;
  }

  public List<TermLoss> terms() {
    return terms;
  }

  /** Writes what changes from step to step besides the networks. */
  @Override
  public void save(StateWriter out) throws IOException {
    balance.save(out.within("balance"));
    losses.save(out.within("losses"));
    for (int i = 0; i < terms.size(); i++) {
      StateWriter its = out.within("term " + i);
      for (NamedParameter parameter : terms.get(i).parameters()) {
        its.array(parameter.name(), parameter.array());
      }
    }
  }

  @Override
  public void restore(StateReader in) {
    balance.restore(in.within("balance"));
    losses.restore(in.within("losses"));
    for (int i = 0; i < terms.size(); i++) {
      StateReader its = in.within("term " + i);
      terms
          .get(i)
          .parameters()
          .forEach(parameter -> its.copyInto(parameter.name(), parameter.array()));
    }
  }

  /** Lets gradients into what trains, and nowhere else; gives what trains, in a fixed order. */
  public List<NDArray> openParameters() {
    List<NDArray> opened = new ArrayList<>();
    for (NetworkBlock block : networks.networks()) {
      int layers = trainedLayers.getOrDefault(block.network().name(), 0);
      block.trainable(layers);
      block.parameters().stream()
          .filter(parameter -> parameter.trainable() && parameter.layer() < layers)
          .map(NamedParameter::array)
          .forEach(opened::add);
    }
    for (TermLoss term : terms) {
      for (NamedParameter parameter : term.parameters()) {
        parameter.array().setRequiresGradient(true);
        opened.add(parameter.array());
      }
    }
    opened.forEach(Autograd::ensureGradient);
    return opened;
  }

  /** Freezes every network again. */
  void closeParameters() {
    networks.networks().forEach(block -> block.trainable(false));
  }

  /** Gives the columns that a step reads of the training data. */
  public Map<ColumnKey, Column> columns(Feed feed) {
    Map<ColumnKey, Column> columns = new LinkedHashMap<>();
    if (live.readsInput() || fresh != null || stage.transform().isPresent()) {
      columns.put(ColumnKey.Given.INPUT, feed.input());
    }
    if (fresh != null
        || stage.transform().isPresent()
        || terms.stream().anyMatch(TermLoss::readsTarget)) {
      columns.put(ColumnKey.Given.TARGET, feed.target());
    }
    List<ColumnKey> kept = new ArrayList<>();
    if (fresh == null) {
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
  public Map<ColumnKey, RowMoments> moments(Map<ColumnKey, Column> columns, Feed feed) {
    Map<ColumnKey, RowMoments> moments = new LinkedHashMap<>();
    for (TermLoss term : terms) {
      Constant guide = term.dividesBy().map(wiring.constants()::get).orElse(null);
      if (guide == null) {
        continue;
      }
      Column column = columns.get(guide.key());
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

  /** Does a forward and a backward pass; keeps each term's value for the epoch's means. */
  public void run(Batch batch, Moment moment, int index) {
    Batch whole = completed(batch, moment, index);
    Map<Tap, NDArray> known = new HashMap<>();
    for (Tap tap : wiring.knownTaps()) {
      known.put(tap, whole.get(new ColumnKey.At(tap)));
    }
    Function<String, Pass> passes = trainingPasses(moment, index);
    try (Autograd.Mode recording = Autograd.recording()) {
      Map<Tap, NDArray> early = movesStatistics ? Map.of() : transformed(whole, moment, index);
      Map<Tap, NDArray> values =
          live.run(whole.columns().get(ColumnKey.Given.INPUT), known, passes, !stage.joint());
      Map<Tap, NDArray> transformed = movesStatistics ? transformed(whole, moment, index) : early;
      List<TermLoss> counting = terms.stream().filter(term -> counts(term, moment)).toList();
      if (counting.isEmpty()) {
        return;
      }
      List<ScalarLoss> scalars =
          counting.stream().map(term -> term.of(values, whole, transformed)).toList();
      Map<String, NDArray> found =
          counting.stream().anyMatch(TermLoss::isBalanced)
              ? backwardBalanced(counting, scalars, moment)
              : backward(counting, scalars, moment);
      found.forEach((name, value) -> losses.add(Series.term(name), value, batch.size()));
    }
  }

  /** Says whether a term counts; one that is balanced does only while the other does too. */
  private boolean counts(TermLoss term, Moment moment) {
    return term.counts(moment)
        && (!(term.term().weight() instanceof Weight.Balanced balanced)
            || terms.stream()
                .filter(other -> other.term().name().equals(balanced.against()))
                .allMatch(other -> counts(other, moment)));
  }

  private static Map<String, NDArray> backward(
      List<TermLoss> counting, List<ScalarLoss> scalars, Moment moment) {
    double[] weights = counting.stream().mapToDouble(term -> term.scheduled(moment)).toArray();
    List<NDArray> values = ScalarLoss.backward(scalars, weights);
    Map<String, NDArray> found = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      found.put(counting.get(i).term().name(), values.get(i));
    }
    return found;
  }

  /** Walks back where a weight depends on the terms' values, so that these come first. */
  private Map<String, NDArray> backwardBalanced(
      List<TermLoss> counting, List<ScalarLoss> scalars, Moment moment) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    List<ScalarLoss> weighted = new ArrayList<>();
    double[] weights = new double[counting.size()];
    for (int i = 0; i < weights.length; i++) {
      TermLoss term = counting.get(i);
      String name = term.term().name();
      NDArray value = scalars.get(i).record();
      values.put(name, value);
      if (term.term().weight() instanceof Weight.Balanced balanced) {
        NDArray other = Objects.requireNonNull(values.get(balanced.against()), name);
        NDArray weight = balance.weight(balanced, name, value, other);
        losses.add(Series.weight(name), weight.duplicate(), 1);
        weights[i] = 1;
        weighted.add(ScalarLoss.recorded(value.mul(weight)));
      } else {
        weights[i] = term.scheduled(moment);
        weighted.add(ScalarLoss.recorded(value));
      }
    }
    ScalarLoss.backward(weighted, weights);
    values.replaceAll((name, value) -> Autograd.detach(value));
    return values;
  }

  /** Gives the pass of each network: training as far as it trains, evaluation else. */
  private Function<String, Pass> trainingPasses(Moment moment, int index) {
    return network -> {
      Integer layers = trainedLayers.get(network);
      if (layers == null) {
        return Pass.evaluation();
      }
      Pass pass =
          Pass.training(
                  Seeds.derive(
                      recipe.seed(), "dropout", stage.name(), network, moment.epoch(), index))
              .upTo(layers);
      boolean mixed = recipe.conditions().precision() == Precision.MIXED;
      return mixed ? pass.inMixedPrecision() : pass;
    };
  }

  /**
   * Gives the batch with its input augmented and its constants computed, where they are not kept.
   */
  private Batch completed(Batch batch, Moment moment, int index) {
    if (recipe.augmentations().isEmpty() || !batch.columns().containsKey(ColumnKey.Given.INPUT)) {
      return batch;
    }
    Map<ColumnKey, NDArray> columns = new HashMap<>(batch.columns());
    NDArray input =
        Augmenting.apply(
            recipe.augmentations(),
            batch.get(ColumnKey.Given.INPUT),
            recipe.data().inputDims(),
            Seeds.random(recipe.seed(), "augment", stage.name(), moment.epoch(), index));
    columns.put(ColumnKey.Given.INPUT, input);
    if (fresh != null) {
      try (Autograd.Mode paused = Autograd.paused()) {
        Map<Tap, NDArray> values = fresh.evaluate(input);
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

  /** Gives what is wrong with the values that frozen networks give a batch; mostly nothing. */
  public Optional<Problem> guideFault(Batch batch, Moment moment, int index) {
    Batch whole = completed(batch, moment, index);
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

  /** Gives the taps' values on the transformed batch; nothing is computed while no term counts. */
  private Map<Tap, NDArray> transformed(Batch batch, Moment moment, int index) {
    boolean needed =
        terms.stream()
            .anyMatch(
                term -> term.term().target() instanceof Target.Transformed && counts(term, moment));
    if (!needed || stage.transform().isEmpty()) {
      return Map.of();
    }
    BatchTransform transform = stage.transform().get();
    NDArray target = batch.get(ColumnKey.Given.TARGET);
    try (Autograd.Mode paused = Autograd.paused()) {
      NDArray changed =
          transform.apply(
              batch.get(ColumnKey.Given.INPUT), new Asked(target, moment, batch.size()));
      Function<String, Pass> passes =
          transform.evaluationMode()
              ? network -> Pass.evaluation()
              : network -> withoutDropout(trainingPasses(moment, index).apply(network));
      return transformedChain.run(changed, Map.of(), passes, false);
    }
  }

  private static Pass withoutDropout(Pass pass) {
    return pass.keepingStatistics().withoutDropout();
  }

  /** What a batch transform may ask for, on one batch. */
  private final class Asked implements BatchTransform.Context {
    private final NDArray target;
    private final Moment moment;
    private final int size;

    Asked(NDArray target, Moment moment, int size) {
      this.target = target;
      this.moment = moment;
      this.size = size;
    }

    @Override
    public BatchTransform.Gradient gradientAt(NDArray input) {
      return taskGradient.at(input, target);
    }

    @Override
    public NDArray lossesAt(NDArray input) {
      return taskGradient.lossesAt(input, target);
    }

    @Override
    public Moment moment() {
      return moment;
    }

    @Override
    public void log(String name, NDArray value) {
      losses.add(Series.measure(name), value.duplicate(), size);
    }
  }

  @Override
  public void close() {
    closeParameters();
    balance.close();
  }
}
