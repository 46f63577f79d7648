package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A layer that reads the data's values as the numbers of tokens.
 *
 * @param name the layer, as {@code network.layer}
 * @param vocabulary the number of tokens; a value is a whole number from 0 to one less
 */
public record TokenLayer(String name, int vocabulary) {
  /** Refuses null. */
  public TokenLayer {
    Given.all("name", name);
  }

  /** Gives the one with the smallest vocabulary, which all values of the data must be within. */
  static Optional<TokenLayer> narrowest(CheckedHierarchy hierarchy) {
    return hierarchy.networks().stream()
        .map(CheckedNetwork::description)
        .filter(network -> !(network.source() instanceof Source.At))
        .flatMap(network -> in(network.name(), network.layers()))
        .min(Comparator.comparingInt(TokenLayer::vocabulary));
  }

  /** Gives all such layers: the check lets none in that reads anything but the data's values. */
  private static Stream<TokenLayer> in(String path, List<NamedLayer> layers) {
    return layers.stream()
        .flatMap(
            named -> {
              String place = path + "." + named.name();
              return Stream.concat(
                  named.layer().tokens().stream().mapToObj(count -> new TokenLayer(place, count)),
                  named.layer().branches().stream().flatMap(branch -> in(place, branch.layers())));
            });
  }
}
