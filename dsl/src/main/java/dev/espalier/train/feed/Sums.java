package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.Chain;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.Tap;
import dev.espalier.torch.Torch;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arithmetic of readouts: sums of outputs, and what they leave of a target. */
public final class Sums {
  private Sums() {}

  public static Tap output(CheckedHierarchy hierarchy, String network) {
    return hierarchy.network(network).orElseThrow().description().outputTap();
  }

  public static List<Tap> outputs(CheckedHierarchy hierarchy, List<String> networks) {
    return networks.stream().map(network -> output(hierarchy, network)).toList();
  }

  /** Gives what some of a readout's networks, in its order, add to its sum. */
  public static NDArray part(
      Readout readout,
      List<String> networks,
      CheckedHierarchy hierarchy,
      Map<Tap, NDArray> values,
      Cells cells) {
    String first = readout.single() ? "" : readout.networks().get(0);
    return sum(networks, first, hierarchy, values, cells);
  }

  /** Gives the plain sum of networks' outputs. */
  public static NDArray plain(
      List<String> networks, CheckedHierarchy hierarchy, Map<Tap, NDArray> values) {
    return sum(networks, "", hierarchy, values, Cells.ofRows(false));
  }

  /** Gives what networks that train in the same stage leave of a target. */
  public static NDArray residual(
      Readout earlier,
      CheckedHierarchy hierarchy,
      Map<Tap, NDArray> values,
      NDArray target,
      Cells cells) {
    List<String> networks = earlier.networks();
    return left(target, sum(networks, networks.get(0), hierarchy, values, cells), cells);
  }

  /** Gives a sum of outputs, of which one network's logits may count as probabilities. */
  private static NDArray sum(
      List<String> networks,
      String asProbabilities,
      CheckedHierarchy hierarchy,
      Map<Tap, NDArray> values,
      Cells cells) {
    NDArray sum = null;
    for (String network : networks) {
      NDArray output = Chain.at(values, output(hierarchy, network));
      sum = added(sum, network.equals(asProbabilities) ? cells.said(output) : output);
    }
    return Objects.requireNonNull(sum, "a readout sums at least one network");
  }

  /** Gives the mean of the values at taps. */
  public static NDArray mean(List<Tap> taps, Map<Tap, NDArray> values) {
    NDArray sum =
        taps.stream().map(tap -> Chain.at(values, tap)).reduce(NDArray::add).orElseThrow();
    return sum.mul(Torch.scalar(sum, 1.0 / taps.size()));
  }

  /** Gives a sum, of nothing at first, and one more output. */
  static NDArray added(@Nullable NDArray sum, NDArray output) {
    return sum == null ? output : sum.add(output);
  }

  /** Gives what a sum leaves of a target; classes are one-hot. */
  static NDArray left(NDArray target, NDArray sum, Cells cells) {
    return cells.asOutputs(target, sum).sub(sum);
  }
}
