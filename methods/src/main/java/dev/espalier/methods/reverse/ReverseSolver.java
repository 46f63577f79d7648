package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reverses the wanted output of every training sample to taps, and writes what each tap should have
 * given as a column.
 *
 * @param network the network's name
 * @param taps the taps to reverse to
 * @param settings how it is reversed
 */
record ReverseSolver(String network, List<Tap> taps, Reversal settings)
    implements SolveStage.Solver {

  ReverseSolver {
    taps = List.copyOf(taps);
  }

  /** Gives the name of a tap's column. */
  static String column(Tap tap) {
    return "reversed " + tap;
  }

  @Override
  public void solve(SolveContext context) {
    NetworkBlock block = context.networks().network(network);
    Map<Integer, TapTally> tallies = new LinkedHashMap<>();
    for (Tap tap : taps) {
      SolveContext.Column column =
          context.newColumn(column(tap), context.networks().description().dims(tap).orElseThrow());
      tallies.put(block.point(tap.place()), new TapTally(tap, column));
    }
    int first = tallies.keySet().stream().mapToInt(Integer::intValue).min().orElseThrow();
    try (NDManager manager = context.networks().manager().newSubManager()) {
      NetworkReversal reversal = new NetworkReversal(block, first, settings.rules(), manager);
      DataType type = context.networks().type();
      context.forEachBatch(
          (from, input, target) -> {
            List<NDArray> values = reversal.values(reversal.start(input));
            NDArray output = values.get(values.size() - 1);
            NDArray wanted = settings.wanted(context.cells(), output, target);
            reversal.reverse(
                values,
                wanted,
                first,
                (point, value) -> {
                  TapTally tally = tallies.get(point);
                  return tally == null
                      ? value
                      : tally.take(
                          new Visit(context.task(), reversal, point, value, wanted, target),
                          from,
                          type);
                });
          });
      tallies.values().forEach(tally -> tally.report(context));
      report(reversal, context);
    }
  }

  @Override
  public Map<String, Dims> columns(CheckedHierarchy hierarchy) {
    Map<String, Dims> columns = new LinkedHashMap<>();
    taps.forEach(tap -> columns.put(column(tap), hierarchy.dims(tap).orElseThrow()));
    return columns;
  }

  @Override
  public List<Problem> problems(Task task) {
    return settings.problems(task);
  }

  @Override
  public String explain() {
    return "reverses %s to %s, by closed forms in evaluation mode%s"
        .formatted(settings.output(), taps, settings.refine() ? ", refined through the rest" : "");
  }

  private static void report(NetworkReversal reversal, SolveContext context) {
    reversal.report(
        (layer, tally) -> {
          context.count(layer + " fallbacks", (double) tally[0]);
          context.count(layer + " kept", (double) tally[1]);
          if (tally[1] > 0) {
            context.note(
                "layer %s: %s of %s rows could not be reversed and keep the old feature"
                    .formatted(layer, tally[1], context.rows()));
          }
        });
  }

  /** A reversed batch at a tap. */
  private record Visit(
      Task task,
      NetworkReversal reversal,
      int point,
      NDArray value,
      NDArray wanted,
      NDArray target) {

    NDArray output(NDArray feature) {
      return reversal.forward(feature, point, reversal.end());
    }
  }

  /** What is written and counted at one tap. */
  private final class TapTally {
    private final Tap tap;
    private final SolveContext.Column column;
    private long rows;
    private long hits;
    private long refined;
    private double gap;
    private double size;

    TapTally(Tap tap, SolveContext.Column column) {
      this.tap = tap;
      this.column = column;
    }

    NDArray take(Visit visit, int from, DataType type) {
      NDArray feature = visit.value();
      NDArray output = visit.output(feature);
      if (visit.task() == Task.CLASSIFICATION) {
        long missed = Reliability.falseRows(WantedOutput.hits(output, visit.target()));
        if (missed > 0 && settings.refine() && visit.point() < visit.reversal().end()) {
          refined += missed;
          feature = refined(visit, feature, output);
          output = visit.output(feature);
          missed = Reliability.falseRows(WantedOutput.hits(output, visit.target()));
        }
        hits += output.size(0) - missed;
      }
      rows += output.size(0);
      gap += square(output.sub(visit.wanted()));
      size += square(visit.wanted());
      column.write(from, feature.toType(type, false));
      return feature;
    }

    void report(SolveContext context) {
      String place = tap.place();
      if (context.task() == Task.CLASSIFICATION) {
        context.count(place + " wanted label", (double) hits);
        context.note(
            String.format(
                Locale.ROOT,
                "tap %s: reversed features give the wanted label for %.2f %% of %d samples",
                tap,
                100.0 * hits / rows,
                rows));
      }
      if (settings.refine()) {
        context.count(place + " refined", (double) refined);
      }
      context.note(
          String.format(
              Locale.ROOT,
              "tap %s: reversed features miss the wanted output by %.3g of its norm",
              tap,
              Math.sqrt(gap / Math.max(size, Double.MIN_NORMAL))));
    }

    private NDArray refined(Visit visit, NDArray feature, NDArray output) {
      CompositeRule rule = new CompositeRule(visit::output);
      NDArray labels = visit.target();
      return rule.reach(feature, output, logits -> settings.wantedWhereMissed(logits, labels));
    }

    private static double square(NDArray x) {
      return Torch.value(x.mul(x).sum());
    }
  }
}
