package dev.espalier.train.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FiniteValuesTest {
  private static final Constant GUIDE = Constant.tap(Tap.of("small", "idea"), Dims.of(2));

  @Test
  void findsNothingWrongWithFiniteValues() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThat(
              FiniteValues.fault(
                  GUIDE, manager.create(new float[][] {{1, 2}, {3, -1e30f}}), 0, "data"))
          .isEmpty();
    }
  }

  @Test
  void namesTheNetworkTheRowAndTheValue() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Optional<String> said =
          FiniteValues.fault(
                  GUIDE, manager.create(new float[][] {{1, 2}, {3, Float.NaN}}), 512, "'digits'")
              .map(Object::toString);

      assertThat(said)
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .startsWith("tap small.idea: ")
                      .contains("NaN in row 513 of 'digits'")
                      .contains("frozen network 'small'"));
    }
  }
}
