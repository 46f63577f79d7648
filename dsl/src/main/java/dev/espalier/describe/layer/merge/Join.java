package dev.espalier.describe.layer.merge;

import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import java.util.List;

/**
 * How the values of branches become one: gives the layer that does it. The library's are {@code
 * add()}, {@code concat()}, {@code multiply()}, {@code average()} and {@code join(text)} in {@code
 * Espalier}; any record of branches that is a {@link Layer} has one: its constructor.
 */
@FunctionalInterface
public interface Join {
  /** Gives the layer that has the branches and puts their values together. */
  Layer of(List<Branch> branches);
}
