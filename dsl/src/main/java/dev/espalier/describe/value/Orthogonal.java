package dev.espalier.describe.value;

import java.util.SplittableRandom;

/**
 * A matrix with orthonormal rows or columns, whichever are fewer, times a gain; the first axis
 * being its rows, all others its columns. It is evenly spread over all such matrices.
 *
 * @param gain what it is multiplied with
 */
public record Orthogonal(double gain) implements Initial {
  /** Refuses a gain that is not finite. */
  public Orthogonal {
    if (!(Math.abs(gain) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "orthogonal(%s): the gain must be finite, in 32 bits too. Try 1.".formatted(gain));
    }
  }

  @Override
  public int leastAxes() {
    return 2;
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    int rows = Math.toIntExact(spec.dims().size(0));
    int columns = spec.count() / rows;
    int few = Math.min(rows, columns);
    int many = Math.max(rows, columns);
    double[][] vectors = new double[few][many];
    for (int i = 0; i < few; i++) {
      do {
        for (int k = 0; k < many; k++) {
          vectors[i][k] = random.nextGaussian();
        }
        // Once more takes away what rounding left.
        for (int times = 0; times < 2; times++) {
          for (int j = 0; j < i; j++) {
            add(vectors[i], -product(vectors[i], vectors[j]), vectors[j]);
          }
        }
      } while (product(vectors[i], vectors[i]) < 1e-12);
      double length = Math.sqrt(product(vectors[i], vectors[i]));
      for (int k = 0; k < many; k++) {
        vectors[i][k] /= length;
      }
    }
    double[] drawn = new double[spec.count()];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double value = rows <= columns ? vectors[row][column] : vectors[column][row];
        drawn[row * columns + column] = gain * value;
      }
    }
    return drawn;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] what) {
    for (int k = 0; k < to.length; k++) {
      to[k] += factor * what[k];
    }
  }
}
