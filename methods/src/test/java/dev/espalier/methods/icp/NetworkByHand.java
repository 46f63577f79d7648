package dev.espalier.methods.icp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dense layers, each but the last followed by batch norm and tanh, in plain Java: what the library
 * computes by LibTorch, written anew from the formulas alone.
 */
final class NetworkByHand {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  private final List<Stage> stages = new ArrayList<>();

  /**
   * Takes over values by their names.
   *
   * @param hidden how many layers come before the output
   */
  NetworkByHand(Map<String, double[]> values, int hidden) {
    for (int i = 1; i <= hidden; i++) {
      stages.add(new Stage(values, "h" + i, "batchNorm" + i));
    }
    stages.add(new Stage(values, "output", ""));
  }

  /** Gives the parameters and statistics as they are now, in the network's order. */
  List<double[]> values() {
    return stages.stream().flatMap(stage -> stage.values().stream()).toList();
  }

  /** Gives the values after each hidden layer's activation, and the logits last. */
  List<double[][]> forward(double[][] x, boolean training, boolean moves) {
    List<double[][]> outputs = new ArrayList<>();
    double[][] value = x;
    for (Stage stage : stages) {
      value = stage.forward(value, training, moves);
      outputs.add(value);
    }
    return outputs;
  }

  /**
   * Walks back from the last forward pass; leaves the gradients in the stages.
   *
   * @param slopes the loss's gradient by each value that {@link #forward} gave
   * @return the gradient by the input
   */
  double[][] backward(List<double[][]> slopes, boolean training) {
    double[][] slope = slopes.get(stages.size() - 1);
    for (int i = stages.size() - 1; i >= 0; i--) {
      slope = stages.get(i).backward(slope, training);
      if (i > 0) {
        slope = sum(slope, slopes.get(i - 1));
      }
    }
    return slope;
  }

  /** Moves every parameter down its gradient. */
  void descend(double rate) {
    stages.forEach(stage -> stage.descend(rate));
  }

  /** Gives the gradient of the cross-entropy by the logits, divided by a number. */
  static double[][] crossEntropySlope(double[][] logits, int[] labels, double divisor) {
    double[][] slope = new double[logits.length][];
    for (int row = 0; row < logits.length; row++) {
      double[] z = logits[row];
      double sum = 0;
      for (double value : z) {
        sum += Math.exp(value);
      }
      slope[row] = new double[z.length];
      for (int i = 0; i < z.length; i++) {
        slope[row][i] = (Math.exp(z[i]) / sum - (i == labels[row] ? 1 : 0)) / divisor;
      }
    }
    return slope;
  }

  static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][a[0].length];
    for (int row = 0; row < a.length; row++) {
      for (int i = 0; i < a[0].length; i++) {
        sum[row][i] = a[row][i] + b[row][i];
      }
    }
    return sum;
  }

  /** A dense layer, and batch norm and tanh after it unless it is the last. */
  private static final class Stage {
    private final double[] weight;
    private final double[] bias;
    private final boolean normed;
    private final double[] gamma;
    private final double[] beta;
    private final double[] mean;
    private final double[] variance;
    private final double[] weightSlope;
    private final double[] biasSlope;
    private final double[] gammaSlope;
    private final double[] betaSlope;
    private double[][] x = {};
    private double[][] centred = {};
    private double[] scale = {};
    private double[][] y = {};

    Stage(Map<String, double[]> values, String dense, String norm) {
      weight = copy(values, dense + ".weight");
      bias = copy(values, dense + ".bias");
      normed = !norm.isEmpty();
      gamma = copy(values, norm + ".gamma");
      beta = copy(values, norm + ".beta");
      mean = copy(values, norm + ".runningMean");
      variance = copy(values, norm + ".runningVar");
      weightSlope = new double[weight.length];
      biasSlope = new double[bias.length];
      gammaSlope = new double[bias.length];
      betaSlope = new double[bias.length];
    }

    private static double[] copy(Map<String, double[]> values, String name) {
      return values.getOrDefault(name, new double[0]).clone();
    }

    List<double[]> values() {
      return normed ? List.of(weight, bias, gamma, beta, mean, variance) : List.of(weight, bias);
    }

    double[][] forward(double[][] input, boolean training, boolean moves) {
      x = input;
      int rows = input.length;
      int inputs = input[0].length;
      int outputs = bias.length;
      double[][] z = new double[rows][outputs];
      for (int row = 0; row < rows; row++) {
        for (int o = 0; o < outputs; o++) {
          z[row][o] = bias[o];
          for (int i = 0; i < inputs; i++) {
            z[row][o] += weight[o * inputs + i] * input[row][i];
          }
        }
      }
      y = normed ? normed(z, training, moves) : z;
      return y;
    }

    private double[][] normed(double[][] z, boolean training, boolean moves) {
      int rows = z.length;
      scale = new double[bias.length];
      centred = new double[rows][bias.length];
      double[][] out = new double[rows][bias.length];
      for (int o = 0; o < bias.length; o++) {
        double middle = 0;
        double spread = 0;
        for (double[] row : z) {
          middle += row[o] / rows;
        }
        for (double[] row : z) {
          spread += (row[o] - middle) * (row[o] - middle) / rows;
        }
        if (training && moves) {
          mean[o] += MOMENTUM * (middle - mean[o]);
          variance[o] += MOMENTUM * (spread * rows / (rows - 1) - variance[o]);
        }
        double from = training ? middle : mean[o];
        scale[o] = 1 / Math.sqrt((training ? spread : variance[o]) + EPSILON);
        for (int row = 0; row < rows; row++) {
          centred[row][o] = (z[row][o] - from) * scale[o];
          out[row][o] = Math.tanh(gamma[o] * centred[row][o] + beta[o]);
        }
      }
      return out;
    }

    double[][] backward(double[][] slope, boolean training) {
      int rows = slope.length;
      int inputs = x[0].length;
      double[][] dz = normed ? normedBackward(slope, training) : slope;
      double[][] dx = new double[rows][inputs];
      for (int o = 0; o < bias.length; o++) {
        biasSlope[o] = 0;
        for (double[] row : dz) {
          biasSlope[o] += row[o];
        }
        for (int i = 0; i < inputs; i++) {
          double total = 0;
          for (int row = 0; row < rows; row++) {
            total += dz[row][o] * x[row][i];
            dx[row][i] += dz[row][o] * weight[o * inputs + i];
          }
          weightSlope[o * inputs + i] = total;
        }
      }
      return dx;
    }

    private double[][] normedBackward(double[][] slope, boolean training) {
      int rows = slope.length;
      double[][] dz = new double[rows][bias.length];
      for (int o = 0; o < bias.length; o++) {
        gammaSlope[o] = 0;
        betaSlope[o] = 0;
        for (int row = 0; row < rows; row++) {
          double d = slope[row][o] * (1 - y[row][o] * y[row][o]);
          gammaSlope[o] += d * centred[row][o];
          betaSlope[o] += d;
        }
        for (int row = 0; row < rows; row++) {
          double d = slope[row][o] * (1 - y[row][o] * y[row][o]);
          double shared = (betaSlope[o] + centred[row][o] * gammaSlope[o]) / rows;
          dz[row][o] = gamma[o] * scale[o] * (training ? d - shared : d);
        }
      }
      return dz;
    }

    void descend(double rate) {
      move(weight, weightSlope, rate);
      move(bias, biasSlope, rate);
      move(gamma, gammaSlope, rate);
      move(beta, betaSlope, rate);
    }

    private static void move(double[] values, double[] slopes, double rate) {
      for (int i = 0; i < values.length; i++) {
        values[i] -= rate * slopes[i];
      }
    }
  }
}
