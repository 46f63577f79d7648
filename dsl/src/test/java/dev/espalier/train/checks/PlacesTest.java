package dev.espalier.train.checks;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;

final class PlacesTest {
  private static final CheckedHierarchy TWO =
      check(
          hierarchy(
              "two",
              h ->
                  h.input(2)
                      .network("base", n -> n.dense("h", 4).output(3))
                      .network("top", n -> n.from("base.h").output(3))));

  private final Places places = new Places(TWO);

  @Test
  void givesTheShapeOfATap() {
    assertThat(places.tap("stage a", Tap.parse("base.h"))).contains(Dims.of(4));
    assertThat(places.tap("stage a", Tap.parse("top.output:linear"))).contains(Dims.of(3));
    assertThat(places.problems()).isEmpty();
  }

  @Test
  void notesANetworkThatIsNotThereOnce() {
    assertThat(places.tap("stage a", Tap.parse("nobody.h"))).isEmpty();
    assertThat(places.network("stage a", "nobody")).isEmpty();

    assertThat(places.problems())
        .containsExactly(
            new Problem("stage a", "there is no network 'nobody'", "one of [base, top]"));
  }

  @Test
  void notesALayerThatIsNotThere() {
    assertThat(places.tap("stage a", Tap.parse("base.x"))).isEmpty();

    assertThat(places.problems())
        .containsExactly(
            new Problem(
                "stage a, tap base.x", "network 'base' has no layer 'x'", "one of [h, output]"));
  }
}
