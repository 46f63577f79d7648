package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.measure.WeightedAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The area under precision over recall, {@code sum (R_n - R_(n-1)) P_n} over the different scores
 * from the highest on. Of two classes it is the second's; of several the mean, over the classes
 * that are there, of each against the rest. It is scikit-learn's {@code average_precision_score},
 * and not defined where no sample is of such a class.
 */
@AutoService(Measure.class)
public record AveragePrecision() implements Measure {
  @Override
  public String name() {
    return "averagePrecision";
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
      private final List<double[]> scores = new ArrayList<>();
      private final List<Integer> labels = new ArrayList<>();
      private final List<Double> counting = new ArrayList<>();

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int row = 0; row < rows; row++) {
          scores.add(outputs.said(predictions, row));
          labels.add((int) targets[row]);
          counting.add(weights[row]);
        }
      }

      @Override
      public OptionalDouble value() {
        double sum = 0;
        int counted = 0;
        for (int c = outputs.width() == 2 ? 1 : 0; c < outputs.width(); c++) {
          int positive = c;
          double all =
              IntStream.range(0, labels.size())
                  .filter(row -> labels.get(row) == positive)
                  .mapToDouble(counting::get)
                  .sum();
          if (all > 0) {
            sum += area(positive, all);
            counted++;
          }
        }
        return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / counted);
      }

      private double area(int positive, double all) {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < labels.size(); row++) {
          order.add(row);
        }
        order.sort((a, b) -> Double.compare(scores.get(b)[positive], scores.get(a)[positive]));
        double area = 0;
        double right = 0;
        double taken = 0;
        for (int from = 0, to; from < order.size(); from = to) {
          to = from;
          double score = scores.get(order.get(from))[positive];
          double before = right;
          while (to < order.size() && scores.get(order.get(to))[positive] == score) {
            double weight = counting.get(order.get(to));
            right += labels.get(order.get(to)) == positive ? weight : 0;
            taken += weight;
            to++;
          }
          area += taken == 0 ? 0 : (right - before) / all * right / taken;
        }
        return area;
      }
    };
  }
}
