package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedLink;
import dev.espalier.check.Checker;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.value.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChainsTest {
  private static final Dims IMAGE = Dims.of(1, 8, 8);
  private static final Activation TANH = Activation.of(Activation.Kind.TANH);

  @Test
  void mlpsGrowInDepthAndEachGuidesTheNext() {
    Hierarchy chain = Chains.mlp("digits-chain", IMAGE, 32, 10, TANH, 1, 2, 4);

    assertThat(chain.networks())
        .extracting(Network::name)
        .containsExactly("depth1", "depth2", "depth4");
    assertThat(chain.networks().get(2).layers())
        .extracting(NamedLayer::name)
        .containsExactly("flatten1", "h1", "h2", "h3", "h4", "output");
    assertThat(chain.guides())
        .extracting(guide -> guide.guide() + guide.learner())
        .containsExactly("depth1depth2", "depth2depth4");
    assertThat(chain.guides().get(0).links())
        .hasExactlyElementsOfTypes(Link.Aligned.class, Link.Output.class);
  }

  @Test
  void everyNetworkTakesTheSharedInput() {
    Hierarchy chain = Chains.cnn("cnns", IMAGE, 4, 10, TANH, 1, 2);

    assertThat(chain.source()).isEqualTo(new Source.Input(IMAGE));
    assertThat(chain.networks()).extracting(Network::source).containsOnly(new Source.Shared());
  }

  @Test
  void sigmoidIsTheDefault() {
    Hierarchy chain = Chains.mlp("plain", Dims.of(13), 8, 3, 1, 2);

    assertThat(chain.networks().get(0).layer("h1").orElseThrow().activation())
        .isEqualTo(Activation.of(Activation.Kind.SIGMOID));
  }

  @Test
  void chainsOfMemoriesAreLinkedLayerByLayer() {
    Hierarchy chain = Chains.lstm("memories", IMAGE, 16, 10, 1, 3, 4);

    assertThat(chain.guides().get(1).links())
        .filteredOn(link -> link instanceof Link.Hidden)
        .extracting(link -> ((Link.Hidden) link).learnerLayer())
        .containsExactly("h1", "h2", "h3");
  }

  @Test
  void residualNetworksGuideAtTheEndsOfTheirStages() {
    Hierarchy chain = Chains.resnet("resnets", IMAGE, 10, 1, 2);

    assertThat(chain.networks()).extracting(Network::name).containsExactly("depth8", "depth14");
    assertThat(chain.guides().get(0).links().subList(0, 3))
        .extracting(
            link -> ((Link.Hidden) link).guideLayer() + " " + ((Link.Hidden) link).learnerLayer())
        .containsExactly("block1-1 block1-2", "block2-1 block2-2", "block3-1 block3-2");
    assertThat(Checker.check(chain).links()).hasSize(4);
  }

  @Test
  void everyHiddenLayerOfAGuideFindsItsLearner() {
    var mlps = Checker.check(Chains.mlp("mlps", IMAGE, 32, 10, 1, 2, 3));
    var cnns = Checker.check(Chains.cnn("cnns", IMAGE, 4, 10, TANH, 1, 2, 3));
    var memories = Checker.check(Chains.lstm("memories", IMAGE, 16, 10, 1, 2, 3));

    assertThat(List.of(mlps, cnns, memories))
        .allSatisfy(
            chain ->
                assertThat(chain.linksOf("depth3"))
                    .extracting(CheckedLink::name)
                    .containsExactly(
                        "depth2.h1 -> depth3.h1",
                        "depth2.h2 -> depth3.h2",
                        "depth2.output -> depth3.output"));
  }

  @Test
  void refusesDepthsThatDoNotGrow() {
    assertThatThrownBy(() -> Chains.mlp("flat", IMAGE, 32, 10, 2, 2))
        .hasMessage(
            "mlp: found depths [2, 2], needed at least two that grow from 1 or more to at most 20000."
                + " Try 1, 2, 3.");
  }
}
