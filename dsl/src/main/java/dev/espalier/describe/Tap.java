package dev.espalier.describe;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;

/**
 * A named place in a network, whose value can be read, guided or fed on.
 *
 * @param network the network's name
 * @param layer the layer's name; of one inside another {@code block2.body.conv1}, where names of
 *     branches may be left out: {@code block2.conv1}
 * @param linear whether the value is the one before the layer's activation; else after it
 */
public record Tap(String network, String layer, boolean linear) {
  /** Refuses null. */
  public Tap {
    Given.all("network", network, "layer", layer);
  }

  /** Gives the tap after a layer's activation. */
  public static Tap of(String network, String layer) {
    Given.all("layer", layer);
    return layer.endsWith(":linear")
        ? new Tap(network, layer.substring(0, layer.length() - ":linear".length()), true)
        : new Tap(network, layer, false);
  }

  /**
   * Reads {@code network.layer} or {@code network.layer:linear}.
   *
   * @throws IllegalArgumentException if the text has no dot or an empty part
   */
  public static Tap parse(String text) {
    Given.all("text", text);
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1 || text.startsWith(":linear", dot + 1)) {
      throw new IllegalArgumentException(
          "tap '%s': needed network.layer, or network.layer:linear. Try '%s'."
              .formatted(Shown.name(text), "digits.h1"));
    }
    return of(text.substring(0, dot), text.substring(dot + 1));
  }

  /** Gives the name of the network's own layer, which the place is or is in. */
  public String outer() {
    int dot = layer.indexOf('.');
    return dot < 0 ? layer : layer.substring(0, dot);
  }

  /** Gives the layer's part of the text, {@code layer} or {@code layer:linear}. */
  public String place() {
    return linear ? layer + ":linear" : layer;
  }

  @Override
  public String toString() {
    return network + "." + place();
  }
}
