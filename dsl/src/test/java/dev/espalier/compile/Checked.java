package dev.espalier.compile;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Dims;
import dev.espalier.describe.NamedLayer;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Checked descriptions for tests, straight from what layers say of themselves. */
final class Checked {
  private Checked() {}

  static CheckedNetwork network(Dims input, UnaryOperator<NetworkBuilder> body) {
    return network(input, body.apply(NetworkBuilder.empty()).build("net"));
  }

  static CheckedNetwork network(Dims input, Network network) {
    List<CheckedLayer> layers = new ArrayList<>();
    Dims dims = input;
    for (NamedLayer layer : network.layers()) {
      Dims output = layer.layer().outputOf(dims);
      layers.add(new CheckedLayer(layer, dims, output, layer.layer().parametersFor(dims)));
      dims = output;
    }
    return new CheckedNetwork(network, input, layers);
  }
}
