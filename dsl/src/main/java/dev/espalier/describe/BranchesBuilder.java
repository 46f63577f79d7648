package dev.espalier.describe;

import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.merge.Join;
import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Describes the branches of a layer; a persistent value, so every call returns a new one. A branch
 * without a given name is called {@code branch1}, {@code branch2}, ...
 */
public final class BranchesBuilder {
  private final List<Branch> branches;
  private final NetworkBuilder start;

  BranchesBuilder(List<Branch> branches, NetworkBuilder start) {
    this.branches = List.copyOf(branches);
    this.start = start;
  }

  /** Adds a branch of layers; {@code x -> x} for the input itself. */
  public BranchesBuilder branch(UnaryOperator<NetworkBuilder> layers) {
    return branch("branch" + (branches.size() + 1), layers);
  }

  /**
   * Adds a branch under a name.
   *
   * @param name letters and digits: taps inside are {@code network.layer.name.inner}, and a join's
   *     text calls the branch's value so
   * @param layers its layers
   */
  public BranchesBuilder branch(String name, UnaryOperator<NetworkBuilder> layers) {
    Given.all("name", name, "layers", layers);
    List<Branch> more = new ArrayList<>(branches);
    more.add(new Branch(name, Given.result("layers", layers.apply(start)).inner()));
    return new BranchesBuilder(more, start);
  }

  /** Gives the layer that a join makes of them. */
  Layer joined(Join join) {
    return Given.result("join", join.of(branches));
  }

  /** Gives the branches so far. */
  public List<Branch> branches() {
    return branches;
  }

  @Override
  public String toString() {
    return "branches " + branches;
  }
}
