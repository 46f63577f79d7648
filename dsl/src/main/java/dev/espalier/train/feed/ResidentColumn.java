package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Operators;
import dev.espalier.torch.Torch;
import java.util.List;

/** A column that lies on the device as one array. */
final class ResidentColumn implements FeedColumn {
  private final NDManager manager;
  private final NDArray all;

  /** Makes a column of zeros that outlives any open scope. */
  ResidentColumn(NDManager owner, Dims dims, int rows, DataType type) {
    manager = owner.newSubManager();
    all = HostArrays.kept(manager.zeros(new Shape(dims.withBatch(rows)), type));
  }

  @Override
  public long rowBytes() {
    return all.getDataType().getNumOfBytes() * Math.max(1, all.size() / all.getShape().get(0));
  }

  @Override
  public Object prepare(int[] rows) {
    return rows;
  }

  @Override
  public NDArray fetch(NDManager target, Object prepared) {
    try (NDArray index = HostArrays.indices(target, (int[]) prepared)) {
      return Torch.rows(all, index);
    }
  }

  @Override
  public NDArray range(NDManager target, int from, int to) {
    return Torch.slice(all, from, to);
  }

  @Override
  public void write(int from, NDArray rows) {
    try (NDArray place = Torch.slice(all, from, from + rows.getShape().get(0))) {
      Operators.copy(List.of(place), List.of(rows));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
