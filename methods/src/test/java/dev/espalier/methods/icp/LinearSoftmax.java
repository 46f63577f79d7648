package dev.espalier.methods.icp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.plan.BatchTransform;
import java.util.LinkedHashMap;
import java.util.Map;

/** A softmax of two features and three classes with numbers by hand, as a transform sees it. */
final class LinearSoftmax implements BatchTransform.Context {
  private final NDArray weight;
  private final NDArray bias;
  private final NDArray wanted;
  private final Moment moment;
  private final Map<String, Double> logged = new LinkedHashMap<>();
  private int gradients;

  LinearSoftmax(NDManager manager, int label, Moment moment) {
    this.weight = manager.create(new double[] {1, -.5, .25, .75, -1, .5}, new Shape(3, 2));
    this.bias = manager.create(new double[] {.1, -.2, .05});
    double[] row = new double[3];
    row[label] = 1;
    this.wanted = manager.create(row, new Shape(1, 3));
    this.moment = moment;
  }

  Map<String, Double> logged() {
    return logged;
  }

  int gradients() {
    return gradients;
  }

  @Override
  public BatchTransform.Gradient gradientAt(NDArray input) {
    gradients++;
    NDArray error = logits(input).softmax(-1).sub(wanted);
    return new BatchTransform.Gradient(error.matMul(weight), lossesAt(input));
  }

  @Override
  public NDArray lossesAt(NDArray input) {
    return logits(input).logSoftmax(-1).mul(wanted).sum(new int[] {1}).neg();
  }

  @Override
  public Moment moment() {
    return moment;
  }

  @Override
  public void log(String name, NDArray value) {
    logged.put(name, value.toDoubleArray()[0]);
  }

  private NDArray logits(NDArray input) {
    return input.matMul(weight.transpose()).add(bias);
  }
}
