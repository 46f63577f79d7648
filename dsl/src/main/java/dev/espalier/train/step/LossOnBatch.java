package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.plan.BatchTransform;
import java.util.function.BiConsumer;

/**
 * What a batch transform may ask for, on one batch: the task's loss and its gradient there.
 *
 * @param measures takes what the transform logs
 */
public record LossOnBatch(
    TaskGradient gradient, NDArray target, Moment moment, BiConsumer<String, NDArray> measures)
    implements BatchTransform.Context {

  @Override
  public BatchTransform.Gradient gradientAt(NDArray input) {
    return gradient.at(input, target);
  }

  @Override
  public NDArray lossesAt(NDArray input) {
    return gradient.lossesAt(input, target);
  }

  @Override
  public void log(String name, NDArray value) {
    measures.accept(name, value);
  }
}
