package dev.espalier.describe.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OptimizerTest {

  @Test
  void defaultsAreThoseOfThePapers() {
    Optimizer adam = Optimizer.adam();
    Optimizer adamW = Optimizer.adamW();

    assertThat(adam).isEqualTo(new Adam(0.9, 0.999, 1e-8, 0));
    assertThat(adamW).isEqualTo(new AdamW(0.9, 0.999, 1e-8, 1e-2));
  }

  @Test
  void refusesNesterovWithoutMomentum() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.nesterov(0))
        .withMessageContaining("the momentum is 0")
        .withMessageContaining("Try nesterov(0.9)");
  }

  @Test
  void refusesNumbersOutsideTheirRanges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.momentum(1))
        .withMessageContaining("momentum is 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Adam(0.9, Double.NaN, 1e-8, 0))
        .withMessageContaining("beta2 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RmsProp(0.99, 0, 0, 0))
        .withMessageContaining("epsilon is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adamW(-1))
        .withMessageContaining("weight decay is -1.0");
  }
}
