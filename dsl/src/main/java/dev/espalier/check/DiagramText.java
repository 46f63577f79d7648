package dev.espalier.check;

import dev.espalier.describe.problem.Given;

/**
 * A picture of a checked hierarchy as text: networks as frames, layers as boxes with their shapes,
 * sources as solid arrows, guidance as dashed arrows with likeness and weight.
 *
 * @param mermaid the flow chart for Mermaid, which Markdown pages show
 * @param dot the graph for Graphviz
 */
public record DiagramText(String mermaid, String dot) {
  /** Refuses null. */
  public DiagramText {
    Given.all("mermaid", mermaid, "dot", dot);
  }

  static DiagramText of(CheckedHierarchy hierarchy) {
    return new DiagramText(MermaidText.of(hierarchy), DotText.of(hierarchy));
  }

  /** Gives the text for Mermaid. */
  @Override
  public String toString() {
    return mermaid;
  }

  /** Gives the words over a network's frame. */
  static String words(CheckedNetwork network, CheckedHierarchy hierarchy) {
    return network.name() + (hierarchy.description().isGiven(network.name()) ? " (given)" : "");
  }

  /** Gives the words in a layer's box, one line each. */
  static String[] words(CheckedLayer layer) {
    String activation = layer.activation().isIdentity() ? "" : ", " + layer.activation();
    return new String[] {layer.name(), layer.layer() + activation, layer.output().toString()};
  }

  /** Gives the words beside a guidance arrow. */
  static String words(CheckedLink link) {
    return link.likeness()
        + ", weight "
        + link.weight()
        + (link.projection().isPresent() ? ", projected" : "");
  }
}
