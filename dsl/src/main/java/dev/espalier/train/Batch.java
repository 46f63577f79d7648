package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * One batch's rows of the columns that were asked for.
 *
 * @param columns the arrays {@code (batch, ...)} by the column's name
 * @param variances the variance over all elements, of columns whose rows' moments are kept
 * @param size the number of samples
 */
record Batch(Map<String, NDArray> columns, Map<String, Double> variances, int size) {

  NDArray get(String name) {
    NDArray found = columns.get(name);
    if (found == null) {
      throw new IllegalStateException(
          "column " + name + " is not in the batch: " + columns.keySet());
    }
    return found;
  }
}
