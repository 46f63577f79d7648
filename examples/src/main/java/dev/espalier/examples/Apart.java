package dev.espalier.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** How far apart two runs of one training are. */
final class Apart {
  private Apart() {}

  /** Gives the largest relative difference of losses: all terms of all epochs, and the results. */
  static double losses(Run one, Run other) {
    List<Double> mine = losses(one);
    List<Double> others = losses(other);
    if (mine.size() != others.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < mine.size(); i++) {
      double size = Math.max(1e-6, Math.abs(mine.get(i)));
      largest = Math.max(largest, Math.abs(mine.get(i) - others.get(i)) / size);
    }
    return largest;
  }

  private static List<Double> losses(Run run) {
    List<Double> losses = new ArrayList<>();
    for (EpochRecord epoch : run.log().epochs()) {
      losses.addAll(epoch.terms().values());
    }
    for (Evaluation evaluation : run.outcome().evaluations()) {
      losses.add(evaluation.metric("loss"));
    }
    return losses;
  }

  /** Gives the norm of the parameters' difference over the norm of the first run's. */
  static double parameters(Run one, Run other) {
    double[] mine = parameters(one);
    double[] others = parameters(other);
    double squares = 0;
    double apart = 0;
    for (int i = 0; i < mine.length; i++) {
      squares += mine[i] * mine[i];
      apart += (mine[i] - others[i]) * (mine[i] - others[i]);
    }
    return Math.sqrt(apart / squares);
  }

  private static double[] parameters(Run run) {
    return run.outcome().networks().networks().stream()
        .map(NetworkBlock::parameters)
        .flatMap(List::stream)
        .map(NamedParameter::array)
        .flatMapToDouble(array -> DoubleStream.of(doubles(array)))
        .toArray();
  }

  private static double[] doubles(NDArray array) {
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }

  /** Gives the largest absolute difference of what is predicted. */
  static double predictions(List<Prediction> some, List<Prediction> others) {
    double largest = 0;
    for (int row = 0; row < some.size(); row++) {
      for (int i = 0; i < some.get(row).values().size(); i++) {
        double difference = some.get(row).value(i) - others.get(row).value(i);
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest;
  }
}
