package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;

/** Rules of pools. */
final class PoolRules {
  private PoolRules() {}

  /**
   * Gives the rule of a pool. Windows apart are reversed one by one. Overlapping means are a
   * convolution of each channel with equal weights.
   *
   * <p>For maxima, entries above the least of what their windows want are clipped to that, and each
   * window that is still below gets the entry raised whose rise is shortest, one for several
   * windows where they want the same. So every output that any input gives is met exactly; by the
   * nearest input where no two overlapping windows want the same, else by one that is near. Where
   * no input gives what overlapping windows want, they get the highest of what is below, and
   * Gauss-Newton steps go on from there to a least sum of squares, which need not be the least of
   * all.
   */
  static ReverseRule pool(Pool pool, TrainedLayer trained) {
    boolean apart = pool.stride() >= pool.size();
    if (pool.type() == Pool.Kind.MAX) {
      return maxima(pool, apart, trained);
    }
    return apart
        ? (input, output, wanted) ->
            Reversed.of(
                Scripts.pointwise().call("average_pool", input, output, wanted, windows(pool)))
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

  private static ReverseRule maxima(Pool pool, boolean apart, TrainedLayer trained) {
    CompositeRule steps = new CompositeRule(trained.forward());
    return (input, output, wanted) -> {
      NDArray found = Scripts.pointwise().call("max_pool", input, wanted, windows(pool));
      if (apart) {
        return Reversed.of(found);
      }
      NDArray reached = trained.forward().apply(found);
      boolean all = Torch.value(reached.sub(wanted).abs().max()) == 0;
      return Reversed.of(all ? found : steps.reach(found, reached, value -> wanted));
    };
  }

  private static ReverseRule means(Pool pool, TrainedLayer trained) {
    Conv2d mean = Conv2d.of(1, pool.size(), c -> c.stride(pool.stride()).padding(pool.padding()));
    NDArray weight =
        trained
            .manager()
            .ones(new Shape(1, 1, pool.size(), pool.size()), DataType.FLOAT64)
            .div(pool.size() * pool.size());
    NDScope.unregister(weight);
    Dims input = oneChannel(trained.input());
    Dims output = oneChannel(trained.output());
    LinearMap map = ConvolutionMap.of(mean, input, output, trained.route(), weight);
    return new LinearRule(map, input, output, trained.manager());
  }

  private static Dims oneChannel(Dims image) {
    return Dims.of(1, image.size(1), image.size(2));
  }

  private static long[] windows(Pool pool) {
    return new long[] {pool.size(), pool.stride(), pool.padding()};
  }

  private static long channels(TrainedLayer trained) {
    return trained.input().size(0);
  }

  private static long area(TrainedLayer trained) {
    Dims input = trained.input();
    return input.count() / input.size(0);
  }
}
