package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Tap;
import java.util.List;
import java.util.Map;

/** The arithmetic of readouts: sums of outputs, and what they leave of a target. */
final class Sums {
  private Sums() {}

  static Tap output(CheckedHierarchy hierarchy, String network) {
    return hierarchy.network(network).orElseThrow().description().outputTap();
  }

  static List<Tap> outputs(CheckedHierarchy hierarchy, List<String> networks) {
    return networks.stream().map(network -> output(hierarchy, network)).toList();
  }

  /** Gives what some of a readout's networks, in its order, add to its sum. */
  static NDArray part(
      Readout readout,
      List<String> networks,
      CheckedHierarchy hierarchy,
      Map<Tap, NDArray> values,
      Task task) {
    NDArray sum = null;
    for (String network : networks) {
      NDArray output = Constant.at(values, output(hierarchy, network));
      boolean probabilities =
          task == Task.CLASSIFICATION
              && !readout.single()
              && network.equals(readout.networks().get(0));
      NDArray addend = probabilities ? output.softmax(-1) : output;
      sum = sum == null ? addend : sum.add(addend);
    }
    if (sum == null) {
      throw new IllegalStateException("a readout sums at least one network");
    }
    return sum;
  }

  /** Gives what earlier networks leave of a target; classes are one-hot. */
  static NDArray residual(
      Readout earlier,
      CheckedHierarchy hierarchy,
      Map<Tap, NDArray> values,
      NDArray target,
      Task task) {
    NDArray sum = null;
    for (String network : earlier.networks()) {
      NDArray output = Constant.at(values, output(hierarchy, network));
      boolean first = sum == null;
      NDArray addend = first && task == Task.CLASSIFICATION ? output.softmax(-1) : output;
      sum = sum == null ? addend : sum.add(addend);
    }
    if (sum == null) {
      throw new IllegalStateException("a residual subtracts at least one network");
    }
    return whole(target, sum, task).sub(sum);
  }

  private static NDArray whole(NDArray target, NDArray like, Task task) {
    if (task == Task.REGRESSION) {
      return target;
    }
    int classes = (int) like.getShape().get(1);
    DataType type = like.getDataType();
    return target.oneHot(classes, type);
  }
}
