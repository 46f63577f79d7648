package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.Pass;
import dev.espalier.describe.Tap;
import dev.espalier.torch.Autograd;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Predicts and measures in evaluation mode, without recording gradients. */
final class Evaluator {
  private final CompiledHierarchy networks;
  private final Task task;

  Evaluator(CompiledHierarchy networks, Task task) {
    this.networks = networks;
    this.task = task;
  }

  /** Gives what a readout predicts for inputs {@code (batch, ...)}: logits, scores or values. */
  NDArray predict(Readout readout, NDArray input) {
    List<Tap> outputs = Sums.outputs(networks.description(), readout.networks());
    Map<Tap, NDArray> values = Chain.of(networks, outputs).evaluate(input);
    return Sums.part(readout, readout.networks(), networks.description(), values, task);
  }

  /** Measures a readout over a data set. */
  Evaluation measure(Readout readout, Feed feed) {
    Scores scores = new Scores(readout, feed.data());
    List<Tap> outputs = Sums.outputs(networks.description(), readout.networks());
    Chain chain = Chain.of(networks, outputs);
    try (Autograd.Mode paused = Autograd.paused()) {
      feed.forEachRange(
          (from, input, target) ->
              scores.add(
                  Sums.part(
                      readout,
                      readout.networks(),
                      networks.description(),
                      chain.evaluate(input),
                      task),
                  target));
    }
    return scores.evaluation();
  }

  /** Measures a stage's readout over a data set for which the stage's constants are kept. */
  Evaluation measure(Wiring wiring, Feed feed) {
    Readout readout = wiring.stage().readout();
    List<String> constant = wiring.constantPart(readout);
    List<String> changing =
        readout.networks().stream().filter(network -> !constant.contains(network)).toList();
    Optional<Column> sum =
        constant.isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(feed.kept(wiring.constantSum(readout).name()));
    Chain chain = chain(wiring, feed, Sums.outputs(networks.description(), changing));
    Scores scores = new Scores(readout, feed.data());
    try (Autograd.Mode paused = Autograd.paused()) {
      forEachRange(
          feed,
          chain,
          (from, values, target) -> {
            int to = from + (int) target.getShape().get(0);
            NDArray part =
                changing.isEmpty()
                    ? null
                    : Sums.part(readout, changing, networks.description(), values, task);
            NDArray fixed = sum.map(column -> column.range(feed.manager(), from, to)).orElse(null);
            NDArray both = part == null ? fixed : fixed == null ? part : fixed.add(part);
            if (both != null) {
              scores.add(both, target);
            }
          });
    }
    return scores.evaluation();
  }

  /** Gives the chain that computes taps from what is kept for a stage, and from the input. */
  Chain chain(Wiring wiring, Feed feed, List<Tap> wanted) {
    Set<Tap> known = new LinkedHashSet<>(wiring.knownTaps());
    known.removeIf(tap -> feed.kept(tap.toString()) == null);
    return Chain.of(networks, wanted, known);
  }

  /** Runs a chain over a data set in evaluation mode, piece by piece. */
  void forEachRange(Feed feed, Chain chain, RangeVisitor visitor) {
    NDManager manager = feed.manager();
    for (int from = 0; from < feed.size(); from += Feed.EVALUATION_ROWS) {
      int to = Math.min(feed.size(), from + Feed.EVALUATION_ROWS);
      try (NDScope scope = new NDScope()) {
        Map<Tap, NDArray> known = new HashMap<>();
        for (Tap tap : chain.sources()) {
          Column column = feed.kept(tap.toString());
          if (column != null) {
            known.put(tap, column.range(manager, from, to));
          }
        }
        NDArray input = chain.readsInput() ? feed.input().range(manager, from, to) : null;
        Map<Tap, NDArray> values = chain.run(input, known, network -> Pass.evaluation(), false);
        visitor.visit(from, values, feed.target().range(manager, from, to));
      }
    }
  }

  /** Visits pieces of the data. */
  interface RangeVisitor {
    void visit(int from, Map<Tap, NDArray> values, NDArray target);
  }
}
