package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.Conv2d;
import dev.espalier.describe.Dims;
import dev.espalier.describe.GlobalPool;
import dev.espalier.describe.Pool;

/** Rules of pools. Windows apart are reversed one by one. */
final class PoolRules {
  private PoolRules() {}

  /**
   * Gives the rule of a pool. Overlapping means are a convolution with equal weights; overlapping
   * maxima have no closed form, and are followed by Gauss-Newton steps.
   */
  static ReverseRule pool(Pool pool, TrainedLayer trained) {
    boolean apart = pool.stride() >= pool.size();
    long[] windows = {pool.size(), pool.stride(), pool.padding()};
    if (pool.type() == Pool.Kind.MAX) {
      return apart
          ? (input, output, wanted) ->
              Reversed.of(Scripts.pointwise().call("max_pool", input, wanted, windows))
          : new CompositeRule(trained.forward());
    }
    return apart
        ? (input, output, wanted) ->
            Reversed.of(Scripts.pointwise().call("average_pool", input, output, wanted, windows))
        : means(pool, trained);
  }

  /** Gives the rule of a pool over all of an image or all steps of a sequence. */
  static ReverseRule global(GlobalPool pool, TrainedLayer trained) {
    boolean sequence = trained.input().rank() == 2;
    Shape flat =
        sequence
            ? new Shape(trained.input().withBatch(-1))
            : new Shape(-1, channels(trained), area(trained));
    return (input, output, wanted) -> {
      NDArray x = input.reshape(flat);
      NDArray pooled = sequence ? x.transpose(0, 2, 1) : x;
      NDArray found =
          pool.type() == Pool.Kind.MAX
              ? Scripts.pointwise().call("global_max", pooled, wanted)
              : Scripts.pointwise().call("global_average", pooled, output, wanted);
      return Reversed.of((sequence ? found.transpose(0, 2, 1) : found).reshape(input.getShape()));
    };
  }

  private static ReverseRule means(Pool pool, TrainedLayer trained) {
    int channels = (int) channels(trained);
    Conv2d mean =
        Conv2d.of(channels, pool.size())
            .stride(pool.stride())
            .padding(pool.padding())
            .groups(channels);
    NDArray weight =
        trained
            .manager()
            .ones(new Shape(channels, 1, pool.size(), pool.size()), DataType.FLOAT64)
            .div(pool.size() * pool.size());
    NDScope.unregister(weight);
    LinearMap map = ConvolutionMap.of(mean, trained, weight);
    return new LinearRule(map, trained.input(), trained.output(), trained.manager());
  }

  private static long channels(TrainedLayer trained) {
    return trained.input().size(0);
  }

  private static long area(TrainedLayer trained) {
    Dims input = trained.input();
    return input.count() / input.size(0);
  }
}
