package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Autograd;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.state.Saved;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running means by which balanced terms are weighted; they stay on the device. */
final class Balance implements Saved, AutoCloseable {
  private static final double LEAST_MEAN = 1e-30;

  private final NDManager manager;
  private final Map<Mean, NDArray> means = new LinkedHashMap<>();

  Balance(NDManager owner) {
    manager = owner.newSubManager();
  }

  /**
   * The mean of a term's values, as one balanced term takes them.
   *
   * @param of the term that the values are of
   * @param by the balanced term
   */
  private record Mean(String of, String by) {}

  @Override
  public void save(StateWriter out) throws IOException {
    int number = 0;
    out.number("means", means.size());
    for (Map.Entry<Mean, NDArray> mean : means.entrySet()) {
      StateWriter its = out.within("mean " + number++);
      its.text("of", mean.getKey().of());
      its.text("by", mean.getKey().by());
      its.array("value", mean.getValue());
    }
  }

  @Override
  public void restore(StateReader in) {
    for (long number = 0; number < in.number("means"); number++) {
      StateReader its = in.within("mean " + number);
      keep(new Mean(its.text("of"), its.text("by")), its.array("value", manager));
    }
  }

  /** Takes a step's two values into the running means, and gives the weight, a scalar. */
  NDArray weight(Weight.Balanced weight, String name, NDArray value, NDArray other) {
    NDArray own = updated(new Mean(name, name), value, weight.decay());
    NDArray against = updated(new Mean(weight.against(), name), other, weight.decay());
    // Where both are 0, the term is where it should be: the least weight, and not a NaN.
    return against
        .div(own.maximum(LEAST_MEAN))
        .mul(weight.share())
        .clip(weight.least(), weight.most());
  }

  private NDArray updated(Mean key, NDArray value, double decay) {
    NDArray detached = Autograd.detach(value);
    NDArray before = means.get(key);
    NDArray after =
        before == null ? detached.duplicate() : before.mul(decay).add(detached.mul(1 - decay));
    keep(key, after);
    return after;
  }

  private void keep(Mean key, NDArray mean) {
    mean.attach(manager);
    NDScope.unregister(mean);
    NDArray before = means.put(key, mean);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
