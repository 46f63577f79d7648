package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Snapshot;
import dev.espalier.describe.Moment;
import dev.espalier.describe.Problem;
import dev.espalier.describe.Seeds;
import dev.espalier.torch.OptimizerStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Runs one gradient stage: epochs over the data, then acceptance. */
final class GradientRunner {
  private final RunState run;
  private final GradientStage stage;
  private final Descent descent;
  private final Wiring wiring;
  private final List<String> trained;
  private final List<String> notes = new ArrayList<>();
  private long steps;
  private int epochsDone;

  GradientRunner(RunState run, GradientStage stage) {
    this.run = run;
    this.stage = stage;
    this.descent = run.recipe().descent().with(stage.settings());
    this.wiring = Wiring.of(stage, run.hierarchy(), run.recipe().task());
    this.trained = stage.trains().stream().map(Part::network).toList();
  }

  /** Trains; says how it ended. */
  StageEnd run() {
    long start = System.nanoTime();
    keepConstants();
    Map<String, Snapshot> before = snapshots();
    if (stage.start() == Start.ZERO_OUTPUT) {
      blocks().forEach(NetworkBlock::zeroOutput);
    }
    String end;
    long trainable;
    try (EpochLosses losses = new EpochLosses(run.manager());
        StepProgram program = new StepProgram(run, stage, wiring, losses);
        StopRule rule = new StopRule(descent.stopping(), run.networks(), trained)) {
      List<NDArray> parameters = program.openParameters();
      trainable = parameters.stream().mapToLong(NDArray::size).sum();
      Batches batches =
          new Batches(program.columns(run.training()), run.training().size(), descent.batch());
      run.listeners()
          .forEach(each -> each.stageStarted(stage, (long) batches.count() * descent.epochs()));
      try (OptimizerStep optimizer =
          OptimizerStep.create(descent.optimizer(), parameters, run.manager())) {
        end = epochs(program, batches, optimizer, rule);
      }
    }
    Acceptor.Verdict verdict =
        run.cancelled()
            ? Acceptor.Verdict.kept("kept as it was when cancelled")
            : new Acceptor(run, stage, wiring).decide(before);
    before.values().forEach(Snapshot::close);
    StageRecord done =
        new StageRecord(
            stage.name(),
            String.join(", ", stage.trains().stream().map(Part::toString).toList()),
            epochsDone,
            steps,
            trainable,
            (System.nanoTime() - start) / 1e9,
            end,
            verdict.text(),
            Map.of(),
            notes);
    run.stages().add(done);
    run.listeners().forEach(each -> each.stageDone(done));
    return verdict.endsPlan() ? StageEnd.ENDS_PLAN : StageEnd.GOES_ON;
  }

  private String epochs(
      StepProgram program, Batches batches, OptimizerStep optimizer, StopRule rule) {
    for (int epoch = 0; epoch < descent.epochs(); epoch++) {
      EpochRecord record = epoch(program, batches, optimizer, epoch);
      if (run.cancelled()) {
        return "cancelled in epoch " + (epoch + 1);
      }
      epochsDone++;
      run.epochs().add(record);
      run.listeners().forEach(each -> each.epochDone(record));
      Double loss = record.validation().get("loss");
      if (loss != null && rule.stopsAfter(loss)) {
        return rule.finish(true);
      }
    }
    return rule.finish(false);
  }

  private EpochRecord epoch(
      StepProgram program, Batches batches, OptimizerStep optimizer, int epoch) {
    long start = System.nanoTime();
    long total = (long) batches.count() * descent.epochs();
    double clip = Double.isInfinite(descent.clip()) ? 0 : descent.clip();
    EpochLosses losses = program.losses();
    batches.forEach(
        run.manager(),
        order(epoch),
        (index, batch) -> {
          Moment moment =
              new Moment((long) epoch * batches.count() + index, total, epoch, descent.epochs());
          program.run(batch, moment, index);
          optimizer.step(descent.rate().at(moment), clip);
          steps++;
          run.listeners().forEach(RunListener::batchDone);
          return !run.cancelled();
        });
    Map<String, Double> means = losses.means();
    requireFinite(losses, means, epoch);
    losses.clear();
    Moment last =
        new Moment(total / descent.epochs() * (epoch + 1) - 1, total, epoch, descent.epochs());
    Map<String, Double> validation =
        run.validation()
            .map(feed -> run.evaluator().measure(wiring, feed).metrics())
            .orElse(Map.of());
    return new EpochRecord(
        stage.name(),
        epoch + 1,
        batches.count(),
        descent.rate().at(last),
        withPrefix(means, ""),
        weights(program, means, last),
        withPrefix(means, StepProgram.MEASURE),
        validation,
        (System.nanoTime() - start) / 1e9);
  }

  /** Gives the order in which an epoch visits the rows; a full batch keeps the data's own. */
  private int[] order(int epoch) {
    int[] order = IntStream.range(0, run.training().size()).toArray();
    if (descent.batch() != Descent.FULL_BATCH) {
      SplittableRandom random = Seeds.random(run.recipe().seed(), "order", stage.name(), epoch);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
    }
    return order;
  }

  private void requireFinite(EpochLosses losses, Map<String, Double> means, int epoch) {
    List<Problem> problems = new ArrayList<>();
    for (String name : means.keySet()) {
      OptionalInt bad = losses.firstBad(name);
      if (bad.isPresent()) {
        problems.add(
            new Problem(
                "stage %s, epoch %d, batch %d"
                    .formatted(stage.name(), epoch + 1, bad.getAsInt() + 1),
                "the term '%s' is no longer finite".formatted(name),
                "a lower rate than %s, clip(5), or normalised inputs".formatted(descent.rate())));
      }
    }
    if (!problems.isEmpty()) {
      throw new TrainException("training of '" + run.hierarchy().name() + "'", problems);
    }
  }

  private static Map<String, Double> weights(
      StepProgram program, Map<String, Double> means, Moment last) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (TermLoss term : program.terms()) {
      String name = term.term().name();
      Double balanced = means.get(StepProgram.WEIGHT + name);
      weights.put(name, balanced == null ? Double.valueOf(term.scheduled(last)) : balanced);
    }
    return weights;
  }

  /** Gives the means whose name has a prefix, without it; those without any for an empty prefix. */
  private static Map<String, Double> withPrefix(Map<String, Double> means, String prefix) {
    Map<String, Double> chosen = new LinkedHashMap<>();
    means.forEach(
        (name, mean) -> {
          boolean plain =
              !name.startsWith(StepProgram.MEASURE) && !name.startsWith(StepProgram.WEIGHT);
          if (prefix.isEmpty() ? plain : name.startsWith(prefix)) {
            chosen.put(name.substring(prefix.length()), mean);
          }
        });
    return chosen;
  }

  private void keepConstants() {
    Set<String> solved = run.solvedColumns();
    boolean kept = run.recipe().augmentations().isEmpty();
    List<Constant> wanted = kept ? wiring.trainingConstants() : List.of();
    run.training().keepOnly(wanted, solved, run.networks());
    for (String name : wiring.constants().keySet()) {
      notes.add(
          kept
              ? "%s: computed once, kept %s".formatted(name, run.training().placeOf(name))
              : name + ": computed at every step, for inputs are augmented");
    }
    run.validation()
        .ifPresent(
            feed -> feed.keepOnly(wiring.constantsOf(stage.readout()), Set.of(), run.networks()));
  }

  private List<NetworkBlock> blocks() {
    return trained.stream().map(run.networks()::network).toList();
  }

  private Map<String, Snapshot> snapshots() {
    Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    if (!(stage.acceptance() instanceof Acceptance.Always)) {
      try (NDScope scope = new NDScope()) {
        trained.forEach(name -> snapshots.put(name, run.networks().network(name).snapshot()));
      }
    }
    return snapshots;
  }
}
