package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.compile.Chain;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.describe.Tap;
import dev.espalier.torch.Autograd;
import dev.espalier.train.feed.HostArrays;
import dev.espalier.train.feed.Sums;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import java.util.List;

/**
 * The task loss of one network's output and its gradient by the input, in evaluation mode; no
 * parameter, gradient of a parameter or statistic changes.
 */
public final class TaskGradient {
  private final Tap output;
  private final Chain chain;
  private final CompiledLoss loss;

  public TaskGradient(CompiledHierarchy networks, Readout readout, Recipe recipe) {
    output = Sums.output(networks.description(), readout.networks().get(0));
    chain = Chain.of(networks, List.of(output));
    loss = CompiledLoss.of(recipe.taskLoss(), Measured.cells(recipe.data().kind()));
  }

  /** Gives the gradient of the summed loss, and each sample's loss. */
  public BatchTransform.Gradient at(NDArray input, NDArray target) {
    BatchTransform.Gradient found;
    // A scope of its own: one step asks several times, and needs no graph but the last.
    try (NDScope graph = new NDScope();
        Autograd.Mode recording = Autograd.recording()) {
      NDArray leaf = Autograd.leaf(input);
      NDArray each = losses(leaf, target);
      NDArray gradient = TrainScript.inputGradient(each.sum(), leaf);
      found =
          new BatchTransform.Gradient(
              HostArrays.kept(gradient), HostArrays.kept(Autograd.detach(each)));
    }
    NDScope.register(found.value());
    NDScope.register(found.losses());
    return found;
  }

  /** Gives each sample's loss, without recording. */
  public NDArray lossesAt(NDArray input, NDArray target) {
    NDArray found;
    try (NDScope values = new NDScope();
        Autograd.Mode paused = Autograd.paused()) {
      found = HostArrays.kept(losses(input, target));
    }
    NDScope.register(found);
    return found;
  }

  private NDArray losses(NDArray input, NDArray target) {
    return loss.perSample(Chain.at(chain.evaluate(input), output), target);
  }
}
