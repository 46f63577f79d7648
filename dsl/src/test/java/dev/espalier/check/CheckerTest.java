package dev.espalier.check;

import static dev.espalier.Espalier.attention;
import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.Description;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.feature.KnowledgeReview;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CheckerTest {

  @Test
  void givesANetworkAloneAsAHierarchyOfOne() {
    CheckedHierarchy checked = check(network("n", n -> n.input(8).dense("h", 4).relu().output(2)));

    assertThat(checked.name()).isEqualTo("n");
    assertThat(checked.input()).isEqualTo(Dims.of(8));
    assertThat(checked.networks()).hasSize(1);
    assertThat(checked.networks().get(0).output()).isEqualTo(Dims.of(2));
    assertThat(checked.trainable()).isEqualTo(8 * 4 + 4 + 4 * 2 + 2);
    assertThat(checked.dims(Tap.parse("n.h:linear"))).contains(Dims.of(4));
    assertThat(checked.dims(Tap.parse("n.x"))).isEmpty();
  }

  @Test
  void acceptsADescribedNetworkWhoseOwnInputIsTheSharedOne() {
    Network digits = network("digits", n -> n.input(64).output(10));

    CheckedHierarchy checked = check(hierarchy("h", h -> h.input(64).network(digits)));

    assertThat(checked.networks().get(0).input()).isEqualTo(Dims.of(64));
  }

  @Test
  void takesTheInputFromATapOfAnEarlierNetwork() {
    Description wave =
        hierarchy(
            "wave", h -> h.input(1).grades(3, "f", (g, n) -> n.dense("f", 8 * g).relu().output(1)));

    CheckedHierarchy checked = check(wave);

    assertThat(checked.networks())
        .extracting(CheckedNetwork::toString)
        .containsExactly(
            "grade1 (1) -> (1), 2 layers, 25 parameters",
            "grade2 (8) -> (1), 2 layers, 161 parameters",
            "grade3 (16) -> (1), 2 layers, 433 parameters");
  }

  @Test
  void pairsHiddenLayersFromTheInputUpToTheSmallerNumber() {
    UnaryOperator<NetworkBuilder> deep =
        n ->
            n.dense("a", 8).relu().dense("b", 4).tanh().dropout(0.1).dense("c", 4).relu().output(2);
    UnaryOperator<NetworkBuilder> wide = n -> n.dense("x", 8).relu().dense("y", 8).relu().output(2);

    List<CheckedLink> downward = links(deep, wide, GuideBuilder::aligned);
    List<CheckedLink> upward = links(wide, deep, GuideBuilder::aligned);

    assertThat(downward)
        .extracting(CheckedLink::name)
        .containsExactly("one.a -> two.x", "one.b -> two.y");
    assertThat(upward)
        .extracting(CheckedLink::name)
        .containsExactly("one.x -> two.a", "one.y -> two.b");
  }

  @Test
  void projectsAlignedPairsOnlyWhereShapesDiffer() {
    List<CheckedLink> links =
        links(
            n -> n.dense("a", 8).relu().dense("b", 4).relu().output(2),
            n -> n.dense("a", 8).relu().dense("b", 6).relu().output(2),
            g -> g.aligned(constant(10)).output());

    assertThat(links)
        .extracting(CheckedLink::projection)
        .containsExactly(
            Optional.empty(),
            Optional.of(new Projection(Dims.of(6), Dims.of(4))),
            Optional.empty());
    assertThat(links).extracting(link -> link.weight().toString()).containsExactly("10", "10", "1");
    assertThat(links.get(1).projection().orElseThrow().trainable()).isEqualTo(4 * 6 + 4);
  }

  @Test
  void countsARecurrentLayerAsHiddenThoughItHasNoActivationOfItsOwn() {
    CheckedHierarchy checked =
        check(network("n", n -> n.input(7, 5).gru("g", 4).last().dense("h", 4).relu().output(2)));

    assertThat(checked.networks().get(0).hiddenLayers())
        .extracting(CheckedLayer::name)
        .containsExactly("g", "h");
  }

  @Test
  void doesNotCountTheLastLayerAsHidden() {
    CheckedHierarchy checked = check(network("n", n -> n.input(5).dense("h", 4).relu()));

    assertThat(checked.networks().get(0).hiddenLayers()).isEmpty();
  }

  @Test
  void projectsWhereAskedToAlthoughShapesAreEqual() {
    List<CheckedLink> links =
        links(
            n -> n.dense("a", 8).relu().output(2),
            n -> n.dense("a", 8).relu().output(2),
            g -> g.projected("a", "a"));

    assertThat(links.get(0).projection()).contains(new Projection(Dims.of(8), Dims.of(8)));
  }

  @Test
  void mapsImagesByAOneByOneConvolutionAndPools() {
    List<CheckedLink> links =
        links(
            n -> n.reshape(1, 4, 4).conv2d("c", 3, 3).relu().flatten().output(2),
            n -> n.reshape(1, 4, 4).conv2d("c", 5, 3, c -> c.same()).relu().flatten().output(2),
            g -> g.aligned());

    Projection projection = links.get(0).projection().orElseThrow();
    assertThat(projection).isEqualTo(new Projection(Dims.of(5, 4, 4), Dims.of(3, 2, 2)));
    assertThat(projection.pools()).isTrue();
    assertThat(projection.trainable()).isEqualTo(3 * 5 + 3);
  }

  @Test
  void comparesAttentionOfImagesWithOtherChannelsAsTheyAre() {
    List<CheckedLink> links =
        links(
            n -> n.reshape(1, 4, 4).conv2d("c", 3, 3).relu().flatten().output(2),
            n -> n.reshape(1, 4, 4).conv2d("c", 5, 3).relu().flatten().output(2),
            g -> g.likeness(attention()).hidden("c", "c"));

    assertThat(links.get(0).projection()).isEmpty();
  }

  @Test
  void linksSeveralLayersTogetherAndCountsWhatTheirLikenessLearns() {
    UnaryOperator<NetworkBuilder> layers =
        n ->
            n.reshape(1, 4, 4)
                .conv2d("c", 3, 3)
                .relu()
                .conv2d("d", 2, 1)
                .relu()
                .flatten()
                .output(2);
    CheckedHierarchy checked =
        check(
            hierarchy(
                "two",
                h ->
                    h.input(16)
                        .network("one", layers)
                        .network("two", layers)
                        .guide(
                            "one",
                            "two",
                            g ->
                                g.together(
                                    List.of("c", "d"),
                                    List.of("c", "d"),
                                    new KnowledgeReview(4)))));

    assertThat(checked.links().get(0))
        .hasToString("one.c + d -> two.c + d, knowledge review in 4 channels, weight 1");
    // (4 3 + 8) + (3 4 9 + 6) + (2 8 + 2), then (4 2 + 8) + (2 4 9 + 4).
    assertThat(checked.summary()).contains("and 244 in likenesses while training");
  }

  @Test
  void linksThePlaceBeforeAnActivation() {
    List<CheckedLink> links =
        links(
            n -> n.dense("a", 8).relu().output(2),
            n -> n.dense("a", 8).relu().output(2),
            g ->
                g.hidden("a:linear", "a:linear")
                    .hidden("a", "a")
                    .likeness(softTargets(2))
                    .output());

    assertThat(links)
        .extracting(CheckedLink::toString)
        .containsExactly(
            "one.a:linear -> two.a:linear, relative mean square, weight 1",
            "one.a -> two.a, relative mean square, weight 1",
            "one.output -> two.output, soft targets at 2.0, weight 1");
  }

  @Test
  void readsTokensAfterTheirShapeIsChanged() {
    CheckedHierarchy checked =
        check(network("n", n -> n.input(2, 3).flatten().embedding("e", 100, 8).gru("g", 4).last()));

    assertThat(checked.networks().get(0).output()).isEqualTo(Dims.of(4));
  }

  @Test
  void givesTheSameResultForTheSameDescription() {
    Description digits = network("n", n -> n.input(8).dense("h", 4).relu().output(2));

    assertThat(check(digits)).isEqualTo(check(digits));
  }

  private static List<CheckedLink> links(
      UnaryOperator<NetworkBuilder> one,
      UnaryOperator<NetworkBuilder> two,
      UnaryOperator<GuideBuilder> guide) {
    return check(
            hierarchy(
                "h",
                h ->
                    h.input(16).network("one", one).network("two", two).guide("one", "two", guide)))
        .links();
  }
}
