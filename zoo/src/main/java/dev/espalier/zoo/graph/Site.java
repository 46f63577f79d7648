package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.value.Dims;
import java.util.List;

/**
 * Where a layer stands in the walk.
 *
 * @param walk the walk
 * @param path the names of network and layer, with dots between
 * @param input the shape of one input sample
 */
record Site(Walk walk, String path, Dims input) {

  /** Gives the name of one of the layer's tensors. */
  String tensor(String name) {
    return path + "." + name;
  }

  /** Gives the name of the value of layers inside this one, one after the other. */
  String chain(List<NamedLayer> layers, String part, String x) {
    return walk.chain(layers, path + "." + part, input, x);
  }
}
