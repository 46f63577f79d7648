package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.OutputsLoss;
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
  private static final int[] OF_ROW = {1};

  private final BinaryOperator<NDArray> samples;
  private final Optional<CompiledFormula> mean;
  private final Cells cells;

  private CompiledLoss(
      BinaryOperator<NDArray> samples, Optional<CompiledFormula> mean, Cells cells) {
    this.samples = samples;
    this.mean = mean;
    this.cells = cells;
  }

  /**
   * Compiles a loss of one target a row.
   *
   * @param classes whether targets are classes
   * @throws MisfitException if LibTorch refuses its formula, or it has none
   */
  public static CompiledLoss of(Loss loss, boolean classes) {
    return of(loss, Cells.ofRows(classes));
  }

  /**
   * Compiles a loss; of several targets a row it is the loss of each, and a row's is their mean.
   *
   * @param cells how outputs and targets are taken apart
   * @throws MisfitException if LibTorch refuses its formula, or it has none
   */
  public static CompiledLoss of(Loss loss, Cells cells) {
    Optional<CompiledFormula> mean = loss.mean().map(CompiledFormula::of);
    if (loss instanceof LossFunction function) {
      return new CompiledLoss(
          (prediction, target) ->
              SafeArrays.call(loss.name(), function::perSample, prediction, target),
          mean,
          cells);
    }
    if (loss instanceof OutputsLoss several) {
      return new CompiledLoss(OutputLosses.of(several), mean, cells);
    }
    CompiledFormula formula =
        CompiledFormula.of(
            loss.formula()
                .orElseThrow(
                    () ->
                        new MisfitException(
                            "loss %s has no formula".formatted(loss.name()),
                            "formula(), or implementing LossFunction")));
    return new CompiledLoss(formula::call, mean, cells);
  }

  /** Gives each sample's loss, {@code (batch)}; of several targets the mean of those there are. */
  public NDArray perSample(NDArray prediction, NDArray target) {
    NDArray wanted = fitting(prediction, target);
    NDArray each = samples.apply(cells.outputs(prediction), cells.targets(wanted));
    if (!cells.several()) {
      return each;
    }
    long rows = prediction.getShape().get(0);
    if (cells.ignored().isEmpty()) {
      return each.reshape(rows, -1).mean(OF_ROW);
    }
    NDArray counting = cells.counting(target, prediction).reshape(rows, -1);
    return each.reshape(rows, -1).mul(counting).sum(OF_ROW).div(atLeastOne(counting.sum(OF_ROW)));
  }

  /** Gives the mean over the batch; of several targets a row the mean of all that there are. */
  public ScalarLoss mean(NDArray prediction, NDArray target) {
    NDArray outputs = cells.outputs(prediction);
    NDArray wanted = cells.targets(fitting(prediction, target));
    if (cells.ignored().isPresent()) {
      NDArray counting = cells.counting(target, prediction);
      NDArray sum = samples.apply(outputs, wanted).mul(counting).sum();
      return ScalarLoss.recorded(sum.div(atLeastOne(counting.sum())));
    }
    return mean.isPresent()
        ? ScalarLoss.of(mean.get(), outputs, wanted)
        : ScalarLoss.recorded(samples.apply(outputs, wanted).mean());
  }

  /**
   * Gives the mean over some of the batch's samples; 0 where there is none.
   *
   * @param counting 1 where a sample counts, else 0
   */
  public ScalarLoss meanOf(NDArray prediction, NDArray target, NDArray counting) {
    NDArray sum = perSample(prediction, target).mul(counting).sum();
    return ScalarLoss.recorded(sum.div(atLeastOne(counting.sum())));
  }

  /**
   * Gives the mean over the batch in which samples count by weights, {@code sum w l / sum w}; 0
   * where all are 0.
   */
  public ScalarLoss weightedMean(NDArray prediction, NDArray target, NDArray weights) {
    NDArray sum = perSample(prediction, target).mul(weights).sum();
    NDArray all = weights.sum();
    return ScalarLoss.recorded(sum.div(all.maximum(Torch.scalar(all, Float.MIN_NORMAL))));
  }

  /** Gives the sum over the batch, a scalar. */
  public NDArray sum(NDArray prediction, NDArray target) {
    return perSample(prediction, target).sum();
  }

  private NDArray fitting(NDArray prediction, NDArray target) {
    if (!cells.classes()) {
      Torch.requireSameShape(prediction, target);
      return target;
    }
    NDArray numbers = target.toType(DataType.INT64, false);
    // What is ignored is no class's number; it counts nothing, whatever it is taken for.
    return cells.ignored().isEmpty()
        ? numbers
        : numbers.mul(cells.counting(numbers, numbers).reshape(numbers.getShape()));
  }

  private static NDArray atLeastOne(NDArray number) {
    return number.maximum(Torch.scalar(number, 1));
  }
}
