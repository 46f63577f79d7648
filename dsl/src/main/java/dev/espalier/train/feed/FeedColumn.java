package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * One array of rows, one for each sample: inputs, targets, or values computed once.
 *
 * <p>Rows are fetched in two halves, so that the half that works on the host can run ahead on
 * another thread.
 */
public interface FeedColumn extends AutoCloseable {

  /** Gives the number of bytes of one row. */
  long rowBytes();

  /**
   * Does the host's half of fetching rows; any thread may call it.
   *
   * @return whatever {@link #fetch} needs
   */
  Object prepare(int[] rows);

  /** Gives {@code (rows, ...)} on the device, in the order asked for. */
  NDArray fetch(NDManager manager, Object prepared);

  /** Gives rows {@code from} up to but without {@code to}, in their own order. */
  NDArray range(NDManager manager, int from, int to);

  /** Writes rows {@code (n, ...)} from one row on. */
  default void write(int from, NDArray rows) {
    throw new UnsupportedOperationException("this column is read only");
  }

  @Override
  void close();
}
