package dev.espalier.train.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Optional;

/** Adds up the metrics of predictions, batch by batch, in 64-bit numbers on the host. */
final class Scores {
  private final Readout readout;
  private final DataSet data;
  private final Optional<ClassScores> ofClasses;
  private final ValueScores ofValues;
  private final int width;
  private long samples;
  private long firstBad = -1;
  private double badLoss;

  Scores(Readout readout, DataSet data) {
    this.readout = readout;
    this.data = data;
    ofClasses =
        data.kind() instanceof Targets.Classes kind
            ? Optional.of(new ClassScores(kind.count(), readout.single()))
            : Optional.empty();
    width = data.kind() instanceof Targets.Classes kind ? kind.count() : data.targets().width();
    ofValues = new ValueScores(ofClasses.isEmpty() ? width : 0);
  }

  /** Adds predictions {@code (batch, ...)} and their targets. */
  void add(NDArray predictions, NDArray targets) {
    double[] predicted = doubles(predictions);
    double[] wanted = doubles(targets);
    int rows = Math.toIntExact(targets.getShape().get(0));
    for (int row = 0; row < rows; row++) {
      int from = row * width;
      double loss =
          ofClasses.isPresent()
              ? ofClasses.get().add(predicted, from, (int) wanted[row])
              : ofValues.add(predicted, wanted, from);
      if (firstBad < 0 && !Double.isFinite(loss)) {
        firstBad = samples + row;
        badLoss = loss;
      }
    }
    samples += rows;
  }

  /**
   * Gives the metrics of all that was added.
   *
   * @param when the stage and epoch, for an error
   * @throws TrainException if a sample's loss is not finite
   */
  Evaluation evaluation(String when) {
    if (firstBad >= 0) {
      throw notFinite(
          when + (readout.single() ? "network " : "networks ") + readout,
          "the loss of row %s is %s".formatted(firstBad, badLoss),
          data);
    }
    return ofClasses
        .map(one -> new Evaluation(readout, data.name(), one.metrics(), one.confusion()))
        .orElseGet(() -> new Evaluation(readout, data.name(), ofValues.metrics(), List.of()));
  }

  /** Gives the error of a measure that is not finite. */
  static TrainException notFinite(String where, String what, DataSet data) {
    return new TrainException(
        "measuring on '" + data.name() + "'",
        List.of(
            new Problem(
                where,
                what + ", needed a finite number",
                "a lower rate, clip(5), or normalised inputs")));
  }

  private static double[] doubles(NDArray array) {
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }
}
