package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * One batch's rows of the columns that were asked for.
 *
 * @param columns the arrays {@code (batch, ...)} by the column's name
 * @param size the number of samples
 */
record Batch(Map<String, NDArray> columns, int size) {

  NDArray get(String name) {
    NDArray found = columns.get(name);
    if (found == null) {
      throw new IllegalStateException(
          "column " + name + " is not in the batch: " + columns.keySet());
    }
    return found;
  }
}
