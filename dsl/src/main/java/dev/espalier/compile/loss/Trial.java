package dev.espalier.compile.loss;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Torch;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Tries likenesses and losses on a few made-up samples, so that what fails does before training.
 */
public final class Trial {
  private static final int SAMPLES = 3;

  private Trial() {}

  /**
   * Refuses a likeness that does not give one number, with a gradient, for two shapes.
   *
   * @throws MisfitException if it does not
   */
  public static void require(Likeness likeness, Dims learner, Dims guide, DataType type) {
    String where =
        "likeness %s of a learner's %s to a guide's %s".formatted(likeness, learner, guide);
    requireValue(
        where,
        new Shape(),
        "one number",
        "torch.mean(...)",
        type,
        learner,
        (at, manager) ->
            CompiledLikeness.of(likeness)
                .measure(at, waves(manager, guide, type, 2), Divisor.varianceFrom(1e-3))
                .record());
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
                  ? manager.create(
                      LongStream.range(0, SAMPLES).map(i -> i % prediction.count()).toArray())
                  : waves(manager, prediction, type, 2);
          return CompiledLoss.of(loss, classes).perSample(at, target);
        });
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
