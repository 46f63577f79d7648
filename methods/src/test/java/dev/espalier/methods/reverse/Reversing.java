package dev.espalier.methods.reverse;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A small network with drawn values, to be reversed as a whole, with its random numbers. */
final class Reversing implements AutoCloseable {
  private final ReverseRules rules;
  final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  final SplittableRandom random = new SplittableRandom(7);
  final CheckedNetwork network;
  NetworkReversal reversal;
  final NetworkBlock block;
  private final NDScope scope = new NDScope();
  private final Autograd.Mode paused = Autograd.paused();

  Reversing(UnaryOperator<NetworkBuilder> body) {
    this(ReverseRules.standard(), body);
  }

  Reversing(ReverseRules rules, UnaryOperator<NetworkBuilder> body) {
    this.rules = rules;
    scope.suppressNotUsedWarning();
    network = Espalier.check(Espalier.network("net", body)).networks().get(0);
    block = NetworkBlock.of(network, manager, DataType.FLOAT64, 3);
    reversal = new NetworkReversal(block, 0, rules, manager);
  }

  /** Makes the reversal anew, from the network's values as they are now. */
  Reversing refreshed() {
    reversal = new NetworkReversal(block, 0, rules, manager);
    return this;
  }

  NDArray inputs(int batch) {
    return normal(network.input().withBatch(batch), 1);
  }

  NDArray outputs(int batch) {
    return normal(network.output().withBatch(batch), 1);
  }

  NDArray normal(long[] shape, double deviation) {
    double[] values = new double[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      double sum = -6;
      for (int k = 0; k < 12; k++) {
        sum += random.nextDouble();
      }
      values[i] = deviation * sum;
    }
    return manager.create(values, new Shape(shape));
  }

  NDArray forward(NDArray x) {
    return reversal.forward(x, 0, block.end());
  }

  NDArray reverse(NDArray x0, NDArray wanted) {
    return reversal.reverse(reversal.values(x0), wanted, 0, (point, value) -> value);
  }

  /** Gives the fallbacks and the kept rows of each layer so far. */
  Map<String, long[]> tallies() {
    Map<String, long[]> all = new LinkedHashMap<>();
    reversal.report(all::put);
    return all;
  }

  /** Gives the fallbacks and the kept rows of one layer so far. */
  long[] tally(String layer) {
    return tallies().getOrDefault(layer, new long[2]);
  }

  NDArray parameter(String name) {
    return block.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(NamedParameter::array)
        .findFirst()
        .orElseThrow();
  }

  static double norm(NDArray x) {
    return Torch.value(x.norm());
  }

  /** Gives the largest distance of two entries. */
  static double gap(NDArray a, NDArray b) {
    return Torch.value(a.sub(b).abs().max());
  }

  @Override
  public void close() {
    paused.close();
    scope.close();
    manager.close();
  }
}
