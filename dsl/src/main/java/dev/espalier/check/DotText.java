package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.Arrays;
import java.util.List;
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
      String from =
          network.description().source() instanceof Source.At at
              ? id(hierarchy, at.tap())
              : "input";
      for (Flow.Arrow arrow : Flow.of(network).arrows()) {
        if (arrow.from().equals(Flow.START)) {
          text.append("  %s -> %s;\n".formatted(from, id(network, arrow.to())));
        }
      }
    }
    for (CheckedLink link : hierarchy.links()) {
      text.append(
          "  %s -> %s [style=dashed, label=%s];\n"
              .formatted(
                  id(hierarchy, link.guide()),
                  id(hierarchy, link.learner()),
                  quoted(DiagramText.words(link))));
    }
    return text.append("}\n").toString();
  }

  private static String network(CheckedNetwork network, CheckedHierarchy hierarchy) {
    StringBuilder text = new StringBuilder();
    text.append("  subgraph %s {\n".formatted(quoted("cluster_" + network.name())));
    text.append("    label=%s;\n".formatted(quoted(DiagramText.words(network, hierarchy))));
    Flow flow = Flow.of(network);
    boxes(text, network, flow.boxes(), "    ");
    if (flow.isLine()) {
      if (flow.boxes().size() > 1) {
        text.append(
            flow.boxes().stream()
                .map(box -> id(network, box.path()))
                .collect(Collectors.joining(" -> ", "    ", ";\n")));
      }
    } else {
      for (Flow.Arrow arrow : flow.arrows()) {
        if (!arrow.from().equals(Flow.START)) {
          text.append(
              "    %s -> %s;\n".formatted(id(network, arrow.from()), id(network, arrow.to())));
        }
      }
    }
    return text.append("  }\n").toString();
  }

  /** Writes boxes; what a layer has inside stands in a frame with it. */
  private static void boxes(
      StringBuilder text, CheckedNetwork network, List<Flow.Box> boxes, String indent) {
    for (Flow.Box box : boxes) {
      boolean framed = !box.inside().isEmpty();
      String own = framed ? indent + "  " : indent;
      if (framed) {
        String name = "cluster_" + network.name() + "." + box.path();
        text.append("%ssubgraph %s {\n".formatted(indent, quoted(name)));
        text.append("%slabel=%s;\n".formatted(own, quoted(box.layer().name())));
        boxes(text, network, box.inside(), own);
      }
      text.append(
          "%s%s [label=%s];\n"
              .formatted(own, id(network, box.path()), lines(DiagramText.words(box.layer()))));
      if (framed) {
        text.append(indent).append("}\n");
      }
    }
  }

  private static String id(CheckedNetwork network, String path) {
    return quoted(network.name() + "." + path);
  }

  private static String id(CheckedHierarchy hierarchy, Tap tap) {
    return quoted(tap.network() + "." + Flow.path(hierarchy, tap));
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
