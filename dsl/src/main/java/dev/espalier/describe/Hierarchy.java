package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Names;
import java.util.List;
import java.util.Optional;

/**
 * Several networks over one shared input, simplest first, with guidance between their taps.
 *
 * @param name the name
 * @param source the shared input; {@link Source.Shared} while none is given, which the checker
 *     refuses
 * @param networks the networks, simplest first
 * @param guides which network guides which, and by which links
 */
public record Hierarchy(String name, Source source, List<Network> networks, List<Guide> guides)
    implements Description {

  /** Copies the lists, and refuses more than 1,000 networks and 10,000 guides. */
  public Hierarchy {
    Given.all("name", name, "source", source, "networks", networks, "guides", guides);
    Names.require("hierarchy", name);
    String where = "hierarchy " + name;
    networks = Bounds.require(List.copyOf(networks), Bounds.NETWORKS, where, "networks");
    guides = Bounds.require(List.copyOf(guides), Bounds.GUIDES, where, "guides");
  }

  /** Gives the network of a name. */
  public Optional<Network> network(String networkName) {
    Given.all("networkName", networkName);
    return networks.stream().filter(network -> network.name().equals(networkName)).findFirst();
  }

  @Override
  public Hierarchy hierarchy() {
    return this;
  }

  @Override
  public String toString() {
    return "hierarchy %s from %s, %s, %s"
        .formatted(
            name,
            source,
            Shown.count(networks.size(), "network"),
            Shown.count(guides.size(), "guide"));
  }
}
