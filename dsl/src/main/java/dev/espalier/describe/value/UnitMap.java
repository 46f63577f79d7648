package dev.espalier.describe.value;

import java.util.SplittableRandom;

/** Ones where the first two places are equal, in a kernel's middle, and zeros else. */
public record UnitMap() implements Initial {

  @Override
  public int leastAxes() {
    return 2;
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    Dims dims = spec.dims();
    int kernel = 1;
    int middle = 0;
    for (int axis = 2; axis < dims.rank(); axis++) {
      int size = Math.toIntExact(dims.size(axis));
      kernel *= size;
      middle = middle * size + size / 2;
    }
    int columns = Math.toIntExact(dims.size(1));
    double[] values = new double[spec.count()];
    for (int i = 0; i < Math.min(dims.size(0), columns); i++) {
      values[(i * columns + i) * kernel + middle] = 1;
    }
    return values;
  }
}
