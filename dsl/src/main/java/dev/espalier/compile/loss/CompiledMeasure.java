package dev.espalier.compile.loss;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** A measure by formula: it keeps the rows on the host, and computes once from all of them. */
public final class CompiledMeasure implements Accumulator {
  private static final int SAMPLES = 3;

  private final String name;
  private final CompiledFormula formula;
  private final Outputs outputs;
  private final List<double[]> predicted = new ArrayList<>();
  private final List<Double> wanted = new ArrayList<>();

  private CompiledMeasure(String name, CompiledFormula formula, Outputs outputs) {
    this.name = name;
    this.formula = formula;
    this.outputs = outputs;
  }

  /**
   * Gives what adds up a measure: its formula's, or its own.
   *
   * @throws MisfitException if LibTorch refuses its formula
   */
  public static Accumulator of(Measure measure, Outputs outputs) {
    return measure
        .formula()
        .<Accumulator>map(text -> compiled(measure, text, outputs))
        .orElseGet(() -> measure.over(outputs));
  }

  /**
   * Refuses a formula that does not give one number, on a few made-up rows.
   *
   * @throws MisfitException if it does not
   */
  public static void require(Measure measure, Outputs outputs) {
    if (measure.formula().isPresent()) {
      Accumulator tried = of(measure, outputs);
      double[] predictions = new double[SAMPLES * outputs.width()];
      double[] targets = new double[SAMPLES * outputs.targetWidth()];
      for (int i = 0; i < predictions.length; i++) {
        predictions[i] = Math.sin(i + 1);
      }
      for (int i = 0; i < targets.length; i++) {
        targets[i] = outputs.classes() ? i % outputs.width() : Math.sin(i + 2);
      }
      tried.add(predictions, targets, SAMPLES);
      tried.value();
    }
  }

  private static CompiledMeasure compiled(Measure measure, Formula text, Outputs outputs) {
    return new CompiledMeasure(measure.name(), CompiledFormula.of(text), outputs);
  }

  @Override
  public void add(double[] predictions, double[] targets, int rows) {
    for (int row = 0; row < rows; row++) {
      predicted.add(outputs.said(predictions, row));
    }
    for (int i = 0; i < rows * outputs.targetWidth(); i++) {
      wanted.add(targets[i]);
    }
  }

  @Override
  public OptionalDouble value() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      double[] flat = predicted.stream().flatMapToDouble(DoubleStream::of).toArray();
      Shape shape = new Shape(predicted.size(), outputs.width());
      NDArray prediction = manager.create(flat, shape);
      double[] targets = wanted.stream().mapToDouble(Double::doubleValue).toArray();
      NDArray target =
          outputs.classes()
              ? manager.create(DoubleStream.of(targets).mapToLong(each -> (long) each).toArray())
              : manager.create(targets, shape);
      return OptionalDouble.of(number(computed(prediction, target)));
    }
  }

  private NDArray computed(NDArray prediction, NDArray target) {
    try {
      return formula.call(prediction, target);
    } catch (EngineException e) {
      throw new MisfitException(
          "measure %s: it fails on %s rows: %s"
              .formatted(name, predicted.size(), CompiledFormula.reason(e)),
          "operators that fit " + outputs);
    }
  }

  private double number(NDArray value) {
    if (value.size() != 1) {
      throw new MisfitException(
          "measure %s: it gives the shape %s for %s rows, needed one number"
              .formatted(name, value.getShape(), predicted.size()),
          "torch.mean(...)");
    }
    return value.toType(DataType.FLOAT64, true).toDoubleArray()[0];
  }
}
