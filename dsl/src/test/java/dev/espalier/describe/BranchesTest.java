package dev.espalier.describe;

import static dev.espalier.Espalier.add;
import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;

class BranchesTest {
  private static final Network MIXED = mixed("mixed");

  @Test
  void concatenatesTheChannelsOfItsBranches() {
    CheckedNetwork checked = check(MIXED).network("mixed").orElseThrow();

    assertThat(checked.layers().get(0).output()).isEqualTo(Dims.of(12, 8, 8));
    assertThat(checked.layers().get(0).parameters())
        .extracting(spec -> spec.name())
        .containsExactly(
            "branch1.conv1.weight",
            "branch1.conv1.bias",
            "branch2.conv1.weight",
            "branch2.conv1.bias");
  }

  @Test
  void findsALayerInsideByItsPath() {
    CheckedNetwork checked = check(MIXED).network("mixed").orElseThrow();

    assertThat(checked.layer("both.branch2.conv1").map(CheckedLayer::output))
        .contains(Dims.of(4, 8, 8));
    assertThat(checked.pathOf("both.conv1")).isEmpty();
  }

  @Test
  void refusesAPathThatNamesTwoLayersOrNone() {
    Hierarchy two =
        hierarchy(
            "g",
            h ->
                h.input(1, 8, 8)
                    .network(mixed("teacher"))
                    .network(mixed("student"))
                    .guide("teacher", "student", g -> g.hidden("both.conv1", "both.zzz")));

    assertThatThrownBy(() -> check(two))
        .hasMessageContaining(
            "network 'teacher' has 2 layers 'both.conv1': both.branch1.conv1, both.branch2.conv1")
        .hasMessageContaining(
            "network 'student' has no layer 'both.zzz'. It has both, both.branch1.conv1, both.branch2.conv1");
  }

  @Test
  void refusesBranchesThatDoNotFitTogether() {
    Network unlike =
        network(
            "unlike",
            n ->
                n.input(4)
                    .branches("sum", add(), b -> b.branch(x -> x).branch(x -> x.dense(3)))
                    .output(2));

    assertThatThrownBy(() -> check(unlike))
        .hasMessageContaining(
            "layer unlike.sum: the branches of add(x, 1) give branch1 (4), branch2 (3). Try branches that give one shape.");
  }

  @Test
  void refusesNoBranchAndTwoOfOneName() {
    assertThatThrownBy(() -> network("n", n -> n.input(4).branches(concat(), b -> b)))
        .hasMessage(
            "concat: found no branch, needed one at least. Try branch(x -> x.dense(32).relu()).");
    assertThatThrownBy(
            () ->
                network(
                    "n",
                    n ->
                        n.input(4).branches(add(), b -> b.branch("a", x -> x).branch("a", x -> x))))
        .hasMessage(
            "add: found a branch 'a', needed names of their own without '-', other than x and noise. Try 'part2'.");
  }

  private static Network mixed(String name) {
    return network(
        name,
        n ->
            n.input(1, 8, 8)
                .branches(
                    "both",
                    concat(),
                    b ->
                        b.branch(x -> x.conv2d(8, 1).relu())
                            .branch(x -> x.conv2d(4, 3, c -> c.same()).relu()))
                .globalAveragePool()
                .output(10));
  }
}
