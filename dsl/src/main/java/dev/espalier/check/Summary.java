package dev.espalier.check;

import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Source;
import dev.espalier.describe.value.ParameterSpec;

/** The text of a checked hierarchy: a table a network, one of the links, and the totals. */
final class Summary {
  private Summary() {}

  static String of(CheckedHierarchy hierarchy) {
    StringBuilder text = new StringBuilder();
    if (hierarchy.networks().size() > 1) {
      text.append("hierarchy ").append(hierarchy.name());
      text.append(" over input ").append(hierarchy.input()).append("\n\n");
    }
    hierarchy.networks().forEach(network -> text.append(network(network, hierarchy)).append('\n'));
    if (!hierarchy.links().isEmpty()) {
      text.append("guidance\n").append(links(hierarchy)).append('\n');
    }
    return text.append(totals(hierarchy)).append('\n').toString();
  }

  private static String network(CheckedNetwork network, CheckedHierarchy hierarchy) {
    TextTable table =
        new TextTable(
            "layer", "kind", "activation", "input", "output", "parameters>", "statistics>");
    network.layers().forEach(layer -> rows(table, layer, "", layer.name()));
    GivenValues own = hierarchy.description().values().get(network.name());
    return "network %s, %s%s %s -> %s, %s\n"
            .formatted(
                network.name(),
                own == null ? "" : own + ", ",
                network.description().source() instanceof Source.At at ? at : "input",
                network.input(),
                network.output(),
                counted(network.trainable(), "parameter"))
        + table.text();
  }

  /** Adds a layer, and under it those inside it, whose parameters are among its own. */
  private static void rows(TextTable table, CheckedLayer layer, String indent, String name) {
    table.row(
        indent + name,
        layer.layer().toString(),
        layer.activation().isIdentity() ? "" : layer.activation().toString(),
        layer.input().toString(),
        layer.output().toString(),
        number(layer.trainable()),
        layer.statistics() == 0 ? "" : number(layer.statistics()));
    for (CheckedLayer.Inside inner : layer.inside()) {
      rows(table, inner.layer(), indent + "  ", inner.branch() + "." + inner.layer().name());
    }
  }

  private static String links(CheckedHierarchy hierarchy) {
    TextTable table =
        new TextTable("guide", "learner", "likeness", "weight", "projection", "parameters>");
    for (CheckedLink link : hierarchy.links()) {
      table.row(
          link.guides(),
          link.learners(),
          link.likeness().toString(),
          link.weight().toString(),
          link.projection().map(Projection::toString).orElse(""),
          learned(hierarchy, link) == 0 ? "" : number(learned(hierarchy, link)));
    }
    return table.text();
  }

  private static String totals(CheckedHierarchy hierarchy) {
    long layers = hierarchy.networks().stream().mapToLong(network -> network.layers().size()).sum();
    long maps = hierarchy.links().stream().mapToLong(Summary::projected).sum();
    long learned = hierarchy.links().stream().mapToLong(link -> learned(hierarchy, link)).sum();
    String places =
        maps == learned ? "projections" : maps == 0 ? "likenesses" : "projections and likenesses";
    int links = hierarchy.links().size();
    return "total: %s, %s%s, %s%s"
        .formatted(
            counted(hierarchy.networks().size(), "network"),
            counted(layers, "layer"),
            links == 0 ? "" : ", " + counted(links, "link"),
            counted(hierarchy.trainable(), "parameter"),
            learned == 0 ? "" : ", and %s in %s while training".formatted(number(learned), places));
  }

  /** Gives how many values of a link train: those of its projection and of its likeness. */
  private static long learned(CheckedHierarchy hierarchy, CheckedLink link) {
    return projected(link)
        + link.likeness().parametersFor(link.compared(hierarchy)).stream()
            .filter(ParameterSpec::trainable)
            .mapToLong(ParameterSpec::count)
            .sum();
  }

  private static long projected(CheckedLink link) {
    return link.projection().map(Projection::trainable).orElse(0L);
  }

  private static String counted(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** Gives a count with its thousands apart; a formatter took most of a summary's time. */
  private static String number(long count) {
    StringBuilder digits = new StringBuilder(Long.toString(count));
    for (int place = digits.length() - 3; place > 0; place -= 3) {
      digits.insert(place, ',');
    }
    return digits.toString();
  }
}
