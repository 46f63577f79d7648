package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.espalier.describe.optimizer.Kernel;
import dev.espalier.describe.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An optimizer whose step over all parameters is one call into LibTorch.
 *
 * <p>DJL's optimizers call about ten kernels for each parameter, each with a temporary array. This
 * one hands the lists of parameters and running values to one script, which clips, steps and clears
 * the gradients in place. The lists are made once. Nothing of a step waits for an accelerator.
 */
public final class FusedOptimizer implements OptimizerStep {
  private final Script script;
  private final String function;
  private final OptimizerState state;
  private final List<IValue> prepared;

  private FusedOptimizer(
      Script script, String function, OptimizerState state, List<IValue> prepared) {
    this.script = script;
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
    OptimizerState state = new OptimizerState(leaves, optimizer.states(), owner);
    leaves.forEach(Autograd::ensureGradient);
    // One count serves all parameters: the kernel asks for one a parameter, and reads it only.
    List<NDArray> steps = Collections.nCopies(leaves.size(), state.step());
    List<Object> arguments = new ArrayList<>(List.of(leaves, steps));
    Optional<Kernel> kernel = optimizer.kernel();
    kernel
        .map(Kernel::states)
        .orElse(optimizer.states())
        .forEach(each -> arguments.add(state.slot(each)));
    kernel.map(Kernel::settings).ifPresent(arguments::addAll);
    return new FusedOptimizer(
        kernel.isPresent() ? Operators.script() : UpdateScript.of(optimizer),
        kernel.map(Kernel::function).orElse(UpdateScript.STEP),
        state,
        arguments.stream().map(Script::prepare).toList());
  }

  @Override
  public void step(double rate, double clipNorm) {
    Object[] arguments = Arrays.copyOf(prepared.toArray(), prepared.size() + 2);
    arguments[prepared.size()] = rate;
    arguments[prepared.size() + 1] = clipNorm;
    script.run(function, arguments);
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
}
