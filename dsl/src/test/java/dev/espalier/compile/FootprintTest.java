package dev.espalier.compile;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import org.junit.jupiter.api.Test;

class FootprintTest {
  private static final long GIB = 1L << 30;
  private static final CheckedHierarchy HUGE =
      check(network("n", n -> n.input(4).dense("h", 268_435_456).relu().flatten().output(1)));
  private static final CheckedHierarchy SMALL =
      check(network("n", n -> n.input(4).dense("h", 3).relu().output(1)));

  @Test
  void refusesParametersThatTheMachineCannotHold() {
    assertThatThrownBy(() -> Footprint.require(HUGE, DataType.FLOAT32, 0, 0, 4 * GIB, 64 * GIB))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            hierarchy 'n' has a problem:
              memory: the 1,610.6 million parameters take 6.0 GiB, and this machine has 4.0 GiB. Try at most 1,073.7 million parameters.\
            """);
  }

  @Test
  void countsWhatTrainingKeepsForEachParameter() {
    long kept = 3 * HUGE.trainable();

    assertThatThrownBy(() -> Footprint.require(HUGE, DataType.FLOAT32, kept, 0, 16 * GIB, 64 * GIB))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            hierarchy 'n' has a problem:
              memory: the 1,610.6 million parameters take 24.0 GiB with gradients and what the optimizer keeps, and this machine has 16.0 GiB. Try at most 1,073.7 million parameters.\
            """);
  }

  @Test
  void refusesAParameterThatTheHeapCannotHoldWhileItIsDrawn() {
    assertThatThrownBy(() -> Footprint.require(HUGE, DataType.FLOAT32, 0, 0, 64 * GIB, 6 * GIB))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            hierarchy 'n' has a problem:
              layer n.h: its weight (268435456 x 4) takes 12.0 GiB of Java's heap while it is drawn, and the heap has 6.0 GiB. Try fewer units, or java -Xmx13g.\
            """);
  }

  @Test
  void refusesABatchWhoseOutputsTheMachineCannotHold() {
    assertThatThrownBy(
            () -> Footprint.require(SMALL, DataType.FLOAT64, 19, 4 * GIB, 16 * GIB, 6 * GIB))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            hierarchy 'n' has a problem:
              memory: what the layers give for one batch takes 32.0 GiB, and this machine has 16.0 GiB. Try a smaller batch, or smaller layers.\
            """);
  }

  @Test
  void takesWhatJustFits() {
    assertThatCode(() -> Footprint.require(SMALL, DataType.FLOAT64, 57, 0, 8 * 76, 12 * 8))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Footprint.require(SMALL, DataType.FLOAT64, 57, 0, 8 * 76 - 1, 12 * 8))
        .isInstanceOf(CheckException.class);
  }
}
