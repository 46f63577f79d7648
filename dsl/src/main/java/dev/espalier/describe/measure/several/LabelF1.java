package dev.espalier.describe.measure.several;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.measure.label.Average;
import dev.espalier.describe.problem.Given;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The harmonic mean of precision and recall of labels of which several may be there; 0 of a label
 * that is neither there nor said. It is scikit-learn's {@code f1_score} of several labels.
 *
 * @param average how the labels become one number; macro counts all of them
 * @param threshold the probability from which on a label is said to be there
 */
@AutoService(Measure.class)
public record LabelF1(Average average, double threshold) implements Measure {
  /** Refuses null and a threshold that is not between 0 and 1. */
  public LabelF1 {
    Given.all("average", average);
    LabelAccumulator.require("labelF1", threshold);
  }

  /** Takes macro at 0.5. */
  public LabelF1() {
    this(Average.MACRO, 0.5);
  }

  @Override
  public String name() {
    return average.of("labelF1");
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return !outputs.classes();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new Counts(outputs);
  }

  private final class Counts extends LabelAccumulator {
    private final double[] right;
    private final double[] said;
    private final double[] there;

    Counts(Outputs outputs) {
      super(outputs, threshold);
      right = new double[outputs.width()];
      said = new double[outputs.width()];
      there = new double[outputs.width()];
    }

    @Override
    void add(boolean[] isSaid, boolean[] isThere, double weight) {
      for (int label = 0; label < right.length; label++) {
        right[label] += isSaid[label] && isThere[label] ? weight : 0;
        said[label] += isSaid[label] ? weight : 0;
        there[label] += isThere[label] ? weight : 0;
      }
    }

    @Override
    public OptionalDouble value() {
      if (average == Average.MICRO) {
        return OptionalDouble.of(f1(sum(right), sum(said), sum(there)));
      }
      double sum = 0;
      double weights = 0;
      for (int label = 0; label < right.length; label++) {
        double weight = average == Average.WEIGHTED ? there[label] : 1;
        sum += weight * f1(right[label], said[label], there[label]);
        weights += weight;
      }
      return OptionalDouble.of(weights == 0 ? 0 : sum / weights);
    }

    private static double sum(double[] counts) {
      return DoubleStream.of(counts).sum();
    }

    private static double f1(double right, double said, double there) {
      return said + there == 0 ? 0 : 2.0 * right / (said + there);
    }
  }
}
