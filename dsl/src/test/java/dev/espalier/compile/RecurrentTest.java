package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.layer.sequence.Recurrent.Cell;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.CompiledFormula;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrent layers against the cells' formulas, written out in loops. */
final class RecurrentTest {
  private static final int STEPS = 5;
  private static final int FEATURES = 3;
  private static final int UNITS = 4;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void followsTheFormulasOfItsCell(Cell cell) {
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(
                Dims.of(STEPS, FEATURES),
                n -> n.layer("r", Recurrent.of(cell, UNITS, r -> r.layers(2)))),
            manager,
            DataType.FLOAT64,
            7);
    double[] input = new SplittableRandom(3).doubles(STEPS * FEATURES, -2, 2).toArray();
    NDArray batch = manager.create(input, new Shape(1, STEPS, FEATURES));

    double[] output = block.forward(batch, Pass.evaluation()).toDoubleArray();

    List<NamedParameter> parameters = block.parameters();
    double[] hidden = layer(cell, input, FEATURES, parameters.subList(0, 4));
    double[] expected = layer(cell, hidden, UNITS, parameters.subList(4, 8));
    assertThat(output).containsExactly(expected, within(1e-12));
  }

  private static double[] layer(
      Cell cell, double[] sequence, int features, List<NamedParameter> parameters) {
    double[] weightIn = parameters.get(0).array().toDoubleArray();
    double[] weightState = parameters.get(1).array().toDoubleArray();
    double[] biasIn = parameters.get(2).array().toDoubleArray();
    double[] biasState = parameters.get(3).array().toDoubleArray();
    double[] output = new double[STEPS * UNITS];
    double[] state = new double[UNITS];
    double[] memory = new double[UNITS];
    for (int step = 0; step < STEPS; step++) {
      double[] x = new double[features];
      System.arraycopy(sequence, step * features, x, 0, features);
      double[] fromInput = affine(weightIn, x, biasIn);
      double[] fromState = affine(weightState, state, biasState);
      for (int unit = 0; unit < UNITS; unit++) {
        double next = next(cell, fromInput, fromState, unit, state[unit], memory);
        output[step * UNITS + unit] = next;
      }
      System.arraycopy(output, step * UNITS, state, 0, UNITS);
    }
    return output;
  }

  private static double next(
      Cell cell, double[] in, double[] state, int unit, double before, double[] memory) {
    int second = UNITS + unit;
    int third = 2 * UNITS + unit;
    return switch (cell) {
      case RNN -> Math.tanh(in[unit] + state[unit]);
      case GRU -> {
        double reset = sigmoid(in[unit] + state[unit]);
        double update = sigmoid(in[second] + state[second]);
        double fresh = Math.tanh(in[third] + reset * state[third]);
        yield (1 - update) * fresh + update * before;
      }
      case LSTM -> {
        double input = sigmoid(in[unit] + state[unit]);
        double forget = sigmoid(in[second] + state[second]);
        double candidate = Math.tanh(in[third] + state[third]);
        double output = sigmoid(in[3 * UNITS + unit] + state[3 * UNITS + unit]);
        memory[unit] = forget * memory[unit] + input * candidate;
        yield output * Math.tanh(memory[unit]);
      }
    };
  }

  private static double[] affine(double[] weight, double[] x, double[] bias) {
    double[] y = bias.clone();
    for (int row = 0; row < y.length; row++) {
      for (int column = 0; column < x.length; column++) {
        y[row] += weight[row * x.length + column] * x[column];
      }
    }
    return y;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void saysItsTextHoweverManyLayersItHas() {
    Recurrent deepest = Recurrent.of(Recurrent.Cell.LSTM, 1, r -> r.layers(1_000));

    CompiledFormula compiled = CompiledFormula.of(deepest.formula(Dims.of(2, 1)));

    assertThat(compiled.formula().inputs()).hasSize(1 + 4 * 1_000);
  }
}
