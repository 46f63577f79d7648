package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Adds up the metrics of predictions, batch by batch, in 64-bit numbers on the host. */
final class Scores {
  private final Readout readout;
  private final DataSet data;
  private final int classes;
  private final long[][] confusion;
  private long samples;
  private long inTop;
  private double loss;
  private long values;
  private double squares;
  private double absolutes;
  private double targetSquares;

  Scores(Readout readout, DataSet data) {
    this.readout = readout;
    this.data = data;
    this.classes = data.kind() instanceof Targets.Classes kind ? kind.count() : 0;
    this.confusion = new long[classes][classes];
  }

  /** Adds predictions {@code (batch, ...)} and their targets. */
  void add(NDArray predictions, NDArray targets) {
    double[] predicted = doubles(predictions);
    double[] wanted = doubles(targets);
    if (classes > 0) {
      for (int row = 0; row < wanted.length; row++) {
        addClass(predicted, row * classes, (int) wanted[row]);
      }
    } else {
      for (int i = 0; i < wanted.length; i++) {
        double difference = wanted[i] - predicted[i];
        squares += difference * difference;
        absolutes += Math.abs(difference);
        targetSquares += wanted[i] * wanted[i];
      }
      values += wanted.length;
    }
    samples += targets.getShape().get(0);
  }

  private void addClass(double[] scores, int from, int label) {
    int best = 0;
    int above = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      if (scores[from + c] > scores[from + best]) {
        best = c;
      }
      if (scores[from + c] > scores[from + label]) {
        above++;
      }
      largest = Math.max(largest, scores[from + c]);
    }
    confusion[label][best]++;
    if (above < 3) {
      inTop++;
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double score = scores[from + c];
      double away = score - (c == label ? 1 : 0);
      sum += readout.single() ? Math.exp(score - largest) : away * away / 2;
    }
    loss += readout.single() ? largest + Math.log(sum) - scores[from + label] : sum;
  }

  /** Gives the metrics of all that was added. */
  Evaluation evaluation() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (classes == 0) {
      double mse = squares / values;
      metrics.put("loss", mse);
      metrics.put("mse", mse);
      metrics.put("rse", squares / targetSquares);
      metrics.put("mae", absolutes / values);
      metrics.put("psnr", -10 * Math.log10(mse));
      return new Evaluation(readout, data.name(), metrics, List.of());
    }
    long right = IntStream.range(0, classes).mapToLong(c -> confusion[c][c]).sum();
    metrics.put("loss", loss / samples);
    metrics.put("accuracy", (double) right / samples);
    if (classes > 3) {
      metrics.put("top3", (double) inTop / samples);
    }
    metrics.put("macroF1", IntStream.range(0, classes).mapToDouble(this::f1).average().orElse(0));
    List<List<Long>> counts =
        IntStream.range(0, classes)
            .mapToObj(row -> LongStream.of(confusion[row]).boxed().toList())
            .toList();
    return new Evaluation(readout, data.name(), metrics, counts);
  }

  /** Gives the harmonic mean of precision and recall; 0 for a class that is never right. */
  private double f1(int label) {
    long actual = LongStream.of(confusion[label]).sum();
    long predicted = IntStream.range(0, classes).mapToLong(c -> confusion[c][label]).sum();
    return actual + predicted == 0 ? 0 : 2.0 * confusion[label][label] / (actual + predicted);
  }

  private static double[] doubles(NDArray array) {
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }
}
