package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Adaptive average pooling of images to any size, larger ones included. */
final class AdaptivePool {
  private AdaptivePool() {}

  /** Gives the means over even windows, {@code (batch, channels, height, width)}. */
  static NDArray average(NDArray image, long height, long width) {
    NDArray rows = windows(image, image.size(2), height);
    NDArray columns = windows(image, image.size(3), width);
    return rows.matMul(image.matMul(columns.transpose()));
  }

  /**
   * Gives the matrix of LibTorch's windows: the i-th is from floor(i n / m) to ceil((i+1) n / m).
   */
  private static NDArray windows(NDArray like, long from, long to) {
    NDManager manager = like.getManager();
    float[] weights = new float[Math.toIntExact(from * to)];
    for (long i = 0; i < to; i++) {
      long start = i * from / to;
      long end = ((i + 1) * from + to - 1) / to;
      for (long j = start; j < end; j++) {
        weights[(int) (i * from + j)] = 1f / (end - start);
      }
    }
    return manager.create(weights, new Shape(to, from)).toType(like.getDataType(), false);
  }
}
