package dev.espalier.check;

import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
      String from =
          network.description().source() instanceof Source.At at
              ? id(hierarchy, at.tap())
              : "input";
      for (Flow.Arrow arrow : Flow.of(network).arrows()) {
        if (arrow.from().equals(Flow.START)) {
          text.append("  %s --> %s\n".formatted(from, ids.get(network.name() + "." + arrow.to())));
        }
      }
    }
    for (CheckedLink link : hierarchy.links()) {
      String words = escaped(DiagramText.words(link));
      text.append(
          "  %s -. \"%s\" .-> %s\n"
              .formatted(id(hierarchy, link.guide()), words, id(hierarchy, link.learner())));
    }
    return text.toString();
  }

  private void network(String number, CheckedNetwork network, CheckedHierarchy hierarchy) {
    String words = escaped(DiagramText.words(network, hierarchy));
    text.append("  subgraph %s[\"%s\"]\n".formatted(number, words));
    Flow flow = Flow.of(network);
    boxes(number, network.name(), flow.boxes(), "    ");
    if (flow.isLine()) {
      if (flow.boxes().size() > 1) {
        text.append(
            flow.boxes().stream()
                .map(box -> ids.get(network.name() + "." + box.path()))
                .collect(Collectors.joining(" --> ", "    ", "\n")));
      }
    } else {
      for (Flow.Arrow arrow : flow.arrows()) {
        if (!arrow.from().equals(Flow.START)) {
          text.append(
              "    %s --> %s\n"
                  .formatted(
                      ids.get(network.name() + "." + arrow.from()),
                      ids.get(network.name() + "." + arrow.to())));
        }
      }
    }
    text.append("  end\n");
  }

  /** Writes boxes; what a layer has inside stands in a frame with it. */
  private void boxes(String number, String network, List<Flow.Box> boxes, String indent) {
    for (int i = 0; i < boxes.size(); i++) {
      Flow.Box box = boxes.get(i);
      String id = number + "_" + (i + 1);
      ids.put(network + "." + box.path(), id);
      String lines =
          Arrays.stream(DiagramText.words(box.layer()))
              .map(MermaidText::escaped)
              .collect(Collectors.joining("<br>"));
      if (!box.inside().isEmpty()) {
        String frame = escaped(box.layer().name());
        text.append("%ssubgraph %s_in[\"%s\"]\n".formatted(indent, id, frame));
        boxes(id, network, box.inside(), indent + "  ");
      }
      String own = box.inside().isEmpty() ? indent : indent + "  ";
      text.append("%s%s[\"%s\"]\n".formatted(own, id, lines));
      if (!box.inside().isEmpty()) {
        text.append(indent).append("end\n");
      }
    }
  }

  private String id(CheckedHierarchy hierarchy, Tap tap) {
    return Objects.requireNonNull(ids.get(tap.network() + "." + Flow.path(hierarchy, tap)));
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
