package dev.espalier.report.chart;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchy as SVG: a column of layers for each network, from the input down, the outputs in one
 * line; arrows go from each guide to its learner, and dashed ones from a tap to the network it
 * feeds.
 */
public final class Diagram {
  private static final int WIDTH = 172;
  private static final int HEIGHT = 42;
  private static final int ACROSS = WIDTH + 72;
  private static final int DOWN = HEIGHT + 20;
  private static final int TOP = 104;
  private static final int MARGIN = 12;
  private static final int MOST_LAYERS = 12;
  private static final int LETTERS = 26;

  private final CheckedHierarchy hierarchy;
  private final Map<String, Box> boxes = new HashMap<>();
  private final StringBuilder lines = new StringBuilder();
  private final StringBuilder shapes = new StringBuilder();

  private Diagram(CheckedHierarchy hierarchy) {
    this.hierarchy = hierarchy;
  }

  /** Gives the SVG element. */
  public static String of(CheckedHierarchy hierarchy) {
    return new Diagram(hierarchy).draw();
  }

  private record Box(int x, int y) {
    int middle() {
      return y + HEIGHT / 2;
    }

    int center() {
      return x + WIDTH / 2;
    }

    int right() {
      return x + WIDTH;
    }
  }

  /** What one box shows: a layer, or several that are left out. */
  private record Item(@Nullable CheckedLayer layer, int count) {}

  private String draw() {
    List<List<Item>> columns = hierarchy.networks().stream().map(this::items).toList();
    int rows = columns.stream().mapToInt(List::size).max().orElse(1);
    int width = 2 * MARGIN + ACROSS * columns.size() - (ACROSS - WIDTH);
    int height = TOP + DOWN * rows - (DOWN - HEIGHT) + MARGIN;
    bar(MARGIN, MARGIN, width - 2 * MARGIN, "input " + size(hierarchy.input()));
    for (int i = 0; i < columns.size(); i++) {
      column(hierarchy.networks().get(i), columns.get(i), MARGIN + i * ACROSS, rows);
    }
    hierarchy.networks().forEach(this::feed);
    hierarchy.links().forEach(this::guide);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" \
        role="img" font-family="system-ui, sans-serif" font-size="11">\
        <title>%s</title>
        %s%s</svg>
        """
        .formatted(width, height, width, height, Html.escape(hierarchy.name()), lines, shapes);
  }

  /**
   * Gives a network's layers; of a deep one only the ends and those that a link or a source names.
   */
  private List<Item> items(CheckedNetwork network) {
    List<CheckedLayer> layers = network.layers();
    Set<String> named = named(network);
    List<Item> items = new ArrayList<>();
    int left = 0;
    for (int i = 0; i < layers.size(); i++) {
      boolean end = i == 0 || i == layers.size() - 1;
      if (layers.size() <= MOST_LAYERS || end || named.contains(layers.get(i).name())) {
        if (left > 0) {
          items.add(new Item(null, left));
          left = 0;
        }
        items.add(new Item(layers.get(i), 1));
      } else {
        left++;
      }
    }
    return items;
  }

  private Set<String> named(CheckedNetwork network) {
    Set<Tap> taps = new HashSet<>();
    for (CheckedLink link : hierarchy.links()) {
      taps.add(link.guide());
      taps.add(link.learner());
    }
    for (CheckedNetwork other : hierarchy.networks()) {
      if (other.description().source() instanceof Source.At at) {
        taps.add(at.tap());
      }
    }
    return taps.stream()
        .filter(tap -> tap.network().equals(network.name()))
        .map(Tap::layer)
        .collect(Collectors.toSet());
  }

  private void column(CheckedNetwork network, List<Item> items, int x, int rows) {
    text(x, TOP - 32, "start", "600", network.name(), "strong");
    String given = hierarchy.description().isGiven(network.name()) ? ", given" : "";
    String parameters = Numbers.grouped(network.trainable()) + " parameters" + given;
    text(x, TOP - 16, "start", "400", parameters, "");
    Box above = null;
    for (int i = 0; i < items.size(); i++) {
      boolean output = i == items.size() - 1;
      Box box = new Box(x, TOP + DOWN * (output ? rows - 1 : i));
      item(items.get(i), box, output);
      CheckedLayer layer = items.get(i).layer();
      if (layer != null) {
        boxes.put(network.name() + "." + layer.name(), box);
      }
      if (above != null) {
        down(box.center(), above.y() + HEIGHT, box.y());
      }
      above = box;
    }
    if (!(network.description().source() instanceof Source.At)) {
      down(x + WIDTH - 24, MARGIN + 26, TOP);
    }
  }

  private void item(Item item, Box box, boolean output) {
    CheckedLayer layer = item.layer();
    if (layer == null) {
      text(box.center(), box.middle() + 4, "middle", "400", item.count() + " more layers", "");
      return;
    }
    shapes.append(
        """
        <rect x="%s" y="%s" width="%s" height="%s" rx="7" fill="%s" fill-opacity="%s" \
        stroke="%s" stroke-opacity="0.55"/>
        """
            .formatted(
                box.x(),
                box.y(),
                WIDTH,
                HEIGHT,
                Ink.hex(Ink.series(0)),
                output ? "0.22" : "0.08",
                Ink.hex(Ink.series(0))));
    String sizes = size(layer.output());
    text(
        box.x() + 9,
        box.y() + 17,
        "start",
        "600",
        cut(layer.name(), LETTERS - 4 - sizes.length()),
        "strong");
    text(box.right() - 9, box.y() + 17, "end", "400", sizes, "");
    String activation = layer.activation().isIdentity() ? "" : ", " + layer.activation();
    text(box.x() + 9, box.y() + 33, "start", "400", cut(layer.layer() + activation, LETTERS), "");
  }

  private void feed(CheckedNetwork network) {
    if (network.description().source() instanceof Source.At at) {
      Box from = boxes.get(at.tap().network() + "." + at.tap().outer());
      Box to = boxes.get(network.name() + "." + network.layers().get(0).name());
      if (from != null && to != null) {
        arrow(
            from,
            to,
            Ink.hex(Ink.series(2)),
            " stroke-dasharray=\"5 4\"",
            at.tap() + " feeds " + network.name());
      }
    }
  }

  private void guide(CheckedLink link) {
    Box from = boxes.get(link.guide().network() + "." + link.guide().outer());
    Box to = boxes.get(link.learner().network() + "." + link.learner().outer());
    if (from != null && to != null) {
      arrow(from, to, Ink.hex(Ink.series(1)), "", link.toString());
    }
  }

  private void arrow(Box from, Box to, String color, String dashes, String says) {
    int way = to.x() >= from.x() ? 1 : -1;
    int x1 = way > 0 ? from.right() : from.x();
    int x2 = (way > 0 ? to.x() : to.right()) - 7 * way;
    int bend = Math.max(30, Math.abs(x2 - x1) / 2) * way;
    lines.append(
        """
        <g><title>%s</title><path d="M%s %s C%s %s %s %s %s %s" fill="none" stroke="%s" \
        stroke-width="2"%s/><path d="M%s %s l%s -5 v10 z" fill="%s"/></g>
        """
            .formatted(
                Html.escape(says),
                x1,
                from.middle(),
                x1 + bend,
                from.middle(),
                x2 - bend,
                to.middle(),
                x2,
                to.middle(),
                color,
                dashes,
                x2 + 7 * way,
                to.middle(),
                -9 * way,
                color));
  }

  private void down(int x, int from, int to) {
    lines.append(
        """
        <path d="M%s %s V%s" fill="none" stroke="%s" stroke-opacity="0.6"/>\
        <path d="M%s %s l-4 -7 h8 z" fill="%s"/>
        """
            .formatted(x, from, to - 4, Ink.hex(Ink.TEXT), x, to, Ink.hex(Ink.TEXT)));
  }

  private void bar(int x, int y, int width, String label) {
    shapes.append(
        """
        <rect x="%s" y="%s" width="%s" height="26" rx="7" fill="%s" fill-opacity="0.14"/>
        """
            .formatted(x, y, width, Ink.hex(Ink.TEXT)));
    text(x + width / 2, y + 17, "middle", "600", label, "strong");
  }

  private void text(int x, int y, String anchor, String weight, String text, String style) {
    shapes.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-weight=\"%s\" fill=\"%s\" class=\"%s\">%s</text>\n"
            .formatted(x, y, anchor, weight, Ink.hex(Ink.TEXT), style, Html.escape(text)));
  }

  private static String size(Dims dims) {
    return dims.sizes().isEmpty()
        ? "scalar"
        : dims.sizes().stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  private static String cut(String text, int letters) {
    int most = Math.max(4, letters);
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
