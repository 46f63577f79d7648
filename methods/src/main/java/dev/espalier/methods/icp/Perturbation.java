package dev.espalier.methods.icp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.espalier.describe.value.Moment;
import dev.espalier.train.plan.BatchTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves each input a few steps <em>down</em> the task loss, the opposite of an attack: {@code z_t =
 * z_(t-1) - stepSize d_t}, from the input itself, with the network in evaluation mode.
 *
 * <p>The gradient is that of the summed loss, so a sample's way does not depend on its neighbours.
 * On the first batch of an epoch and every tenth after it, it logs for how many samples the loss
 * fell, the mean loss before and after each step, and the mean norm of {@code z - x}.
 *
 * @param direction how a gradient becomes a step
 * @param steps the number of steps, at least 1
 * @param stepSize the length of a step in units of the input, at least 0
 * @param evaluationMode whether targets are taken in evaluation mode
 */
record Perturbation(Direction direction, int steps, double stepSize, boolean evaluationMode)
    implements BatchTransform {
  private static final int MEASURED_EVERY = 10;

  @Override
  public NDArray apply(NDArray input, Context context) {
    NDList state = direction.start(input);
    List<NDArray> losses = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      Gradient gradient = context.gradientAt(state.get(0));
      losses.add(gradient.losses());
      state = direction.step(state, gradient.value(), step, stepSize);
    }
    NDArray changed = state.get(0);
    if (isMeasured(context.moment())) {
      losses.add(context.lossesAt(changed));
      log(losses, changed.sub(input), context);
    }
    return changed;
  }

  private static boolean isMeasured(Moment moment) {
    return (moment.step() - moment.epochStart().step()) % MEASURED_EVERY == 0;
  }

  private static void log(List<NDArray> losses, NDArray change, Context context) {
    NDArray before = losses.get(0);
    NDArray after = losses.get(losses.size() - 1);
    context.log("share fallen", after.lt(before).toType(before.getDataType(), false).mean());
    for (int step = 0; step < losses.size(); step++) {
      context.log("loss after step " + step, losses.get(step).mean());
    }
    context.log("norm", change.flatten(1, -1).square().sum(new int[] {1}).sqrt().mean());
  }

  @Override
  public String toString() {
    return "perturbed by %s %s steps of %s down the task loss; %s forward and %s backward passes a step"
        .formatted(steps, direction, stepSize, steps + 2, steps + 1);
  }
}
