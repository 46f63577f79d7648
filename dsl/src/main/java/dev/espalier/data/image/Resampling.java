package dev.espalier.data.image;

/**
 * Where the values of a shorter or longer line come from: means over triangles as wide as the scale
 * asks for, as Pillow's {@code BILINEAR} and PyTorch's {@code interpolate(..., antialias=True)} do.
 */
final class Resampling {
  private final int[] first;
  private final double[][] weights;

  private Resampling(int[] first, double[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  /** Gives the weights from so many values to so many. */
  static Resampling of(int from, int to) {
    int[] first = new int[to];
    double[][] weights = new double[to][];
    double scale = (double) from / to;
    double reach = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double center = scale * (i + 0.5);
      first[i] = Math.max(0, (int) (center - reach + 0.5));
      int last = Math.min(from, (int) (center + reach + 0.5));
      double[] own = new double[last - first[i]];
      double sum = 0;
      for (int j = 0; j < own.length; j++) {
        own[j] = Math.max(0, 1 - Math.abs((j + first[i] - center + 0.5) / reach));
        sum += own[j];
      }
      for (int j = 0; j < own.length; j++) {
        own[j] /= sum;
      }
      weights[i] = own;
    }
    return new Resampling(first, weights);
  }

  /** Gives the place of the first value that a new one is made of. */
  int first(int place) {
    return first[place];
  }

  /** Gives the weights of that value and those after it; not to be changed. */
  double[] weights(int place) {
    return weights[place];
  }

  /** Gives the number of values that there will be. */
  int size() {
    return first.length;
  }
}
