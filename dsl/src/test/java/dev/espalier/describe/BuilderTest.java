package dev.espalier.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuilderTest {

  @Test
  void givesTwoNetworksFromOneBeginning() {
    NetworkBuilder trunk = NetworkBuilder.empty().input(64).dense("h", 32);

    Network small = trunk.relu().output(10).build("small");
    Network large = trunk.tanh().dense("h2", 16).output(10).build("large");

    assertThat(trunk.build("trunk").layers())
        .extracting(NamedLayer::toString)
        .containsExactly("h=dense(32)");
    assertThat(small.layers())
        .extracting(NamedLayer::toString)
        .containsExactly("h=dense(32).relu", "output=dense(10)");
    assertThat(large.layers())
        .extracting(NamedLayer::toString)
        .containsExactly("h=dense(32).tanh", "h2=dense(16)", "output=dense(10)");
  }

  @Test
  void givesTwoHierarchiesFromOneBeginning() {
    HierarchyBuilder one = HierarchyBuilder.empty().input(4).network("a", n -> n.output(2));

    Hierarchy two = one.network("b", n -> n.output(2)).guide("a", "b").build("two");

    assertThat(one.build("one").networks()).hasSize(1);
    assertThat(one.build("one").guides()).isEmpty();
    assertThat(two.networks()).hasSize(2);
    assertThat(two.guides()).hasSize(1);
  }

  @Test
  void measuresOnlyLaterLinksByAnotherLikeness() {
    GuideBuilder first = GuideBuilder.empty().hidden("h", "h");

    Guide guide = first.likeness(Likeness.cosine()).output(Schedule.linear(1, 0)).build("a", "b");

    assertThat(first.build("a", "b").links()).hasSize(1);
    assertThat(guide.links())
        .containsExactly(
            new Link.Hidden("h", "h", Likeness.relative(), Schedule.constant(1), false),
            new Link.Output(Likeness.cosine(), Schedule.linear(1, 0)));
  }

  @Test
  void numbersLayersWithoutAName() {
    Network network =
        NetworkBuilder.empty()
            .dense(8)
            .relu()
            .dropout(0.5)
            .dense(8)
            .layer("dense3", new Identity())
            .dense(8)
            .build("n");

    assertThat(network.layers())
        .extracting(NamedLayer::name)
        .containsExactly("dense1", "dropout1", "dense2", "dense3", "dense4");
  }

  @Test
  void putsASecondActivationIntoALayerOfItsOwn() {
    Network network = NetworkBuilder.empty().tanh().dense("h", 8).relu().sine(30).build("n");

    assertThat(network.layers())
        .extracting(NamedLayer::toString)
        .containsExactly(
            "identity1=identity().tanh", "h=dense(8).relu", "identity2=identity().sine(30.0)");
  }

  @Test
  void repeatsWithTheCountFromOne() {
    Network network =
        NetworkBuilder.empty().repeat(3, (i, n) -> n.dense("h" + i, 8 * i)).build("n");

    assertThat(network.layers())
        .extracting(NamedLayer::toString)
        .containsExactly("h1=dense(8)", "h2=dense(16)", "h3=dense(24)");
    assertThat(NetworkBuilder.empty().repeat(0, (i, n) -> n.dense(8)).build("n").layers())
        .isEmpty();
  }

  @Test
  void chainsGradesByTheirLayer() {
    Hierarchy hierarchy =
        HierarchyBuilder.empty()
            .input(1)
            .grades(3, "features", (grade, n) -> n.dense("features", 8 * grade).relu().output(1))
            .build("wave");

    assertThat(hierarchy.networks())
        .extracting(Network::toString)
        .containsExactly(
            "network grade1 from shared input, 2 layers",
            "network grade2 from grade1.features, 2 layers",
            "network grade3 from grade2.features, 2 layers");
  }

  @Test
  void keepsItsOwnCopyOfLists() {
    List<NamedLayer> layers = new ArrayList<>();
    layers.add(new NamedLayer("h", Dense.of(8), Activation.IDENTITY));
    Network network = new Network("n", new Source.Shared(), layers);
    List<Long> sizes = new ArrayList<>(List.of(1L, 8L));
    Dims dims = new Dims(sizes);

    layers.clear();
    sizes.set(0, 9L);

    assertThat(network.layers()).hasSize(1);
    assertThat(dims).isEqualTo(Dims.of(1, 8));
    assertThatThrownBy(() -> network.layers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void readsATapAsItIsWritten() {
    assertThat(Tap.parse("digits.h1"))
        .isEqualTo(new Tap("digits", "h1", false))
        .hasToString("digits.h1");
    assertThat(Tap.parse("digits.h1:linear"))
        .isEqualTo(new Tap("digits", "h1", true))
        .hasToString("digits.h1:linear");
  }

  @Test
  void countsTheValuesOfAShape() {
    assertThat(Dims.of(3, 4, 5).count()).isEqualTo(60);
    assertThat(Dims.of().count()).isEqualTo(1);
    assertThat(Dims.of(3, 4, 5).size(-1)).isEqualTo(5);
    assertThat(Dims.of(3, 4, 5).with(-2, 7)).isEqualTo(Dims.of(3, 7, 5));
    assertThat(Dims.of(3, 4).withBatch(8)).containsExactly(8, 3, 4);
    assertThat(Dims.of(Integer.MAX_VALUE - 8).count()).isEqualTo(Dims.MAX_COUNT);
  }
}
