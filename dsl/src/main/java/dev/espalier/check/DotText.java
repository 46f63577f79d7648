package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A graph for Graphviz; the input's box has no dot in its name, so no tap can be taken for it. */
final class DotText {
  private DotText() {}

  static String of(CheckedHierarchy hierarchy) {
    StringBuilder text = new StringBuilder("digraph ").append(quoted(hierarchy.name()));
    text.append(" {\n  node [shape=box];\n");
    text.append(
        "  input [label=%s, shape=oval];\n".formatted(lines("input", "" + hierarchy.input())));
    for (CheckedNetwork network : hierarchy.networks()) {
      text.append(network(network, hierarchy));
    }
    for (CheckedNetwork network : hierarchy.networks()) {
      String from = network.description().source() instanceof Source.At at ? id(at.tap()) : "input";
      text.append("  %s -> %s;\n".formatted(from, id(network, network.layers().get(0))));
    }
    for (CheckedLink link : hierarchy.links()) {
      text.append(
          "  %s -> %s [style=dashed, label=%s];\n"
              .formatted(id(link.guide()), id(link.learner()), quoted(DiagramText.words(link))));
    }
    return text.append("}\n").toString();
  }

  private static String network(CheckedNetwork network, CheckedHierarchy hierarchy) {
    StringBuilder text = new StringBuilder();
    text.append("  subgraph %s {\n".formatted(quoted("cluster_" + network.name())));
    text.append("    label=%s;\n".formatted(quoted(DiagramText.words(network, hierarchy))));
    for (CheckedLayer layer : network.layers()) {
      text.append(
          "    %s [label=%s];\n".formatted(id(network, layer), lines(DiagramText.words(layer))));
    }
    if (network.layers().size() > 1) {
      text.append(
          network.layers().stream()
              .map(layer -> id(network, layer))
              .collect(Collectors.joining(" -> ", "    ", ";\n")));
    }
    return text.append("  }\n").toString();
  }

  private static String id(CheckedNetwork network, CheckedLayer layer) {
    return quoted(network.name() + "." + layer.name());
  }

  private static String id(Tap tap) {
    return quoted(tap.network() + "." + tap.outer());
  }

  private static String lines(String... words) {
    return Arrays.stream(words)
        .map(DotText::escaped)
        .collect(Collectors.joining("\\n", "\"", "\""));
  }

  private static String quoted(String words) {
    return "\"" + escaped(words) + "\"";
  }

  private static String escaped(String words) {
    return words.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\s+", " ");
  }
}
