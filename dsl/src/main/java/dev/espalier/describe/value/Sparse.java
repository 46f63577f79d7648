package dev.espalier.describe.value;

import java.util.SplittableRandom;

/**
 * Normal values of which a part is zero in each column; the first axis being the rows, all others
 * the columns.
 *
 * @param sparsity the part that is zero, rounded up, from 0 to 1
 * @param deviation the standard deviation of the others, at least 0
 */
public record Sparse(double sparsity, double deviation) implements Initial {
  /** Refuses what is out of its range. */
  public Sparse {
    if (!(sparsity >= 0 && sparsity <= 1) || !(deviation >= 0 && deviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "sparse(%s, %s): needed a part from 0 to 1 and a deviation of at least 0. Try sparse(0.9, 0.01)."
              .formatted(sparsity, deviation));
    }
  }

  @Override
  public int leastAxes() {
    return 2;
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    double[] drawn = Initial.normal(deviation).draw(spec, random);
    int rows = Math.toIntExact(spec.dims().size(0));
    int columns = drawn.length / rows;
    int zeros = (int) Math.ceil(sparsity * rows);
    int[] order = new int[rows];
    for (int column = 0; column < columns; column++) {
      for (int i = 0; i < rows; i++) {
        order[i] = i;
      }
      for (int i = 0; i < zeros; i++) {
        int other = i + random.nextInt(rows - i);
        int row = order[other];
        order[other] = order[i];
        drawn[row * columns + column] = 0;
      }
    }
    return drawn;
  }
}
