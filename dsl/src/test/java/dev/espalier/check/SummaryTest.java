package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The texts of the chain of three networks that the README begins with, as a reader sees them. */
class SummaryTest {
  private static final Hierarchy CHAIN =
      hierarchy(
          "digits-sal",
          h ->
              h.input(1, 8, 8)
                  .network("simple", n -> n.flatten().dense("idea", 32).relu().output(10))
                  .network(
                      "middle",
                      n ->
                          n.flatten().dense("wide", 128).relu().dense("idea", 32).relu().output(10))
                  .network(
                      "complex",
                      n ->
                          n.flatten()
                              .repeat(3, (i, b) -> b.dense("wide" + i, 256).relu())
                              .dense("idea", 64)
                              .relu()
                              .output(10))
                  .guide("simple", "middle", g -> g.hidden("idea", "idea").output(linear(1, 0)))
                  .guide(
                      "middle",
                      "complex",
                      g -> g.projected("idea", "idea", constant(0.5)).output()));

  /** A layer whose words would be markup if they were not escaped. */
  record Tricky() implements CustomLayer {
    @Override
    public Dims outputOf(Dims in) {
      return in;
    }

    @Override
    public String toString() {
      return "a \"b\" <c>\\\n& d";
    }
  }

  @Test
  void tabulatesNetworksGuidanceAndTotals() throws IOException {
    assertThat(check(CHAIN).summary()).isEqualTo(golden("digits-sal.txt"));
  }

  @Test
  void drawsForMermaid() throws IOException {
    assertThat(check(CHAIN).diagram()).hasToString(golden("digits-sal.mmd"));
  }

  @Test
  void drawsForGraphviz() throws IOException {
    assertThat(check(CHAIN).diagram().dot()).isEqualTo(golden("digits-sal.dot"));
  }

  @Test
  void leavesOutOfASummaryWhatANetworkDoesNotHave() {
    CheckedHierarchy checked =
        check(network("n", n -> n.input(4, 4, 4).batchNorm().flatten().output(2)));

    assertThat(checked.summary())
        .isEqualTo(
            """
            network n, input (4 x 4 x 4) -> (2), 138 parameters
              layer       kind         input        output       parameters  statistics
              batchNorm1  batchNorm()  (4 x 4 x 4)  (4 x 4 x 4)           8           8
              flatten1    flatten()    (4 x 4 x 4)  (64)                  0
              output      dense(2)     (64)         (2)                 130

            total: 1 network, 3 layers, 138 parameters
            """);
  }

  @Test
  void drawsSourcesAsSolidArrows() {
    CheckedHierarchy wave =
        check(hierarchy("wave", h -> h.input(1).grades(2, "f", (g, n) -> n.dense("f", 8).relu())));

    assertThat(wave.diagram().mermaid()).contains("  input --> n1_1\n  n1_1 --> n2_1\n");
    assertThat(wave.diagram().dot())
        .contains("  input -> \"grade1.f\";\n  \"grade1.f\" -> \"grade2.f\";\n");
    assertThat(wave.summary()).contains("network grade2, grade1.f (8) -> (8), 72 parameters");
  }

  @Test
  void keepsForeignWordsFromBeingReadAsMarkup() {
    CheckedHierarchy checked = check(network("n", n -> n.input(8).layer("mine", new Tricky())));

    assertThat(checked.diagram().mermaid())
        .contains("n1_1[\"mine<br>a #quot;b#quot; #lt;c#gt;\\ #amp; d<br>(8)\"]");
    assertThat(checked.diagram().dot())
        .contains("[label=\"mine\\na \\\"b\\\" <c>\\\\ & d\\n(8)\"]");
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = SummaryTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
