package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * One network guiding another.
 *
 * @param guide the name of the network that guides
 * @param learner the name of the network that learns
 * @param links what should be alike
 */
public record Guide(String guide, String learner, List<Link> links) {

  /** Copies the links, and refuses more than 10,000. */
  public Guide {
    Given.all("guide", guide, "learner", learner, "links", links);
    links = List.copyOf(links);
    Bounds.require(links, Bounds.GUIDES, "guidance", "links");
  }

  @Override
  public String toString() {
    return guide + " -> " + learner + ", " + links.size() + " links";
  }
}
