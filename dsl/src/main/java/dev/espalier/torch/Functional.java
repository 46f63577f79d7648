package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Layers' functions whose constants reach LibTorch in 64 bits.
 *
 * <p>DJL's own functions of these names round each constant to 32 bits, which a network in FLOAT64
 * would notice. A result belongs to the manager of the first argument.
 */
public final class Functional {
  private Functional() {}

  /**
   * Gives {@code gamma (x - mean) / sqrt(var + epsilon) + beta} per channel, the second axis: by
   * the batch in training, else by the running statistics.
   *
   * @param x shape {@code (batch, channels, ...)}
   * @param gamma shape {@code (channels)}, as those that follow
   * @param momentum the part of the running statistics that a batch in training replaces; 0 leaves
   *     them as they are
   */
  public static NDArray batchNorm(
      NDArray x,
      NDArray gamma,
      NDArray beta,
      NDArray runningMean,
      NDArray runningVar,
      boolean training,
      double momentum,
      double epsilon) {
    // In 32 bits, where LibTorch adds in 64, the constant has been rounded ever since. A number
    // that is trained already says its type without a native call.
    double added = gamma.getDataType() == DataType.FLOAT64 ? epsilon : (float) epsilon;
    return JniUtils.batchNorm(
        (PtNDArray) x,
        (PtNDArray) runningMean,
        (PtNDArray) runningVar,
        (PtNDArray) gamma,
        (PtNDArray) beta,
        training,
        momentum,
        added);
  }

  /** Gives {@code gamma (x - mean) / sqrt(var + epsilon) + beta} over the last axes. */
  public static NDArray layerNorm(
      NDArray x, Shape normalized, NDArray gamma, NDArray beta, double epsilon) {
    return JniUtils.layerNorm(
        (PtNDArray) x, normalized, (PtNDArray) gamma, (PtNDArray) beta, epsilon);
  }

  /** Gives {@code x} above 0, {@code slope x} below. */
  public static NDArray leakyRelu(NDArray x, double slope) {
    return JniUtils.leakyRelu((PtNDArray) x, slope);
  }

  /** Gives {@code x} above 0, {@code scale (exp(x) - 1)} below. */
  public static NDArray elu(NDArray x, double scale) {
    return JniUtils.elu((PtNDArray) x, scale);
  }
}
