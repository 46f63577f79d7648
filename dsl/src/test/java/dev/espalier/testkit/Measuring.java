package dev.espalier.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.loss.CompiledLikeness;
import dev.espalier.compile.loss.Divisor;
import dev.espalier.compile.loss.LikenessArgument;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A likeness with arrays for all that its formula takes, as likenesses.py makes them. */
public record Measuring(
    Likeness likeness, List<NDArray> learner, List<NDArray> guide, List<NDArray> parameters) {

  /** Gives waves for the parameters, and constants for those that do not train from them. */
  public static Measuring of(
      Likeness likeness, List<NDArray> learner, List<NDArray> guide, NDManager manager) {
    List<NDArray> parameters = new ArrayList<>();
    for (ParameterSpec spec : likeness.parametersFor(compared(learner, guide))) {
      Shape shape = new Shape(spec.dims().toArray());
      NDArray array =
          spec.initial() instanceof Initial.Constant constant && !spec.trainable()
              ? manager.full(shape, (float) constant.value(), DataType.FLOAT64)
              : wave(manager, shape, 0.1 * (parameters.size() + 1));
      parameters.add(array.toType(learner.get(0).getDataType(), false));
    }
    return new Measuring(likeness, learner, guide, parameters);
  }

  public static NDArray wave(NDManager manager, Shape shape, double shift) {
    double[] values = new double[(int) shape.size()];
    Arrays.setAll(values, i -> Math.sin(1.7 * i + shift) + 0.3 * shift);
    return manager.create(values, shape);
  }

  public Measuring with(List<NDArray> others) {
    return new Measuring(likeness, learner, guide, others);
  }

  /** Gives what the next step sees, with what this one left. */
  public Measuring remembering() {
    List<NDArray> left = new ArrayList<>(measure().next());
    List<NDArray> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      all.add(specs().get(i).trainable() ? parameters.get(i) : left.remove(0));
    }
    return with(all);
  }

  public CompiledLikeness.Measured measure() {
    CompiledLikeness compiled = CompiledLikeness.of(likeness, compared(learner, guide));
    List<LikenessArgument> arguments =
        LikenessArgument.of(likeness, compiled.inputs(), compared(learner, guide));
    NDArray first = learner.get(0);
    NDManager manager = first.getManager();
    long batch = first.getShape().get(0);
    NDArray[] values = new NDArray[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      int index = arguments.get(i).index();
      values[i] =
          switch (arguments.get(i).source()) {
            case LEARNER -> learner.get(index);
            case GUIDE -> guide.get(index);
            case LABELS ->
                numbers(manager, batch, first.getShape().get(first.getShape().dimension() - 1));
            case ROWS -> numbers(manager, batch, batch);
            case NOISE ->
                wave(manager, new Shape(batch, likeness.noise()), 0.6)
                    .abs()
                    .minimum(0.999)
                    .toType(first.getDataType(), false);
            case PARAMETER -> parameters.get(index);
          };
    }
    return compiled.measure(Divisor.varianceFrom(Divisor.LEAST_VARIANCE), values);
  }

  public List<ParameterSpec> specs() {
    return likeness.parametersFor(compared(learner, guide));
  }

  /** Gives the parameters that train, and the learner's values. */
  public List<NDArray> leaves() {
    List<ParameterSpec> specs = specs();
    List<NDArray> leaves = new ArrayList<>(learner);
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).trainable()) {
        leaves.add(parameters.get(i));
      }
    }
    return leaves;
  }

  private static NDArray numbers(NDManager manager, long count, long below) {
    return manager
        .create(LongStream.range(0, count).map(i -> i % below).toArray())
        .toType(DataType.INT64, false);
  }

  private static Compared compared(List<NDArray> learner, List<NDArray> guide) {
    return new Compared(
        learner.stream().map(Measuring::dims).toList(),
        guide.stream().map(Measuring::dims).toList(),
        (int) learner.get(0).getShape().get(0));
  }

  private static Dims dims(NDArray array) {
    return Dims.of(array.getShape().slice(1).getShape());
  }
}
