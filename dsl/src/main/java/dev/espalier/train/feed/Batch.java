package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * One batch's rows of the columns that were asked for.
 *
 * @param columns the arrays {@code (batch, ...)} by the column's key
 * @param divisors what the relative likeness divides by, of columns whose rows' moments are kept
 * @param size the number of samples
 */
public record Batch(Map<ColumnKey, NDArray> columns, Map<ColumnKey, Double> divisors, int size) {

  public NDArray get(ColumnKey key) {
    NDArray found = columns.get(key);
    if (found == null) {
      throw new IllegalStateException("" + key + " is not in the batch: " + columns.keySet());
    }
    return found;
  }
}
