package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * An optimizer in DJL's own operators, for any engine: the formulas of {@link Optimizer} word for
 * word, and slow.
 */
public final class PlainOptimizer implements OptimizerStep {
  private final Optimizer optimizer;
  private final List<NDArray> parameters;
  private final OptimizerState state;

  private PlainOptimizer(Optimizer optimizer, List<NDArray> parameters, OptimizerState state) {
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.state = state;
  }

  /**
   * Makes the optimizer, with running values of 0.
   *
   * @throws IllegalArgumentException as {@link OptimizerStep#create} does
   */
  public static PlainOptimizer create(
      Optimizer optimizer, List<NDArray> parameters, NDManager owner) {
    List<NDArray> leaves = List.copyOf(parameters);
    return new PlainOptimizer(optimizer, leaves, FusedOptimizer.stateOf(optimizer, leaves, owner));
  }

  /** {@inheritDoc} The thread must not be recording gradients. */
  @Override
  public void step(double rate, double clipNorm) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<NDArray> gradients = new ArrayList<>();
      parameters.forEach(parameter -> gradients.add(parameter.getGradient()));
      if (clipNorm > 0) {
        clip(gradients, clipNorm);
      }
      state.step().addi(1);
      for (int i = 0; i < parameters.size(); i++) {
        change(i, gradients.get(i).duplicate(), rate);
        clear(parameters.get(i), gradients.get(i));
      }
    }
  }

  @Override
  public NDList state() {
    return state.all();
  }

  // set(...) and copyTo(...) would be shorter, but leave the array on memory that goes with the
  // Java handle.
  @Override
  public void restore(NDList saved) {
    List<NDArray> values = state.fitting(saved);
    NDList mine = state.all();
    for (int i = 0; i < mine.size(); i++) {
      mine.get(i).subi(mine.get(i)).addi(values.get(i));
    }
  }

  @Override
  public void close() {
    state.close();
  }

  private void change(int i, NDArray gradient, double rate) {
    NDArray parameter = parameters.get(i);
    if (optimizer instanceof Optimizer.Sgd sgd) {
      gradient.addi(parameter.mul(sgd.weightDecay()));
      parameter.subi(direction(sgd, i, gradient).mul(rate));
    } else if (optimizer instanceof Optimizer.RmsProp rms) {
      gradient.addi(parameter.mul(rms.weightDecay()));
      NDArray square = average("square", i, gradient.square(), rms.alpha());
      NDArray direction = gradient.div(square.sqrt().add(rms.epsilon()));
      if (rms.momentum() > 0) {
        direction = velocity(i, rms.momentum(), direction);
      }
      parameter.subi(direction.mul(rate));
    } else if (optimizer instanceof Optimizer.Adam adam) {
      gradient.addi(parameter.mul(adam.weightDecay()));
      adam(i, gradient, rate, adam.beta1(), adam.beta2(), adam.epsilon());
    } else if (optimizer instanceof Optimizer.AdamW adam) {
      parameter.muli(1 - rate * adam.weightDecay());
      adam(i, gradient, rate, adam.beta1(), adam.beta2(), adam.epsilon());
    }
  }

  private NDArray direction(Optimizer.Sgd sgd, int i, NDArray gradient) {
    if (sgd.momentum() == 0) {
      return gradient;
    }
    NDArray velocity = velocity(i, sgd.momentum(), gradient);
    return sgd.nesterov() ? gradient.add(velocity.mul(sgd.momentum())) : velocity;
  }

  private void adam(
      int i, NDArray gradient, double rate, double beta1, double beta2, double epsilon) {
    double step = state.step().getFloat();
    NDArray mean = average("mean", i, gradient, beta1);
    NDArray square = average("square", i, gradient.square(), beta2);
    NDArray spread = square.div(1 - Math.pow(beta2, step)).sqrt().add(epsilon);
    parameters.get(i).subi(mean.mul(rate / (1 - Math.pow(beta1, step))).div(spread));
  }

  private NDArray velocity(int i, double momentum, NDArray change) {
    return state.slot("velocity").get(i).muli(momentum).addi(change);
  }

  private NDArray average(String slot, int i, NDArray value, double memory) {
    return state.slot(slot).get(i).muli(memory).addi(value.mul(1 - memory));
  }

  private static void clear(NDArray parameter, NDArray gradient) {
    if (Torch.owns(parameter)) {
      Autograd.clearGradient(parameter);
    } else {
      gradient.subi(gradient);
    }
  }

  private static void clip(List<NDArray> gradients, double norm) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      squares += gradient.square().sum().toType(DataType.FLOAT64, false).getDouble();
    }
    double factor = norm / (Math.sqrt(squares) + 1e-6);
    if (factor < 1) {
      gradients.forEach(gradient -> gradient.muli(factor));
    }
  }
}
