package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.optimizer.Adam;
import dev.espalier.describe.optimizer.AdamW;
import dev.espalier.describe.optimizer.Lion;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.optimizer.RmsProp;
import dev.espalier.describe.optimizer.Sgd;
import java.util.List;

/** The optimizers' formulas on plain numbers, for a loss whose gradient is {@code sinh(p)}. */
final class OptimizerByHand {
  private final Optimizer optimizer;
  private final double[][] p;
  private final double[][] first;
  private final double[][] second;
  private int steps;

  OptimizerByHand(Optimizer optimizer, List<NDArray> parameters) {
    this.optimizer = optimizer;
    p = parameters.stream().map(NDArray::toDoubleArray).toArray(double[][]::new);
    first = parameters.stream().map(a -> new double[(int) a.size()]).toArray(double[][]::new);
    second = parameters.stream().map(a -> new double[(int) a.size()]).toArray(double[][]::new);
  }

  double[] values(int parameter) {
    return p[parameter];
  }

  void step(double rate) {
    steps++;
    for (int i = 0; i < p.length; i++) {
      for (int k = 0; k < p[i].length; k++) {
        step(i, k, Math.sinh(p[i][k]), rate);
      }
    }
  }

  private void step(int i, int k, double g, double r) {
    if (optimizer instanceof Sgd sgd) {
      g += sgd.weightDecay() * p[i][k];
      first[i][k] = sgd.momentum() * first[i][k] + g;
      p[i][k] -= r * (sgd.nesterov() ? g + sgd.momentum() * first[i][k] : first[i][k]);
    } else if (optimizer instanceof RmsProp rms) {
      g += rms.weightDecay() * p[i][k];
      second[i][k] = rms.alpha() * second[i][k] + (1 - rms.alpha()) * g * g;
      first[i][k] = rms.momentum() * first[i][k] + g / (Math.sqrt(second[i][k]) + rms.epsilon());
      p[i][k] -= r * first[i][k];
    } else if (optimizer instanceof Adam adam) {
      g += adam.weightDecay() * p[i][k];
      adam(i, k, g, r, adam.beta1(), adam.beta2(), adam.epsilon());
    } else if (optimizer instanceof AdamW adam) {
      p[i][k] *= 1 - r * adam.weightDecay();
      adam(i, k, g, r, adam.beta1(), adam.beta2(), adam.epsilon());
    } else if (optimizer instanceof Lion lion) {
      double direction = lion.beta1() * first[i][k] + (1 - lion.beta1()) * g;
      p[i][k] -= r * (Math.signum(direction) + lion.weightDecay() * p[i][k]);
      first[i][k] = lion.beta2() * first[i][k] + (1 - lion.beta2()) * g;
    }
  }

  private void adam(int i, int k, double g, double r, double beta1, double beta2, double epsilon) {
    first[i][k] = beta1 * first[i][k] + (1 - beta1) * g;
    second[i][k] = beta2 * second[i][k] + (1 - beta2) * g * g;
    double mean = first[i][k] / (1 - Math.pow(beta1, steps));
    double square = second[i][k] / (1 - Math.pow(beta2, steps));
    p[i][k] -= r * mean / (Math.sqrt(square) + epsilon);
  }
}
