package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Hierarchy;
import org.junit.jupiter.api.Test;

final class DiagramTest {
  private static final Hierarchy FORKED =
      hierarchy(
          "forked",
          h ->
              h.input(4)
                  .network(
                      "net",
                      n ->
                          n.dense("s", 3)
                              .branches(
                                  "both",
                                  concat(),
                                  b ->
                                      b.branch("kept", x -> x)
                                          .branch(
                                              "deep",
                                              x -> x.residual("r", r -> r.dense("b", 3).relu())))
                              .output(2))
                  .network("two", n -> n.from("net.both.r.b").dense("d", 3).output(2))
                  .guide("net", "two", g -> g.hidden("both.deep.r", "d")));

  @Test
  void layersInsideOthersAreDrawnInTheirFrames() {
    assertThat(check(FORKED).diagram().mermaid())
        .isEqualTo(
            """
            flowchart TB
              input(["input<br>(4)"])
              subgraph n1["net"]
                n1_1["s<br>dense(3)<br>(3)"]
                subgraph n1_2_in["both"]
                  subgraph n1_2_1_in["r"]
                    n1_2_1_1["b<br>dense(3), relu<br>(3)"]
                    n1_2_1["r<br>residual(1 layer)<br>(3)"]
                  end
                  n1_2["both<br>concat(x, 1)<br>(6)"]
                end
                n1_3["output<br>dense(2)<br>(2)"]
                n1_1 --> n1_2
                n1_1 --> n1_2_1_1
                n1_2_1_1 --> n1_2_1
                n1_1 --> n1_2_1
                n1_2_1 --> n1_2
                n1_2 --> n1_3
              end
              subgraph n2["two"]
                n2_1["d<br>dense(3)<br>(3)"]
                n2_2["output<br>dense(2)<br>(2)"]
                n2_1 --> n2_2
              end
              input --> n1_1
              n1_2_1_1 --> n2_1
              n1_2_1 -. "relative mean square, weight 1" .-> n2_1
            """);
  }

  @Test
  void graphvizNamesInnerLayersByTheirPaths() {
    assertThat(check(FORKED).diagram().dot())
        .contains("subgraph \"cluster_net.both.deep.r\" {")
        .contains("\"net.both.deep.r.body.b\" -> \"two.d\";")
        .contains("\"net.both.deep.r\" -> \"two.d\" [style=dashed");
  }

  @Test
  void aBranchThatBeginsANetworkBeginsAtItsInput() {
    Hierarchy beginning =
        hierarchy(
            "beginning",
            h ->
                h.input(4)
                    .network(
                        "net",
                        n ->
                            n.branches(
                                    "both",
                                    concat(),
                                    b ->
                                        b.branch("a", x -> x.dense("a", 1))
                                            .branch("b", x -> x.dense("b", 1)))
                                .output(2)));

    assertThat(check(beginning).diagram().mermaid())
        .contains("  input --> n1_1_1\n  input --> n1_1_2\n")
        .doesNotContain("input --> n1_1\n");
  }

  @Test
  void aMistypedPathIsToldTheNearest() {
    assertThatThrownBy(
            () ->
                check(
                    hierarchy(
                        "wrong",
                        h ->
                            h.input(4)
                                .network(
                                    "net",
                                    n ->
                                        n.residual("block2", r -> r.dense("conv1", 4).relu())
                                            .output(2))
                                .network("two", n -> n.from("net.blok2.conv1").output(2)))))
        .hasMessage(
            """
            hierarchy 'wrong' has a problem:
              network two: it takes its input from net.blok2.conv1, but network 'net' has no layer \
            'blok2.conv1'. Did you mean 'block2.conv1'? It has block2, output.""");
  }
}
