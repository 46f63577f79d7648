package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Names;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several networks over one shared input, simplest first, with guidance between their taps.
 *
 * @param name the name
 * @param source the shared input; {@link Source.Shared} while none is given, which the checker
 *     refuses
 * @param networks the networks, simplest first
 * @param guides which network guides which, and by which links
 * @param values the values of networks that come with some, by the network's name
 */
public record Hierarchy(
    String name,
    Source source,
    List<Network> networks,
    List<Guide> guides,
    Map<String, GivenValues> values)
    implements Description {

  /**
   * Copies the collections; refuses more than 1,000 networks and 10,000 guides, and values of a
   * network that there is not.
   */
  public Hierarchy {
    Given.all(
        "name", name, "source", source, "networks", networks, "guides", guides, "values", values);
    Names.require("hierarchy", name);
    String where = "hierarchy " + name;
    networks = Bounds.require(List.copyOf(networks), Bounds.NETWORKS, where, "networks");
    guides = Bounds.require(List.copyOf(guides), Bounds.GUIDES, where, "guides");
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    Set<String> names = networks.stream().map(Network::name).collect(Collectors.toSet());
    values.keySet().stream()
        .filter(each -> !names.contains(each))
        .findFirst()
        .ifPresent(
            each -> {
              throw new IllegalArgumentException(
                  "%s: found values of a network '%s', needed one of %s. Try its name."
                      .formatted(where, each, names));
            });
  }

  /** Describes a hierarchy whose networks come without values. */
  public Hierarchy(String name, Source source, List<Network> networks, List<Guide> guides) {
    this(name, source, networks, guides, Map.of());
  }

  /** Gives this hierarchy with other guidance. */
  public Hierarchy withGuides(List<Guide> others) {
    return new Hierarchy(name, source, networks, others, values);
  }

  /** Says whether a network comes with values that stay as they are. */
  public boolean isGiven(String networkName) {
    Given.all("networkName", networkName);
    GivenValues own = values.get(networkName);
    return own != null && own.frozen();
  }

  /**
   * Gives what is left when training has ended: without the given networks that no other network
   * has its input from, and without their guidance.
   */
  public Hierarchy withoutTeachers() {
    Set<String> kept = needed();
    return new Hierarchy(
        name,
        source,
        networks.stream().filter(network -> kept.contains(network.name())).toList(),
        guides.stream().filter(guide -> kept.contains(guide.guide())).toList());
  }

  /** Gives the networks that train, and those that the input of one of these comes from. */
  private Set<String> needed() {
    Set<String> needed =
        networks.stream()
            .map(Network::name)
            .filter(each -> !isGiven(each))
            .collect(Collectors.toSet());
    if (needed.isEmpty()) {
      return networks.stream().map(Network::name).collect(Collectors.toSet());
    }
    // A source is always an earlier network's tap.
    for (int i = networks.size() - 1; i >= 0; i--) {
      Network network = networks.get(i);
      if (needed.contains(network.name()) && network.source() instanceof Source.At at) {
        needed.add(at.tap().network());
      }
    }
    return needed;
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
