package dev.espalier.describe;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a network so far; a persistent value that grows in constant time.
 *
 * <p>Lists that grew from one another share what they have in common. The last layer stands apart,
 * as its activation may still be set.
 */
final class LayerList {
  private final Shared before;
  private final int size;
  private final @Nullable NamedLayer last;
  private final Map<String, Integer> counts;
  private final boolean isMasked;

  private LayerList(
      Shared before,
      int size,
      @Nullable NamedLayer last,
      Map<String, Integer> counts,
      boolean isMasked) {
    this.before = before;
    this.size = size;
    this.last = last;
    this.counts = counts;
    this.isMasked = isMasked;
  }

  static LayerList empty() {
    return new LayerList(new Shared(), 0, null, Map.of(), false);
  }

  /** Gives an empty list of layers that take the value of this one. */
  LayerList inside() {
    return new LayerList(new Shared(), 0, null, Map.of(), isMasked);
  }

  /** Appends a layer; where steps may be padding, as one that leaves them out. */
  LayerList append(NamedLayer layer) {
    NamedLayer next =
        isMasked ? new NamedLayer(layer.name(), layer.layer().masked(), layer.activation()) : layer;
    boolean masks = layer.layer().mask().map(mask -> mask.begins() || isMasked).orElse(false);
    if (last == null) {
      return new LayerList(before, size, next, counts, masks);
    }
    Bounds.require(size + 2, Bounds.LAYERS, "network", "layers");
    return new LayerList(before.append(size, last), size + 1, next, counts, masks);
  }

  /** Appends a layer under the first name of its kind and a count that no layer has. */
  LayerList append(Layer layer) {
    int count = counts.getOrDefault(layer.kind(), 1);
    while (has(layer.kind() + count)) {
      count++;
    }
    NamedLayer named = new NamedLayer(layer.kind() + count, layer, Activation.IDENTITY);
    LayerList longer = append(named);
    Map<String, Integer> next = new HashMap<>(counts);
    next.put(layer.kind(), count + 1);
    return new LayerList(longer.before, longer.size, longer.last, next, longer.isMasked);
  }

  /** Gives the list with another activation of the last layer, unless there is one already. */
  @Nullable LayerList activated(Activation activation) {
    return last == null || !last.activation().isIdentity()
        ? null
        : new LayerList(before, size, last.withActivation(activation), counts, isMasked);
  }

  List<NamedLayer> list() {
    return last == null ? List.of() : before.list(size, last);
  }

  private boolean has(String name) {
    return (last != null && last.name().equals(name)) || before.has(name, size);
  }

  /** Layers, of which each list takes the first so many. */
  private static final class Shared {
    private final List<NamedLayer> layers = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** Gives layers that have another one after the first so many. */
    synchronized Shared append(int size, NamedLayer layer) {
      Shared longer = this;
      if (layers.size() > size) {
        longer = new Shared();
        layers.subList(0, size).forEach(longer::add);
      }
      longer.add(layer);
      return longer;
    }

    synchronized boolean has(String name, int size) {
      return places.getOrDefault(name, Integer.MAX_VALUE) < size;
    }

    synchronized List<NamedLayer> list(int size, NamedLayer last) {
      List<NamedLayer> list = new ArrayList<>(layers.subList(0, size));
      list.add(last);
      return List.copyOf(list);
    }

    private void add(NamedLayer layer) {
      places.putIfAbsent(layer.name(), layers.size());
      layers.add(layer);
    }
  }
}
