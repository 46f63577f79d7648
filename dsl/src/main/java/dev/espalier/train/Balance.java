package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Autograd;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The running means by which balanced terms are weighted; they stay on the device. */
final class Balance implements Saved, AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> means = new LinkedHashMap<>();

  Balance(NDManager owner) {
    manager = owner.newSubManager();
  }

  @Override
  public void save(StateWriter out) throws IOException {
    out.texts("names", List.copyOf(means.keySet()));
    for (Map.Entry<String, NDArray> mean : means.entrySet()) {
      out.array(mean.getKey(), mean.getValue());
    }
  }

  @Override
  public void restore(StateReader in) {
    in.texts("names").forEach(name -> keep(name, in.array(name, manager)));
  }

  /** Takes a step's two values into the running means, and gives the weight, a scalar. */
  NDArray weight(Weight.Balanced weight, String name, NDArray value, NDArray other) {
    NDArray own = updated(name, value, weight.decay());
    NDArray against = updated(name + " against " + weight.against(), other, weight.decay());
    return against.div(own).mul(weight.share()).clip(weight.least(), weight.most());
  }

  private NDArray updated(String name, NDArray value, double decay) {
    NDArray detached = Autograd.detach(value);
    NDArray before = means.get(name);
    NDArray after =
        before == null ? detached.duplicate() : before.mul(decay).add(detached.mul(1 - decay));
    keep(name, after);
    return after;
  }

  private void keep(String name, NDArray mean) {
    mean.attach(manager);
    NDScope.unregister(mean);
    NDArray before = means.put(name, mean);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
