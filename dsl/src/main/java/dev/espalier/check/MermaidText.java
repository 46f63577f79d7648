package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A flow chart for Mermaid; boxes have numbers, since a name may be one of Mermaid's own words. */
final class MermaidText {
  private final Map<String, String> ids = new HashMap<>();
  private final StringBuilder text = new StringBuilder("flowchart TB\n");

  private MermaidText() {}

  static String of(CheckedHierarchy hierarchy) {
    return new MermaidText().draw(hierarchy);
  }

  private String draw(CheckedHierarchy hierarchy) {
    text.append("  input([\"input<br>").append(hierarchy.input()).append("\"])\n");
    for (int i = 0; i < hierarchy.networks().size(); i++) {
      network("n" + (i + 1), hierarchy.networks().get(i), hierarchy);
    }
    for (CheckedNetwork network : hierarchy.networks()) {
      String first = network.name() + "." + network.layers().get(0).name();
      String from = network.description().source() instanceof Source.At at ? id(at.tap()) : "input";
      text.append("  %s --> %s\n".formatted(from, ids.get(first)));
    }
    for (CheckedLink link : hierarchy.links()) {
      String words = escaped(DiagramText.words(link));
      text.append("  %s -. \"%s\" .-> %s\n".formatted(id(link.guide()), words, id(link.learner())));
    }
    return text.toString();
  }

  private void network(String number, CheckedNetwork network, CheckedHierarchy hierarchy) {
    String words = escaped(DiagramText.words(network, hierarchy));
    text.append("  subgraph %s[\"%s\"]\n".formatted(number, words));
    for (CheckedLayer layer : network.layers()) {
      String id = number + "_" + (network.layers().indexOf(layer) + 1);
      ids.put(network.name() + "." + layer.name(), id);
      String lines =
          Arrays.stream(DiagramText.words(layer))
              .map(MermaidText::escaped)
              .collect(Collectors.joining("<br>"));
      text.append("    %s[\"%s\"]\n".formatted(id, lines));
    }
    if (network.layers().size() > 1) {
      text.append(
          network.layers().stream()
              .map(layer -> ids.get(network.name() + "." + layer.name()))
              .collect(Collectors.joining(" --> ", "    ", "\n")));
    }
    text.append("  end\n");
  }

  private String id(Tap tap) {
    return Objects.requireNonNull(ids.get(tap.network() + "." + tap.outer()));
  }

  /** Keeps words that come from a custom layer from being read as markup. */
  private static String escaped(String words) {
    return words
        .replace("&", "#amp;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
        .replaceAll("\\s+", " ");
  }
}
