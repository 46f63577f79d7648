package dev.espalier.train.engine;

import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Snapshot;
import dev.espalier.describe.measure.Better;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.Wiring;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Decides whether what a stage has trained is kept, and puts its fallback in place if not. */
final class Acceptor {
  private final RunState run;
  private final GradientStage stage;
  private final Wiring wiring;

  Acceptor(RunState run, GradientStage stage, Wiring wiring) {
    this.run = run;
    this.stage = stage;
    this.wiring = wiring;
  }

  /**
   * What was decided.
   *
   * @param text in words
   * @param endsPlan whether no stage follows
   */
  record Verdict(String text, boolean endsPlan) {
    static Verdict kept(String text) {
      return new Verdict(text, false);
    }
  }

  /** Compares the trained networks with the fallback in their place. */
  Verdict decide(Map<String, Snapshot> before) {
    if (!(stage.acceptance() instanceof Acceptance.IfBetter rule)) {
      return Verdict.kept("kept");
    }
    Better better = rule.criterion().measure(run.main()).better();
    double trained = measure(rule.criterion());
    Map<String, Snapshot> after = new LinkedHashMap<>();
    blocks().forEach((name, block) -> after.put(name, block.snapshot()));
    if (rule.fallback() == Acceptance.Fallback.REVERT) {
      blocks().forEach((name, block) -> restore(block, before, name));
    } else {
      blocks().values().forEach(NetworkBlock::zeroOutput);
    }
    double fallback = measure(rule.criterion());
    boolean kept = better.cost(fallback) - better.cost(trained) > rule.by();
    if (kept) {
      blocks().forEach((name, block) -> restore(block, after, name));
    }
    after.values().forEach(Snapshot::close);
    String numbers =
        String.format(Locale.ROOT, "%s %.6g against %.6g", rule.criterion(), trained, fallback);
    return kept
        ? Verdict.kept("kept: " + numbers)
        : new Verdict(rule.fallback() + ": " + numbers, rule.endsPlan());
  }

  /** Gives the value of what decides. */
  double measure(Acceptance.Criterion criterion) {
    if (!criterion.validates()) {
      return trainingLoss();
    }
    // That there is such data was checked before the plan ran.
    Feed feed = run.validation().orElseThrow();
    return run.evaluator()
        .measure(wiring, feed, "acceptance")
        .metric(criterion.measure(run.main()).name());
  }

  /** Gives the mean of the first term's distance over the training data, in evaluation mode. */
  private double trainingLoss() {
    Term term = stage.terms().get(0);
    if (term.target() instanceof Target.Label) {
      return run.evaluator().measure(wiring, run.training(), "acceptance").metric("loss");
    }
    Target.Residual residual = (Target.Residual) term.target();
    return run.evaluator()
        .halfSquare(term.prediction(), wiring.residual(residual.earlier()), run.training());
  }

  private Map<String, NetworkBlock> blocks() {
    Map<String, NetworkBlock> blocks = new LinkedHashMap<>();
    for (Part part : stage.trains()) {
      blocks.put(part.network(), run.networks().network(part.network()));
    }
    return blocks;
  }

  private static void restore(NetworkBlock block, Map<String, Snapshot> from, String name) {
    Snapshot snapshot = from.get(name);
    if (snapshot != null) {
      block.restore(snapshot);
    }
  }
}
