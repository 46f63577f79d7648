package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.Network;
import org.junit.jupiter.api.Test;

final class TextNetworksTest {

  private static CheckedNetwork checked(Network network) {
    return Checker.check(network).networks().get(0);
  }

  @Test
  void aBiLstmHasTheParametersOfTorchs() {
    Network network = TextNetworks.biLstm("text", 200, 25_002, 100, 256, 1);

    // nn.Embedding(25002, 100), nn.LSTM(100, 256, bidirectional=True), nn.Linear(512, 1)
    assertThat(checked(network).trainable())
        .isEqualTo(25_002L * 100 + 2 * 4 * 256 * (100 + 256 + 2) + 513);
  }

  @Test
  void aTransformerHasTheParametersOfTorchs() {
    Network network = TextNetworks.transformer("text", 100, 5_000, 64, 4, 4, 2);

    // nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4, 256), 4, nn.LayerNorm(64))
    assertThat(checked(network).trainable()).isEqualTo(5_000 * 64 + 4 * 49_984 + 128 + 130);
  }

  @Test
  void miniLmHasItsPublishedParameters() {
    Network network = TextNetworks.bert(512, 30_522, 384, 6, 12, 0).build("mini-lm");

    // sentence-transformers/all-MiniLM-L6-v2
    assertThat(checked(network).trainable()).isEqualTo(22_713_216);
  }

  @Test
  void bertsHaveTheirPublishedParameters() {
    // google/bert_uncased_L-4_H-512_A-8, L-2_H-128_A-2, and bert-base-uncased
    assertThat(checked(TextNetworks.bert(512, 30_522, 512, 4, 8, 0).build("small")).trainable())
        .isEqualTo(28_763_648);
    assertThat(checked(TextNetworks.bert(512, 30_522, 128, 2, 2, 0).build("tiny")).trainable())
        .isEqualTo(4_385_920);
    assertThat(checked(TextNetworks.bert(512, 30_522, 768, 12, 12, 0).build("base")).trainable())
        .isEqualTo(109_482_240);
  }

  @Test
  void aChainGuidesEachNetworkByTheOneBefore() {
    CheckedHierarchy chain = Checker.check(TextNetworks.chain("texts", 20, 50, 8, 2, 3, 1, 2, 4));

    assertThat(chain.networks())
        .extracting(CheckedNetwork::name)
        .containsExactly("depth1", "depth2", "depth4");
    assertThat(chain.links()).extracting(CheckedLink::toString).hasSize(4);
  }
}
