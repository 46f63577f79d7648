package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.SafeArrays;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.torch.Torch;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A loss, ready to compute: by sample, as the batch's mean and as its sum.
 *
 * <p>The sum's gradient by the input has each sample's own gradient in its row, whatever the batch.
 */
public final class CompiledLoss {
  private final BinaryOperator<NDArray> samples;
  private final Optional<CompiledFormula> mean;
  private final boolean classes;

  private CompiledLoss(
      BinaryOperator<NDArray> samples, Optional<CompiledFormula> mean, boolean classes) {
    this.samples = samples;
    this.mean = mean;
    this.classes = classes;
  }

  /**
   * Compiles a loss.
   *
   * @param classes whether targets are classes
   * @throws MisfitException if LibTorch refuses its formula, or it has none
   */
  public static CompiledLoss of(Loss loss, boolean classes) {
    Optional<CompiledFormula> mean = loss.mean().map(CompiledFormula::of);
    if (loss instanceof LossFunction function) {
      return new CompiledLoss(
          (prediction, target) ->
              SafeArrays.call(loss.name(), function::perSample, prediction, target),
          mean,
          classes);
    }
    CompiledFormula formula =
        CompiledFormula.of(
            loss.formula()
                .orElseThrow(
                    () ->
                        new MisfitException(
                            "loss %s has no formula".formatted(loss.name()),
                            "formula(), or implementing LossFunction")));
    return new CompiledLoss(formula::call, mean, classes);
  }

  /** Gives each sample's loss, {@code (batch)}. */
  public NDArray perSample(NDArray prediction, NDArray target) {
    return samples.apply(prediction, fitting(prediction, target));
  }

  /** Gives the mean over the batch. */
  public ScalarLoss mean(NDArray prediction, NDArray target) {
    NDArray fitting = fitting(prediction, target);
    return mean.isPresent()
        ? ScalarLoss.of(mean.get(), prediction, fitting)
        : ScalarLoss.recorded(samples.apply(prediction, fitting).mean());
  }

  /**
   * Gives the mean over some of the batch's samples; 0 where there is none.
   *
   * @param counting 1 where a sample counts, else 0
   */
  public ScalarLoss meanOf(NDArray prediction, NDArray target, NDArray counting) {
    NDArray number = counting.sum();
    NDArray sum = perSample(prediction, target).mul(counting).sum();
    return ScalarLoss.recorded(sum.div(number.maximum(Torch.scalar(number, 1))));
  }

  /** Gives the sum over the batch, a scalar. */
  public NDArray sum(NDArray prediction, NDArray target) {
    return perSample(prediction, target).sum();
  }

  private NDArray fitting(NDArray prediction, NDArray target) {
    if (classes) {
      return target.toType(DataType.INT64, false);
    }
    Torch.requireSameShape(prediction, target);
    return target;
  }
}
