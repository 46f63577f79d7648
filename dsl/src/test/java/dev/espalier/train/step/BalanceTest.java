package dev.espalier.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.espalier.train.plan.Weight;
import org.junit.jupiter.api.Test;

final class BalanceTest {
  private static final Weight.Balanced HALF = new Weight.Balanced(0.5, "task", 0.75, 0.01, 10);

  @Test
  void aWeightIsTheShareOfTheQuotientOfRunningMeans() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Balance balance = new Balance(manager)) {
      assertThat(weight(balance, manager, 2, 4)).isCloseTo(0.5 * 4 / 2, within(1e-12));
      // The means move by a quarter: 2 to 6 is 3, 4 to 8 is 5.
      assertThat(weight(balance, manager, 6, 8)).isCloseTo(0.5 * 5 / 3, within(1e-12));
    }
  }

  @Test
  void aWeightStaysWithinItsBounds() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Balance large = new Balance(manager);
        Balance small = new Balance(manager);
        Balance none = new Balance(manager)) {
      assertThat(weight(large, manager, 1e-9, 1)).isEqualTo(10);
      assertThat(weight(small, manager, 1, 1e-9)).isEqualTo(0.01);
      assertThat(weight(none, manager, 0, 0)).isEqualTo(0.01);
    }
  }

  private static double weight(Balance balance, NDManager manager, double own, double other) {
    return balance.weight(HALF, "term", manager.create(own), manager.create(other)).getDouble();
  }
}
