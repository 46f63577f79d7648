package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.espalier.check.Projection;
import dev.espalier.torch.Operators;
import java.util.List;

/**
 * A projection that computes: an affine map of the last axis, or of an image's channels with
 * adaptive average pooling where height or width differ.
 *
 * <p>Parameters: {@code weight} (to x from) and {@code bias} (to).
 */
public final class ProjectionBlock extends AbstractBlock {
  private static final Shape ONES = new Shape(1, 1);
  private static final Shape ZEROS = new Shape(0, 0);

  private final Projection projection;
  private final Parameter weight;
  private final Parameter bias;

  private ProjectionBlock(Projection projection, String name, long seed) {
    this.projection = projection;
    List<Parameter> made = Assembly.parameters(name, projection.parameters(), seed);
    weight = addParameter(made.get(0));
    bias = addParameter(made.get(1));
  }

  /**
   * Compiles a projection and gives its parameters their first values.
   *
   * @param projection the projection
   * @param name the name of its link, from which the first values are drawn
   * @param manager what owns the parameters, and decides on the device
   * @param type FLOAT32 or FLOAT64
   * @param seed the run's seed
   */
  public static ProjectionBlock of(
      Projection projection, String name, NDManager manager, DataType type, long seed) {
    ProjectionBlock block = new ProjectionBlock(projection, name, seed);
    block.initialize(manager, type, new Shape(projection.from().withBatch(1)));
    return block;
  }

  /** Gives the learner's value in the guide's shape, {@code (batch, ...)}. */
  public NDArray forward(NDArray value) {
    return apply(value, weight.getArray(), bias.getArray());
  }

  /** Gives {@code weight} and {@code bias}. */
  public List<NamedParameter> parameters() {
    return List.of(
        new NamedParameter("weight", weight.getArray(), true, 0),
        new NamedParameter("bias", bias.getArray(), true, 0));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(projection.to().withBatch(inputShapes[0].get(0)))};
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    NDArray input = inputs.singletonOrThrow();
    return new NDList(
        apply(
            input,
            parameterStore.getValue(weight, input.getDevice(), training),
            parameterStore.getValue(bias, input.getDevice(), training)));
  }

  private NDArray apply(NDArray value, NDArray weights, NDArray biases) {
    if (!projection.image()) {
      return value.getNDArrayInternal().linear(value, weights, biases).head();
    }
    // Averaging and a map of channels can change places; the smaller image is the cheaper one.
    boolean shrinks = projection.to().size(1) < projection.from().size(1);
    NDArray pooled = projection.pools() && shrinks ? pool(value) : value;
    Shape kernel = weights.getShape().add(1, 1);
    NDArray mapped =
        pooled
            .getNDArrayInternal()
            .convolution(pooled, weights.reshape(kernel), biases, ONES, ZEROS, ONES, 1)
            .head();
    return projection.pools() && !shrinks ? pool(mapped) : mapped;
  }

  private NDArray pool(NDArray image) {
    return Operators.adaptiveAveragePool(image, projection.to().size(1), projection.to().size(2));
  }
}
