package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.espalier.describe.Optimizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * An optimizer whose step over all parameters is one call into LibTorch.
 *
 * <p>DJL's optimizers call about ten kernels for each parameter, each with a temporary array. This
 * one hands the lists of parameters and running values to one script, which clips, steps and clears
 * the gradients in place. The lists are made once. Nothing of a step waits for an accelerator.
 */
public final class FusedOptimizer implements OptimizerStep {
  private final String function;
  private final OptimizerState state;
  private final List<IValue> prepared;

  private FusedOptimizer(String function, OptimizerState state, List<IValue> prepared) {
    this.function = function;
    this.state = state;
    this.prepared = prepared;
  }

  /**
   * Makes the optimizer, with running values of 0.
   *
   * @throws IllegalArgumentException as {@link OptimizerStep#create} does
   */
  public static FusedOptimizer create(
      Optimizer optimizer, List<NDArray> parameters, NDManager owner) {
    List<NDArray> leaves = List.copyOf(parameters);
    OptimizerState state = stateOf(optimizer, leaves, owner);
    leaves.forEach(Autograd::ensureGradient);
    // One count serves all parameters: the kernel asks for one a parameter, and reads it only.
    List<NDArray> steps = Collections.nCopies(leaves.size(), state.step());
    List<NDArray> velocities = state.slot("velocity");
    List<NDArray> squares = state.slot("square");
    List<NDArray> means = state.slot("mean");
    if (optimizer instanceof Optimizer.Sgd o) {
      return prepared(
          "sgd", state, leaves, steps, velocities, o.momentum(), o.nesterov(), o.weightDecay());
    }
    if (optimizer instanceof Optimizer.RmsProp o) {
      return prepared(
          "rmsprop",
          state,
          leaves,
          steps,
          squares,
          velocities,
          o.alpha(),
          o.epsilon(),
          o.momentum(),
          o.weightDecay());
    }
    if (optimizer instanceof Optimizer.Adam o) {
      return prepared(
          "adam",
          state,
          leaves,
          steps,
          means,
          squares,
          o.beta1(),
          o.beta2(),
          o.epsilon(),
          o.weightDecay());
    }
    Optimizer.AdamW o = (Optimizer.AdamW) optimizer;
    return prepared(
        "adamw",
        state,
        leaves,
        steps,
        means,
        squares,
        o.beta1(),
        o.beta2(),
        o.epsilon(),
        o.weightDecay());
  }

  @Override
  public void step(double rate, double clipNorm) {
    Object[] arguments = Arrays.copyOf(prepared.toArray(), prepared.size() + 2);
    arguments[prepared.size()] = rate;
    arguments[prepared.size() + 1] = clipNorm;
    Operators.script().run(function, arguments);
  }

  @Override
  public NDList state() {
    return state.all();
  }

  @Override
  public void restore(NDList saved) {
    Operators.copy(state.all(), state.fitting(saved));
  }

  @Override
  public void close() {
    prepared.forEach(IValue::close);
    state.close();
  }

  /** Gives the running values that an optimizer needs, at 0. */
  static OptimizerState stateOf(Optimizer optimizer, List<NDArray> leaves, NDManager owner) {
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return new OptimizerState(
          leaves, sgd.momentum() > 0 ? List.of("velocity") : List.of(), owner);
    }
    if (optimizer instanceof Optimizer.RmsProp rms) {
      return new OptimizerState(
          leaves, rms.momentum() > 0 ? List.of("square", "velocity") : List.of("square"), owner);
    }
    return new OptimizerState(leaves, List.of("mean", "square"), owner);
  }

  private static FusedOptimizer prepared(
      String function, OptimizerState state, Object... arguments) {
    return new FusedOptimizer(function, state, Stream.of(arguments).map(Script::prepare).toList());
  }
}
