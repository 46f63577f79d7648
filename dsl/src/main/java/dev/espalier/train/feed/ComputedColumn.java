package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;

/** The values of a constant over the data as they are, computed where they are read. */
public final class ComputedColumn implements FeedColumn {
  private final Constant constant;
  private final Feed feed;
  private final Chain chain;
  private final DataType type;

  public ComputedColumn(Constant constant, Feed feed, CompiledHierarchy networks) {
    this.constant = constant;
    this.feed = feed;
    chain = Chain.of(networks, constant.needs(none -> false));
    type = networks.type();
  }

  @Override
  public long rowBytes() {
    return constant.dims().count() * type.getNumOfBytes();
  }

  @Override
  public Object prepare(int[] rows) {
    throw new UnsupportedOperationException("this column is read in its own order");
  }

  @Override
  public NDArray fetch(NDManager manager, Object prepared) {
    throw new UnsupportedOperationException("this column is read in its own order");
  }

  @Override
  public NDArray range(NDManager manager, int from, int to) {
    NDArray input = feed.input().range(manager, from, to);
    NDArray target = feed.target().range(manager, from, to);
    return constant.compute(chain.evaluate(input), target, none -> null);
  }

  @Override
  public void close() {
    // The data are the feed's.
  }
}
