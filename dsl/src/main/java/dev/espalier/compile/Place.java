package dev.espalier.compile;

import dev.espalier.describe.value.Dims;

/**
 * Where a layer stands while its network is compiled.
 *
 * @param assembly what takes up parameters and users' own blocks
 * @param path the network's and the layer's names, with dots between
 * @param first the index of the layer's first parameter in the network
 * @param input the shape of one input sample
 */
record Place(Assembly assembly, String path, int first, Dims input) {

  Place inside(String name, int at, Dims dims) {
    return new Place(assembly, path + "." + name, at, dims);
  }
}
