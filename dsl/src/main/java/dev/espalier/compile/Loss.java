package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.torch.Pull;
import dev.espalier.torch.Torch;

/**
 * The task losses, each by sample, as the batch's mean and as its sum.
 *
 * <p>The sum's gradient by the input has each sample's own gradient in its row, whatever the batch.
 */
public enum Loss {
  /**
   * Softmax cross-entropy, {@code -log softmax(prediction)[label]}: from logits {@code (batch,
   * classes)} and whole labels {@code (batch)}.
   */
  CROSS_ENTROPY {
    @Override
    public NDArray perSample(NDArray prediction, NDArray target) {
      NDArray index = target.toType(DataType.INT64, false).expandDims(1);
      return prediction.logSoftmax(-1).gather(index, 1).squeeze(1).neg();
    }

    @Override
    public Pull mean(NDArray prediction, NDArray target) {
      return Pull.crossEntropy(prediction, target.toType(DataType.INT64, false));
    }
  },

  /** The mean, over a sample's values, of {@code (prediction - target)^2}. */
  MEAN_SQUARE {
    @Override
    public NDArray perSample(NDArray prediction, NDArray target) {
      NDArray square = square(prediction, target);
      return square.getShape().dimension() == 1 ? square : square.flatten(1, -1).mean(LAST);
    }

    @Override
    public Pull mean(NDArray prediction, NDArray target) {
      return Pull.squares(prediction, target, (double) prediction.size());
    }
  },

  /** Half the sum, over a sample's values, of {@code (prediction - target)^2}. */
  HALF_SQUARE {
    @Override
    public NDArray perSample(NDArray prediction, NDArray target) {
      NDArray square = square(prediction, target);
      NDArray sum = square.getShape().dimension() == 1 ? square : square.flatten(1, -1).sum(LAST);
      return sum.mul(Scalars.of(sum, 0.5));
    }

    @Override
    public Pull mean(NDArray prediction, NDArray target) {
      return Pull.squares(prediction, target, 2.0 * prediction.getShape().get(0));
    }
  };

  private static final int[] LAST = {-1};

  /** Gives each sample's loss, {@code (batch)}. */
  public abstract NDArray perSample(NDArray prediction, NDArray target);

  /** Gives the mean over the batch. */
  public abstract Pull mean(NDArray prediction, NDArray target);

  /** Gives the sum over the batch, a scalar. */
  public NDArray sum(NDArray prediction, NDArray target) {
    return perSample(prediction, target).sum();
  }

  private static NDArray square(NDArray prediction, NDArray target) {
    Torch.requireSameShape(prediction, target);
    return prediction.sub(target).square();
  }
}
