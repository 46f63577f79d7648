package dev.espalier.train.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up the metrics of predictions, batch by batch, in 64-bit numbers on the host. */
final class Scores {
  private static final double[] NONE = {};

  private final Readout readout;
  private final DataSet data;
  private final Optional<ClassScores> ofClasses;
  // Scores that several networks add up to are no logits, and are measured by half square.
  private final Optional<CompiledLoss> own;
  private final ValueScores ofValues;
  private final int width;
  private long samples;
  private long firstBad = -1;
  private double badLoss;
  private double ownLosses;

  Scores(Readout readout, DataSet data, Optional<CompiledLoss> loss) {
    this.readout = readout;
    this.data = data;
    ofClasses =
        data.kind() instanceof Targets.Classes kind
            ? Optional.of(new ClassScores(kind.count(), readout.single()))
            : Optional.empty();
    width = data.kind() instanceof Targets.Classes kind ? kind.count() : data.targets().width();
    own = ofClasses.isEmpty() || readout.single() ? loss : Optional.empty();
    ofValues = new ValueScores(ofClasses.isEmpty() ? width : 0);
  }

  /** Adds predictions {@code (batch, ...)} and their targets. */
  void add(NDArray predictions, NDArray targets) {
    double[] predicted = doubles(predictions);
    double[] wanted = doubles(targets);
    double[] losses = own.map(each -> losses(each, predictions, targets)).orElse(NONE);
    int rows = Math.toIntExact(targets.getShape().get(0));
    for (int row = 0; row < rows; row++) {
      int from = row * width;
      double standard =
          ofClasses.isPresent()
              ? ofClasses.get().add(predicted, from, (int) wanted[row])
              : ofValues.add(predicted, wanted, from);
      double loss = own.isPresent() ? losses[row] : standard;
      ownLosses += loss;
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
    Map<String, Double> metrics = ofClasses.map(ClassScores::metrics).orElseGet(ofValues::metrics);
    if (own.isPresent()) {
      metrics.put("loss", ownLosses / samples);
    }
    return new Evaluation(
        readout, data.name(), metrics, ofClasses.map(ClassScores::confusion).orElse(List.of()));
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

  private static double[] losses(CompiledLoss loss, NDArray predictions, NDArray targets) {
    NDArray shaped =
        targets.getShape().size() == predictions.getShape().size()
            ? targets.reshape(predictions.getShape())
            : targets;
    return doubles(loss.perSample(predictions, shaped));
  }

  private static double[] doubles(NDArray array) {
    try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }
}
