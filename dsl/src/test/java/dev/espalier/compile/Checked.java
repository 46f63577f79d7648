package dev.espalier.compile;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import java.util.function.UnaryOperator;

/** Short ways to checked descriptions. */
final class Checked {
  private Checked() {}

  static CheckedNetwork network(Dims input, UnaryOperator<NetworkBuilder> body) {
    NetworkBuilder builder = NetworkBuilder.empty().input(input.toArray());
    return Checker.check(body.apply(builder).build("net")).networks().get(0);
  }

  static CheckedHierarchy hierarchy(UnaryOperator<HierarchyBuilder> body) {
    return Checker.check(body.apply(HierarchyBuilder.empty()).build("all"));
  }
}
