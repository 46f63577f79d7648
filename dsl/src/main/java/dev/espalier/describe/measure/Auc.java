package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The area under the ROC curve: how often a sample of a class scores higher than one of another,
 * ties counting half. Of two classes it is the second's; of several the mean, over the classes that
 * are there, of each against the rest. It is not defined where all samples are of one class.
 *
 * <p>It is scikit-learn's {@code roc_auc_score}, with {@code multi_class="ovr"}, of the
 * probabilities that {@code predict(...)} gives. The area is the part of all pairs of a positive
 * and a negative in which the positive scores higher (Mann and Whitney 1947).
 */
@AutoService(Measure.class)
public record Auc() implements Measure {
  @Override
  public String name() {
    return "auc";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs.classes() && outputs.width() > 1;
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new WeightedAccumulator() {
      private final List<Scored> rows = new ArrayList<>();

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int count) {
        for (int row = 0; row < count; row++) {
          rows.add(new Scored(outputs.said(predictions, row), (int) targets[row], weights[row]));
        }
      }

      @Override
      public OptionalDouble value() {
        double sum = 0;
        int counted = 0;
        for (int c = outputs.width() == 2 ? 1 : 0; c < outputs.width(); c++) {
          OptionalDouble area = area(rows, c);
          sum += area.orElse(0);
          counted += area.isPresent() ? 1 : 0;
        }
        return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / counted);
      }
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Scored(double[] scores, int label, double weight) {}

  private static OptionalDouble area(List<Scored> rows, int positive) {
    List<Scored> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingDouble(row -> row.scores()[positive]));
    double below = 0;
    double positives = 0;
    double pairs = 0;
    for (int from = 0, to; from < sorted.size(); from = to) {
      to = from;
      double inTie = 0;
      double others = 0;
      double score = sorted.get(from).scores()[positive];
      do {
        Scored row = sorted.get(to);
        inTie += row.label() == positive ? row.weight() : 0;
        others += row.label() == positive ? 0 : row.weight();
        to++;
      } while (to < sorted.size() && sorted.get(to).scores()[positive] == score);
      pairs += inTie * (below + others / 2);
      positives += inTie;
      below += others;
    }
    return positives == 0 || below == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(pairs / (positives * below));
  }
}
