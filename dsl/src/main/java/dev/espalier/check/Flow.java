package dev.espalier.check;

import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The way through a network as boxes and arrows: what runs side by side in a layer's branches meets
 * again at the layer.
 *
 * @param boxes its layers, from the input on
 * @param arrows from box to box; {@link #START} where one begins at the network's input
 */
record Flow(List<Box> boxes, List<Arrow> arrows) {
  /** What an arrow comes from that begins at the network's input. */
  static final String START = "";

  /**
   * A layer.
   *
   * @param path its full path in the network
   * @param layer the layer
   * @param inside the layers of its branches
   */
  record Box(String path, CheckedLayer layer, List<Box> inside) {}

  /** An arrow between the boxes of two paths. */
  record Arrow(String from, String to) {}

  static Flow of(CheckedNetwork network) {
    Flow flow = new Flow(new ArrayList<>(), new ArrayList<>());
    flow.draw(network.layers(), "", START, flow.boxes);
    return flow;
  }

  /** Says whether it is a line of layers without branches. */
  boolean isLine() {
    return boxes.stream().allMatch(box -> box.inside().isEmpty());
  }

  /** Gives the full path of a tap's layer. */
  static String path(CheckedHierarchy hierarchy, Tap tap) {
    return hierarchy
        .network(tap.network())
        .flatMap(network -> network.pathOf(tap.layer()))
        .orElse(tap.outer());
  }

  /** Draws layers one after the other, and gives the path of the last one. */
  private String draw(List<CheckedLayer> layers, String prefix, String before, List<Box> into) {
    String last = before;
    for (CheckedLayer layer : layers) {
      String path = prefix + layer.name();
      List<Box> inside = new ArrayList<>();
      into.add(new Box(path, layer, inside));
      boolean meets = layer.layer().branches().isEmpty();
      for (Branch branch : layer.layer().branches()) {
        List<CheckedLayer> own =
            layer.inside().stream()
                .filter(inner -> inner.branch().equals(branch.name()))
                .map(CheckedLayer.Inside::layer)
                .toList();
        String end = draw(own, path + "." + branch.name() + ".", last, inside);
        arrows.add(new Arrow(end, path));
        meets |= end.equals(last);
      }
      if (layer.layer().branches().isEmpty() || (!meets && reads(layer))) {
        arrows.add(new Arrow(last, path));
      }
      last = path;
    }
    return last;
  }

  /** Says whether a layer takes its input beside its branches; a custom one says nothing of it. */
  private static boolean reads(CheckedLayer layer) {
    return !(layer.layer() instanceof CustomLayer)
        && layer.layer().formula(layer.input()).inputs().contains(Layer.INPUT);
  }
}
