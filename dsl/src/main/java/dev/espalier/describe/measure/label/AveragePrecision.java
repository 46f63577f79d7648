package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
    return new Accumulator() {
      private final List<double[]> scores = new ArrayList<>();
      private final List<Integer> labels = new ArrayList<>();

      @Override
      public void add(double[] predictions, double[] targets, int rows) {
        for (int row = 0; row < rows; row++) {
          scores.add(outputs.said(predictions, row));
          labels.add((int) targets[row]);
        }
      }

      @Override
      public OptionalDouble value() {
        double sum = 0;
        int counted = 0;
        for (int c = outputs.width() == 2 ? 1 : 0; c < outputs.width(); c++) {
          int positive = c;
          long all = labels.stream().filter(label -> label == positive).count();
          if (all > 0) {
            sum += area(positive, (double) all);
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
        for (int from = 0, to; from < order.size(); from = to) {
          to = from;
          double score = scores.get(order.get(from))[positive];
          double before = right;
          while (to < order.size() && scores.get(order.get(to))[positive] == score) {
            right += labels.get(order.get(to)) == positive ? 1 : 0;
            to++;
          }
          area += (right - before) / all * right / to;
        }
        return area;
      }
    };
  }
}
