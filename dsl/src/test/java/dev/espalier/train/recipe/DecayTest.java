package dev.espalier.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.optimizer.Adam;
import dev.espalier.describe.optimizer.AdamW;
import dev.espalier.describe.optimizer.Lion;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.optimizer.RmsProp;
import dev.espalier.describe.optimizer.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecayTest {
  @Test
  void weightsDecayAndBiasesAndNormalisationsDoNot() {
    assertThat(Decay.WEIGHTS.of("h.weight", 2)).isTrue();
    assertThat(Decay.WEIGHTS.of("block.body.conv.weight", 4)).isTrue();
    assertThat(Decay.WEIGHTS.of("", 2)).isTrue();
    assertThat(Decay.WEIGHTS.of("h.bias", 1)).isFalse();
    assertThat(Decay.WEIGHTS.of("norm.gamma", 3)).isFalse();
    assertThat(Decay.WEIGHTS.of("block.norm.beta", 2)).isFalse();
    assertThat(Decay.WEIGHTS.of("prelu.weight", 1)).isFalse();
    assertThat(Decay.ALL.of("h.bias", 1)).isTrue();
  }

  @Test
  void anOptimizerWithoutDecayIsItselfButForThat() {
    List<Optimizer> all =
        List.of(
            new Adam(0.8, 0.99, 1e-6, 0.3),
            new AdamW(0.8, 0.99, 1e-6, 0.3),
            new Lion(0.8, 0.9, 0.3),
            new RmsProp(0.8, 1e-6, 0.5, 0.3),
            new Sgd(0.8, true, 0.3));

    assertThat(all.stream().map(each -> each.withoutDecay().orElseThrow()))
        .containsExactly(
            new Adam(0.8, 0.99, 1e-6, 0),
            new AdamW(0.8, 0.99, 1e-6, 0),
            new Lion(0.8, 0.9, 0),
            new RmsProp(0.8, 1e-6, 0.5, 0),
            new Sgd(0.8, true, 0));
    assertThat(Optimizer.adam().withoutDecay()).isEmpty();
  }
}
