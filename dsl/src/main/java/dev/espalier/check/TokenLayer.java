package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.problem.Given;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A layer that reads the data's values as the numbers of tokens.
 *
 * @param name the layer, as {@code network.layer}
 * @param vocabulary the number of tokens; a value is a whole number from 0 to one less
 * @param padding the token that stands for no step, if there is one
 */
public record TokenLayer(String name, int vocabulary, OptionalInt padding) {
  /** Refuses null. */
  public TokenLayer {
    Given.all("name", name, "padding", padding);
  }

  /** Gives a layer without padding. */
  public TokenLayer(String name, int vocabulary) {
    this(name, vocabulary, OptionalInt.empty());
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
                  named.layer().tokens().stream()
                      .mapToObj(count -> new TokenLayer(place, count, padding(named.layer()))),
                  named.layer().branches().stream().flatMap(branch -> in(place, branch.layers())));
            });
  }

  private static OptionalInt padding(Layer layer) {
    return layer instanceof Embedding embedding ? embedding.padding() : OptionalInt.empty();
  }
}
