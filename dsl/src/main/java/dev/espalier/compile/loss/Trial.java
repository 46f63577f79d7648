package dev.espalier.compile.loss;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.Numbers;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Torch;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Tries likenesses and losses on a few made-up samples, so that what fails does before training.
 */
public final class Trial {
  private static final int SAMPLES = 3;

  private Trial() {}

  /**
   * Refuses a likeness that does not give one number, with a gradient, for some shapes.
   *
   * @param classes how many classes the labels tell apart; 0 if they are values
   * @param labels the shape of a label that is values
   * @throws MisfitException if it does not
   */
  public static void require(
      Likeness likeness, Compared values, int classes, Dims labels, DataType type) {
    Compared few = values.ofRows(SAMPLES);
    String where =
        "likeness %s of a learner's %s to a guide's %s"
            .formatted(likeness, shown(values.learner()), shown(values.guide()));
    CompiledLikeness compiled = CompiledLikeness.of(likeness, few);
    List<LikenessArgument> arguments = LikenessArgument.of(likeness, compiled.inputs(), few);
    List<ParameterSpec> parameters = likeness.parametersFor(few);
    requireValue(
        where,
        new Shape(),
        "one number",
        "torch.mean(...)",
        type,
        values.first(),
        (at, manager) -> {
          NDArray[] inputs = new NDArray[arguments.size()];
          for (int i = 0; i < inputs.length; i++) {
            LikenessArgument argument = arguments.get(i);
            int index = argument.index();
            inputs[i] =
                switch (argument.source()) {
                  case LEARNER ->
                      index == 0 ? at : waves(manager, values.learner().get(index), type, index);
                  case GUIDE -> waves(manager, values.guide().get(index), type, 2 + index);
                  case LABELS ->
                      classes > 0 ? numbers(manager, classes) : waves(manager, labels, type, 3);
                  case ROWS -> numbers(manager, SAMPLES);
                  case NOISE ->
                      waves(manager, Dims.of(likeness.noise()), type, 4).abs().toType(type, false);
                  case PARAMETER -> drawn(manager, parameters.get(index), type);
                };
          }
          CompiledLikeness.Measured found = compiled.measure(Divisor.varianceFrom(1e-3), inputs);
          requireNext(where, parameters, found.next());
          return found.loss().record();
        });
  }

  /** Refuses next values of parameters that have other shapes than these. */
  private static void requireNext(
      String where, List<ParameterSpec> parameters, List<NDArray> next) {
    List<ParameterSpec> kept =
        parameters.stream().filter(parameter -> !parameter.trainable()).toList();
    for (int i = 0; i < kept.size(); i++) {
      Shape shape = new Shape(kept.get(i).dims().toArray());
      if (!next.get(i).getShape().equals(shape)) {
        throw new MisfitException(
            "%s: the next '%s' has the shape %s, needed %s"
                .formatted(where, kept.get(i).name(), next.get(i).getShape(), shape),
            "values of the same shape after the first");
      }
    }
  }

  private static Object shown(List<Dims> shapes) {
    return shapes.size() == 1 ? shapes.get(0) : shapes;
  }

  private static NDArray numbers(NDManager manager, int below) {
    return manager.create(LongStream.range(0, SAMPLES).map(i -> i % below).toArray());
  }

  private static NDArray drawn(NDManager manager, ParameterSpec spec, DataType type) {
    double[] values = spec.initial().draw(spec, new SplittableRandom(7));
    return manager.create(values, new Shape(spec.dims().toArray())).toType(type, false);
  }

  /**
   * Refuses a loss that does not give one number a sample, with a gradient.
   *
   * @param prediction the shape of a prediction
   * @param classes whether targets are classes
   * @throws MisfitException if it does not
   */
  public static void require(Loss loss, Dims prediction, boolean classes, DataType type) {
    requireValue(
        "loss %s of a prediction's %s".formatted(loss, prediction),
        new Shape(SAMPLES),
        "one number a sample",
        "a mean over all axes but the first",
        type,
        prediction,
        (at, manager) -> {
          NDArray target =
              classes
                  ? numbers(manager, Math.toIntExact(prediction.count()))
                  : waves(manager, prediction, type, 2);
          boolean anywhere = classes || loss.numbers() == Numbers.ALL;
          return CompiledLoss.of(loss, classes)
              .perSample(anywhere ? at : sigmoid(at), anywhere ? target : sigmoid(target));
        });
  }

  private static NDArray sigmoid(NDArray values) {
    return values.getNDArrayInternal().sigmoid();
  }

  private static void requireValue(
      String where,
      Shape shape,
      String needed,
      String advice,
      DataType type,
      Dims at,
      Computation computation) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
        NDScope values = new NDScope();
        Autograd.Mode recording = Autograd.recording()) {
      // Not a leaf itself, as in a training step.
      NDArray leaf = Autograd.leaf(waves(manager, at, type, 1));
      NDArray value = tried(where, () -> computation.of(leaf.add(leaf.zerosLike()), manager));
      if (!value.getShape().equals(shape)) {
        throw new MisfitException(
            "%s: it gives the shape %s for %s samples, needed %s"
                .formatted(where, value.getShape(), SAMPLES, needed),
            advice);
      }
      if (!Autograd.isRecorded(value)) {
        throw new MisfitException(
            where + ": its value does not depend on what is trained, so it trains nothing",
            "differentiable operators on the first value");
      }
    }
  }

  private static NDArray tried(String where, Supplier<NDArray> computation) {
    try {
      return computation.get();
    } catch (MisfitException e) {
      throw e;
    } catch (EngineException e) {
      throw new MisfitException(
          "%s: it fails on %s samples: %s".formatted(where, SAMPLES, CompiledFormula.reason(e)),
          "operators that fit these shapes");
    } catch (RuntimeException e) {
      throw new MisfitException(
          "%s: it fails on %s samples: %s".formatted(where, SAMPLES, Shown.of(String.valueOf(e))),
          "a function that computes from both arrays");
    }
  }

  /** Gives sines, {@code (samples, dims)}. */
  private static NDArray waves(NDManager manager, Dims dims, DataType type, double shift) {
    long[] sizes =
        LongStream.concat(
                LongStream.of(SAMPLES), dims.sizes().stream().mapToLong(Number::longValue))
            .toArray();
    NDArray places = manager.arange(0, (int) new Shape(sizes).size(), 1, type);
    return places.add(Torch.scalar(places, shift)).sin().reshape(sizes);
  }

  /** What is tried. */
  private interface Computation {
    NDArray of(NDArray at, NDManager manager);
  }
}
