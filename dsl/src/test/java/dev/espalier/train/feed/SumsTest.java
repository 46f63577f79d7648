package dev.espalier.train.feed;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.Tap;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sums of the outputs of two grades of two classes, worked out by hand. */
final class SumsTest {
  private static final CheckedHierarchy GRADES =
      check(hierarchy("two", h -> h.input(2).grades(2, "h", (i, n) -> n.dense("h", 2).output(2))));
  private static final Readout BOTH = Readout.of("grade1", "grade2");
  private static final double LOG_3 = Math.log(3);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aSumOfValuesIsTheirSum() {
    assertThat(sum(BOTH, Cells.ofRows(false)))
        .containsExactly(new double[] {1, LOG_3 + 2}, within(1e-15));
  }

  @Test
  void aSumOfClassesBeginsWithProbabilities() {
    assertThat(sum(BOTH, Cells.ofRows(true)))
        .containsExactly(new double[] {1.25, 2.75}, within(1e-15));
  }

  @Test
  void oneNetworkAloneKeepsItsLogits() {
    assertThat(sum(Readout.of("grade1"), Cells.ofRows(true))).containsExactly(0, LOG_3);
  }

  @Test
  void leavesOfValuesTheDifferenceAndOfClassesThatOfTheirOneHotLabel() {
    NDArray values = manager.create(new double[][] {{3, 3}});
    NDArray label = manager.create(new int[] {1});

    NDArray left = Sums.residual(BOTH, GRADES, outputs(), values, Cells.ofRows(false));
    NDArray classes = Sums.residual(BOTH, GRADES, outputs(), label, Cells.ofRows(true));

    assertThat(left.toDoubleArray()).containsExactly(new double[] {2, 1 - LOG_3}, within(1e-15));
    assertThat(classes.toDoubleArray()).containsExactly(new double[] {-1.25, -1.75}, within(1e-15));
  }

  @Test
  void theMeanIsThatOfTheTaps() {
    List<Tap> taps = Sums.outputs(GRADES, BOTH.networks());

    assertThat(taps).containsExactly(Tap.of("grade1", "output"), Tap.of("grade2", "output"));
    assertThat(Sums.mean(taps, outputs()).toDoubleArray())
        .containsExactly(new double[] {0.5, LOG_3 / 2 + 1}, within(1e-15));
  }

  private double[] sum(Readout readout, Cells cells) {
    return Sums.part(readout, readout.networks(), GRADES, outputs(), cells).toDoubleArray();
  }

  /** Logits of the probabilities 1/4 and 3/4, and corrections. */
  private Map<Tap, NDArray> outputs() {
    return Map.of(
        Tap.of("grade1", "output"), manager.create(new double[][] {{0, LOG_3}}),
        Tap.of("grade2", "output"), manager.create(new double[][] {{1, 2}}));
  }
}
