package dev.espalier.train.engine;

import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.train.feed.Batches;
import dev.espalier.train.feed.ColumnKey;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.train.feed.RowMoments;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Rates;
import dev.espalier.train.recipe.Sampling;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import dev.espalier.train.step.EpochLosses;
import dev.espalier.train.step.Series;
import dev.espalier.train.step.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The epochs of one gradient stage, and everything that a checkpoint needs to go on between any two
 * of its steps.
 */
final class EpochLoop implements Saved, AutoCloseable {
  /** Epochs may be of one step, and to compare the guides' parameters takes a part of one. */
  private static final int WATCHED_STEPS = 10;

  private final RunState run;
  private final GradientStage stage;
  private final Wiring wiring;
  private final Optimization optimization;
  private final EpochLosses losses;
  private final Step step;
  private final StopRule rule;
  private final PlateauRule plateau;
  private final Map<ColumnKey, RowMoments> moments;
  private final Batches batches;
  private final long started = System.nanoTime();
  private long epochStarted = started;
  private double secondsBefore;
  private double epochSecondsBefore;
  private int epoch;
  private int batch;
  private long steps;
  private long watched;
  private boolean stopped;
  private boolean cutShort;

  EpochLoop(RunState run, GradientStage stage, Wiring wiring, Optimization optimization) {
    this.run = run;
    this.stage = stage;
    this.wiring = wiring;
    this.optimization = optimization;
    losses = new EpochLosses(run.manager());
    step = new Step(run.networks(), run.recipe(), stage, wiring, optimization, losses);
    List<String> trained = stage.trains().stream().map(Part::network).toList();
    rule = new StopRule(optimization.stopping(), run.networks(), trained);
    plateau = new PlateauRule(optimization.plateau());
    Map<ColumnKey, FeedColumn> columns = step.columns(run.training());
    moments = step.moments(columns, run.training());
    Map<ColumnKey, RowMoments> kept = new LinkedHashMap<>(moments);
    kept.keySet().retainAll(columns.keySet());
    batches = new Batches(columns, kept, run.training().size(), optimization.batch());
  }

  /** Gives a sentence on each guide whose values hardly vary. */
  List<String> notes() {
    return moments.entrySet().stream()
        .filter(each -> each.getValue().hardlyVary())
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%s: its values hardly vary (variance %.3g over the training data), so the"
                        + " relative likeness to it is the mean square",
                    each.getKey(),
                    each.getValue().variance()))
        .toList();
  }

  /** Gives the number of epochs done. */
  int epochs() {
    return epoch;
  }

  /** Gives the number of steps done. */
  long steps() {
    return steps;
  }

  /** Gives the number of steps that are left, unless the stage stops early. */
  long stepsLeft() {
    return total() - steps;
  }

  /** Says whether the run was cancelled before the epochs were done. */
  boolean isCutShort() {
    return cutShort;
  }

  /** Gives the number of values that train. */
  long trainable() {
    return step.trainable();
  }

  /** Gives the time spent, before an interruption too. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - started) / 1e9;
  }

  /** Runs the epochs that are left; says how they ended. */
  String run() {
    while (!stopped && epoch < optimization.epochs()) {
      Optional<EpochRecord> record = epoch();
      if (record.isEmpty()) {
        cutShort = true;
        return "cancelled in epoch " + (epoch + 1);
      }
      run.epochs().add(record.get());
      run.listeners().epochDone(record.get());
      beginEpoch(epoch + 1);
      if (steps - watched >= WATCHED_STEPS) {
        requireUnchangedGuides();
      }
      lowerRate(record.get());
      stopped = stopsAfter(record.get());
      cutShort = run.cancelled() && !stopped && epoch < optimization.epochs();
      boolean done = stopped || epoch == optimization.epochs();
      if (cutShort || run.saver().isDueAfterEpoch(epoch) || (done && run.plan().isLast(stage))) {
        requireUnchangedGuides();
        run.save();
      }
      if (cutShort) {
        return "cancelled after epoch " + epoch;
      }
    }
    requireUnchangedGuides();
    return rule.finish(stopped);
  }

  /** Says whether the rule stops the stage after an epoch. */
  private boolean stopsAfter(EpochRecord record) {
    return rule.measure().isPresent()
        && rule.stopsAfter(measured(record, rule.measure().get(), "it " + optimization.stopping()));
  }

  private void lowerRate(EpochRecord record) {
    if (plateau.measure().isPresent()) {
      plateau.after(measured(record, plateau.measure().get(), "the recipe has a " + plateau));
      step.multiplyRate(plateau.multiplier());
    }
  }

  private double measured(EpochRecord record, Measure measure, String who) {
    String name = measure.name();
    Double value = record.validation().get(name);
    if (value == null) {
      throw new TrainException(
          "training of '" + run.hierarchy().name() + "'",
          List.of(
              new Problem(
                  "stage %s, epoch %s".formatted(stage.name(), record.epoch()),
                  "%s, and '%s' is not defined on the validation data".formatted(who, name),
                  "validation data on which it is, or another measure")));
    }
    return value;
  }

  /** Runs what is left of an epoch; gives nothing if it was cancelled before its end. */
  private Optional<EpochRecord> epoch() {
    batches.forEach(
        run.manager(),
        order(),
        batch,
        (index, rows) -> {
          step.run(rows, moment(index), index);
          steps++;
          batch = index + 1;
          run.listeners().batchDone();
          if (run.cancelled()) {
            return false;
          }
          if (batch < batches.count() && run.saver().isDueAfterStep(steps)) {
            saveWithin();
          }
          return true;
        });
    if (batch < batches.count()) {
      saveWithin();
      return Optional.empty();
    }
    Map<Series, Double> means = losses.means();
    requireFinite(means);
    losses.clear();
    Moment last = moment(batches.count() - 1);
    Map<String, Double> validation =
        run.validation()
            .map(feed -> run.evaluator().measure(wiring, feed, "epoch " + (epoch + 1)).metrics())
            .orElse(Map.of());
    return Optional.of(
        new EpochRecord(
            stage.name(),
            epoch + 1,
            batches.count(),
            Rates.rate(optimization.rate(), last, stage.name()) * plateau.multiplier(),
            of(Series.Kind.TERM, means),
            step.weights(means, last),
            of(Series.Kind.MEASURE, means),
            validation,
            epochSeconds()));
  }

  /** Saves between two steps, unless a loss has become useless. */
  private void saveWithin() {
    if (run.saver().saves()) {
      requireUnchangedGuides();
      requireFinite(losses.means());
      run.save();
    }
  }

  private void requireUnchangedGuides() {
    int reached = batch > 0 ? epoch + 1 : epoch;
    run.frozen().requireUnchanged("stage %s, epoch %s".formatted(stage.name(), reached));
    watched = steps;
  }

  private void beginEpoch(int next) {
    epoch = next;
    batch = 0;
    epochStarted = System.nanoTime();
    epochSecondsBefore = 0;
  }

  private double epochSeconds() {
    return epochSecondsBefore + (System.nanoTime() - epochStarted) / 1e9;
  }

  private long total() {
    return (long) batches.count() * optimization.epochs();
  }

  private Moment moment(int index) {
    return new Moment(
        (long) epoch * batches.count() + index, total(), epoch, optimization.epochs());
  }

  @Override
  public void save(StateWriter out) throws IOException {
    out.number("epoch", epoch);
    out.number("batch", batch);
    out.number("steps", steps);
    out.number("stopped", stopped ? 1 : 0);
    out.real("seconds", seconds());
    out.real("epoch seconds", epochSeconds());
    step.save(out);
    rule.save(out.within("rule"));
    plateau.save(out.within("plateau"));
  }

  @Override
  public void restore(StateReader in) {
    epoch = Math.toIntExact(in.number("epoch"));
    batch = Math.toIntExact(in.number("batch"));
    steps = in.number("steps");
    stopped = in.number("stopped") == 1;
    secondsBefore = in.real("seconds");
    epochSecondsBefore = in.real("epoch seconds");
    step.restore(in);
    rule.restore(in.within("rule"));
    plateau.restore(in.within("plateau"));
    step.multiplyRate(plateau.multiplier());
  }

  @Override
  public void close() {
    rule.close();
    step.close();
    losses.close();
  }

  /** Gives the rows that an epoch visits, in order; a full batch keeps the data's own. */
  private int[] order() {
    int rows = run.training().size();
    if (optimization.batch() == Optimization.FULL_BATCH) {
      return IntStream.range(0, rows).toArray();
    }
    Sampling sampling = optimization.sampling();
    int[] labels = sampling == Sampling.BALANCED ? run.recipe().data().labels() : new int[rows];
    return sampling.order(labels, Seeds.random(run.recipe().seed(), "order", stage.name(), epoch));
  }

  private void requireFinite(Map<Series, Double> means) {
    List<Problem> problems = new ArrayList<>();
    for (Series series : means.keySet()) {
      OptionalInt bad = losses.firstBad(series);
      if (bad.isPresent()) {
        problems.add(
            new Problem(
                "stage %s, epoch %s, batch %s"
                    .formatted(stage.name(), epoch + 1, bad.getAsInt() + 1),
                "the %s '%s' is no longer finite".formatted(what(series.kind()), series.name()),
                "a lower rate than %s, clip(5), or normalised inputs"
                    .formatted(optimization.rate())));
      }
    }
    if (!problems.isEmpty()) {
      int first =
          means.keySet().stream()
              .flatMapToInt(series -> losses.firstBad(series).stream())
              .min()
              .orElseThrow();
      throw new TrainException(
          "training of '" + run.hierarchy().name() + "'",
          guideFault(first).map(List::of).orElse(problems));
    }
  }

  /** Computes again what frozen networks gave for a batch; gives what is wrong with it. */
  private Optional<Problem> guideFault(int index) {
    List<Problem> found = new ArrayList<>();
    batches.forEach(
        run.manager(),
        order(),
        index,
        (same, columns) -> {
          step.guideFault(columns, moment(same), same).ifPresent(found::add);
          return false;
        });
    return found.stream().findFirst();
  }

  /** Gives the means of one kind, by name. */
  private static Map<String, Double> of(Series.Kind kind, Map<Series, Double> means) {
    Map<String, Double> chosen = new LinkedHashMap<>();
    means.forEach(
        (series, mean) -> {
          if (series.kind() == kind) {
            chosen.put(series.name(), mean);
          }
        });
    return chosen;
  }

  private static String what(Series.Kind kind) {
    return switch (kind) {
      case TERM -> "term";
      case WEIGHT -> "weight of term";
      case MEASURE -> "measure";
    };
  }
}
