package dev.espalier.train.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.loss.Cells;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.compile.loss.CompiledMeasure;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Confusion;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Measures;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Measured;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/** Adds up the measures of predictions, batch by batch, in 64-bit numbers on the host. */
final class Scores {
  private static final double[] NONE = {};

  private final Readout readout;
  private final DataSet data;
  private final Outputs outputs;
  private final Map<Measure, Accumulator> measures = new LinkedHashMap<>();
  // Scores that several networks add up to are no logits, and are measured by half square.
  private final Optional<CompiledLoss> own;
  private final Accumulator loss;
  private final Optional<Confusion> confusion;
  private final Optional<Normalization> scaling;
  private final Cells cells;
  private long samples;
  private long firstBad = -1;
  private double badLoss;
  private double ownLosses;
  private double counted;

  /**
   * Starts at nothing.
   *
   * @param given the recipe's own loss
   * @param asked what is measured besides what always is
   */
  Scores(Readout readout, DataSet data, Optional<CompiledLoss> given, List<Measure> asked) {
    this.readout = readout;
    this.data = data;
    outputs = Measured.outputs(data, readout.single());
    scaling = data.kind().scaled();
    cells = Measured.cells(data.kind());
    own =
        readout.single() || !cells.scores()
            ? given
            : cells.parts().map(parts -> CompiledLoss.of(new HalfSquaredError(), cells));
    Measures.standard(outputs).forEach(one -> measures.put(one, CompiledMeasure.of(one, outputs)));
    asked.forEach(
        one -> measures.computeIfAbsent(one, absent -> CompiledMeasure.of(absent, outputs)));
    loss = measures.computeIfAbsent(new MeanLoss(), absent -> absent.over(outputs));
    if (data.weights().isPresent()) {
      measures.forEach(this::requireWeighing);
    }
    confusion = outputs.classes() ? Optional.of(Confusion.of(outputs.width())) : Optional.empty();
  }

  private void requireWeighing(Measure measure, Accumulator accumulator) {
    if (!accumulator.weighs()) {
      throw new TrainException(
          "measuring on '" + data.name() + "'",
          List.of(
              new Problem(
                  "measure '" + measure.name() + "'",
                  "it takes no weights, and the rows have some",
                  "data without withWeights(...)")));
    }
  }

  /** Adds predictions {@code (batch, ...)} and their targets. */
  void add(NDArray predictions, NDArray targets) {
    int rows = Math.toIntExact(targets.getShape().get(0));
    double[] losses = own.map(each -> losses(each, predictions, targets)).orElse(NONE);
    double[] wanted = doubles(cells.targets(targets));
    double[] predicted = doubles(cells.outputs(predictions));
    if (cells.several()) {
      addCells(predicted, wanted, losses, rows);
    } else {
      add(predicted, wanted, losses, rows);
    }
  }

  /** Adds the cells that have a target; the loss by row is the mean of its cells'. */
  private void addCells(double[] predicted, double[] wanted, double[] losses, int rows) {
    int width = outputs.width();
    int ofRow = wanted.length / rows;
    double[] outputsThere = new double[predicted.length];
    double[] targetsThere = new double[wanted.length];
    int there = 0;
    for (int cell = 0; cell < wanted.length; cell++) {
      if (cells.ignored().isPresent() && wanted[cell] == cells.ignored().getAsDouble()) {
        continue;
      }
      for (int j = 0; j < width; j++) {
        double value = predicted[cell * width + j];
        outputsThere[there * width + j] = value;
        if (firstBad < 0 && !Double.isFinite(value)) {
          firstBad = samples + cell / ofRow;
          badLoss = value;
        }
      }
      targetsThere[there++] = wanted[cell];
    }
    int kept = there;
    Optional<double[]> weightsThere = weights(rows).map(each -> ofCells(each, wanted, kept));
    for (Accumulator one : measures.values()) {
      add(one, outputsThere, targetsThere, weightsThere, kept);
    }
    confusion.ifPresent(counts -> counts.add(outputsThere, targetsThere, kept));
    addLosses(losses, rows);
    samples += rows;
  }

  private void add(double[] predicted, double[] wanted, double[] losses, int rows) {
    double[] predictedUnits = inUnits(predicted);
    double[] wantedUnits = inUnits(wanted);
    Optional<double[]> weights = weights(rows);
    measures.forEach(
        (measure, one) -> {
          // The loss is what was trained on; all else is in the targets' own units.
          if (measure instanceof MeanLoss) {
            add(one, predicted, wanted, weights, rows);
          } else {
            add(one, predictedUnits, wantedUnits, weights, rows);
          }
        });
    confusion.ifPresent(counts -> counts.add(predicted, wanted, rows));
    addLosses(losses, rows);
    double sum = own.isPresent() ? ownLosses : loss.value().orElse(0);
    if (firstBad < 0 && !Double.isFinite(sum)) {
      findBad(
          rows,
          row -> own.isPresent() ? losses[row] : MeanLoss.ofRow(outputs, predicted, wanted, row));
    }
    samples += rows;
  }

  private static void add(
      Accumulator one, double[] predicted, double[] wanted, Optional<double[]> weights, int rows) {
    if (weights.isPresent()) {
      one.add(predicted, wanted, weights.get(), rows);
    } else {
      one.add(predicted, wanted, rows);
    }
  }

  /** Gives the weights of the next rows, where the data have some. */
  private Optional<double[]> weights(int rows) {
    int from = Math.toIntExact(samples);
    return data.weights().map(each -> each.doubles(from, from + rows));
  }

  /** Gives each cell that has a target the weight of its row. */
  private double[] ofCells(double[] weights, double[] wanted, int there) {
    double[] each = new double[there];
    int ofRow = wanted.length / weights.length;
    for (int cell = 0, next = 0; cell < wanted.length; cell++) {
      if (cells.ignored().isEmpty() || wanted[cell] != cells.ignored().getAsDouble()) {
        each[next++] = weights[cell / ofRow];
      }
    }
    return each;
  }

  private void addLosses(double[] losses, int rows) {
    double[] weights = weights(rows).orElse(NONE);
    for (int row = 0; row < losses.length; row++) {
      double weight = weights.length == 0 ? 1 : weights[row];
      ownLosses += weight * losses[row];
      counted += weight;
    }
  }

  private double[] inUnits(double[] values) {
    if (scaling.isEmpty()) {
      return values;
    }
    double[] units = values.clone();
    scaling.get().undo(units, data.kind().dims());
    return units;
  }

  private void findBad(int rows, IntToDoubleFunction losses) {
    for (int row = 0; row < rows && firstBad < 0; row++) {
      double lost = losses.applyAsDouble(row);
      if (!Double.isFinite(lost)) {
        firstBad = samples + row;
        badLoss = lost;
      }
    }
  }

  /**
   * Gives the measures of all that was added; those that are not defined are left out.
   *
   * @param when the stage and epoch, for an error
   * @throws TrainException if a sample's loss, or a measure, is not finite
   */
  Evaluation evaluation(String when) {
    String where = when + (readout.single() ? "network " : "networks ") + readout;
    if (firstBad >= 0) {
      throw notFinite(where, "the loss of row %s is %s".formatted(firstBad, badLoss), data);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    measures.forEach(
        (measure, accumulator) -> {
          OptionalDouble value = accumulator.value();
          if (value.isPresent()) {
            metrics.put(measure.name(), finite(measure, value.getAsDouble(), where));
          }
        });
    if (own.isPresent()) {
      metrics.put("loss", ownLosses / counted);
    }
    return new Evaluation(
        readout, data.name(), metrics, confusion.map(Confusion::rows).orElse(List.of()));
  }

  private double finite(Measure measure, double value, String where) {
    if (Double.isFinite(value)) {
      return value;
    }
    throw new TrainException(
        "measuring on '" + data.name() + "'",
        List.of(
            new Problem(
                where,
                "measure '%s' is %s, needed a finite number, or none where it is not defined"
                    .formatted(measure.name(), value),
                "a measure that gives nothing there, or other data")));
  }

  /** Gives the error of a loss that is not finite. */
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
