package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The networks that some taps need, in an order in which each has its input; worked out once, run
 * for every batch. One chain serves one thread.
 */
public final class Chain {
  private final List<Node> nodes;
  private final Set<Tap> read;

  private Chain(List<Node> nodes, Set<Tap> read) {
    this.nodes = List.copyOf(nodes);
    this.read = read;
  }

  /** A network of the chain, where its input comes from, and what is read of it. */
  private record Node(NetworkBlock block, Optional<Tap> source, List<Tap> wanted, Taps taps) {}

  /** Gives the chain that computes taps from the input alone. */
  public static Chain of(CompiledHierarchy networks, Collection<Tap> wanted) {
    return of(networks, wanted, Set.of());
  }

  /** Gives the chain that computes taps from the input and from taps whose values are known. */
  public static Chain of(CompiledHierarchy networks, Collection<Tap> wanted, Set<Tap> known) {
    Set<Tap> needed = new LinkedHashSet<>(wanted);
    needed.removeAll(known);
    Set<Tap> read = new LinkedHashSet<>(wanted);
    read.retainAll(known);
    List<Network> described = networks.description().description().networks();
    List<Node> nodes = new ArrayList<>();
    // A source is always an earlier network's tap, so the last networks say what is needed first.
    for (int i = described.size() - 1; i >= 0; i--) {
      Network network = described.get(i);
      List<Tap> here = needed.stream().filter(tap -> tap.network().equals(network.name())).toList();
      if (here.isEmpty()) {
        continue;
      }
      Optional<Tap> source =
          network.source() instanceof Source.At at ? Optional.of(at.tap()) : Optional.empty();
      source.ifPresent(tap -> (known.contains(tap) ? read : needed).add(tap));
      NetworkBlock block = networks.network(network.name());
      String[] places = here.stream().map(Tap::place).toArray(String[]::new);
      nodes.add(0, new Node(block, source, here, block.taps(places)));
    }
    return new Chain(nodes, read);
  }

  /** Says whether any network of the chain reads the input itself. */
  public boolean readsInput() {
    return nodes.stream().anyMatch(node -> node.source().isEmpty());
  }

  /** Gives the taps whose known values a run needs: wanted themselves, or read as inputs. */
  public Set<Tap> read() {
    return Collections.unmodifiableSet(read);
  }

  /** Runs every network in evaluation mode. */
  public Map<Tap, NDArray> evaluate(NDArray input) {
    return run(input, Map.of(), network -> Pass.evaluation());
  }

  /**
   * Runs the networks.
   *
   * @param input the batch; null if no network reads it
   * @param known the values of the taps that were said to be known
   * @param passes each network's mode
   * @return the known values and those computed
   */
  public Map<Tap, NDArray> run(
      @Nullable NDArray input, Map<Tap, NDArray> known, Function<String, Pass> passes) {
    Map<Tap, NDArray> values = new HashMap<>(known);
    for (Node node : nodes) {
      NDArray in = node.source().map(tap -> at(values, tap)).orElse(input);
      if (in == null) {
        throw new IllegalStateException(
            "network " + node.block().network().name() + " has no input");
      }
      node.block().forward(in, passes.apply(node.block().network().name()), node.taps());
      for (Tap tap : node.wanted()) {
        values.put(tap, node.taps().value(tap.place()));
      }
    }
    return values;
  }

  /** Gives the value at a tap that was computed. */
  public static NDArray at(Map<Tap, NDArray> values, Tap tap) {
    NDArray value = values.get(tap);
    if (value == null) {
      throw new IllegalStateException(
          "tap " + tap + " was not computed; there are " + values.keySet());
    }
    return value;
  }
}
