package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.LayerNorm;

/** Rules of normalisations in evaluation mode. */
final class NormRules {
  private NormRules() {}

  /** Inverts the affine map of each channel; channels with |gamma| up to 1e-4 keep the input. */
  static ReverseRule batch(BatchNorm norm, TrainedLayer trained) {
    NDArray gamma = trained.parameter("gamma");
    NDArray beta = trained.parameter("beta");
    NDArray mean = trained.parameter("runningMean");
    NDArray variance = trained.parameter("runningVar");
    ReverseRule images =
        (input, output, wanted) ->
            Reversed.of(
                Scripts.pointwise()
                    .call(
                        "batch_norm", input, wanted, gamma, beta, mean, variance, norm.epsilon()));
    // The features of steps are their last axis, where plain factors lie.
    return trained.input().rank() == 2
        ? (input, output, wanted) ->
            Reversed.of(
                Scripts.pointwise()
                    .call(
                        "batch_norm",
                        input.reshape(-1, gamma.size()),
                        wanted.reshape(-1, gamma.size()),
                        gamma,
                        beta,
                        mean,
                        variance,
                        norm.epsilon())
                    .reshape(input.getShape()))
        : images;
  }

  /**
   * Undoes the affine map, centres, takes the scale that yields the wanted mean square (what lies
   * outside the reachable ball is shrunk to the old input's scale), and keeps the old mean.
   */
  static ReverseRule layer(LayerNorm norm, TrainedLayer trained) {
    long count = norm.normalized(trained.input()).count();
    NDArray gamma = trained.parameter("gamma").reshape(count);
    NDArray beta = trained.parameter("beta").reshape(count);
    NDScope.unregister(gamma, beta);
    Shape rows = new Shape(-1, count);
    return (input, output, wanted) ->
        Reversed.of(
            Scripts.pointwise()
                .call(
                    "layer_norm",
                    input.reshape(rows),
                    wanted.reshape(rows),
                    gamma,
                    beta,
                    norm.epsilon())
                .reshape(input.getShape()));
  }
}
