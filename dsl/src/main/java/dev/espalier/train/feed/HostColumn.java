package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.rows.Rows;
import java.util.stream.IntStream;

/** A column that stays on the host and is carried over in pieces. */
final class HostColumn implements FeedColumn {
  private final Rows rows;
  private final DataType type;

  HostColumn(Rows rows, DataType type) {
    this.rows = rows;
    this.type = type;
  }

  @Override
  public long rowBytes() {
    return (long) type.getNumOfBytes() * rows.width();
  }

  @Override
  public Object prepare(int[] wanted) {
    return HostArrays.read(rows.select(wanted), type);
  }

  @Override
  public NDArray fetch(NDManager manager, Object prepared) {
    int width = rows.width();
    int count =
        (prepared instanceof float[] floats ? floats.length : ((double[]) prepared).length) / width;
    return HostArrays.of(manager, prepared, new Shape(rows.dims().withBatch(count)), type);
  }

  @Override
  public NDArray range(NDManager manager, int from, int to) {
    return fetch(manager, prepare(IntStream.range(from, to).toArray()));
  }

  @Override
  public void close() {
    // The rows belong to the data set.
  }
}
