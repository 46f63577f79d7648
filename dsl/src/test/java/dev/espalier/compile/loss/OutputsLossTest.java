package dev.espalier.compile.loss;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.outputsLoss;
import static dev.espalier.Espalier.squaredError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.value.Parts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutputsLossTest {
  private static final Parts PARTS = Parts.ofClasses("kind", "cat", "dog").and("size", 2);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final NDArray said =
      manager.create(new double[][] {{Math.log(3), 0, 1, 5}, {0, 0, 2, 2}});
  private final NDArray wanted = manager.create(new double[][] {{1, 0, 2, 2}, {0, 1, 2, 4}});

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void isTheSumOfEachOutputsOwnLoss() {
    CompiledLoss loss = CompiledLoss.of(OutputsLoss.of(PARTS), false);

    assertThat(loss.perSample(said, wanted).toDoubleArray())
        .containsExactly(
            new double[] {Math.log(4 / 3.0) + (1 + 9) / 2.0, Math.log(2) + 4 / 2.0}, within(1e-12));
    assertThat(loss.mean(said, wanted).record().getDouble())
        .isCloseTo((Math.log(4 / 3.0) + 5 + Math.log(2) + 2) / 2, within(1e-12));
  }

  @Test
  void aWeightCountsAndNoneLeavesAnOutputOut() {
    OutputsLoss half = outputsLoss(PARTS).of("size", huber(1), 0.5);
    OutputsLoss alone = outputsLoss(PARTS).of("size", squaredError(), 0);

    assertThat(CompiledLoss.of(half, false).perSample(said, wanted).toDoubleArray())
        .containsExactly(
            new double[] {
              Math.log(4 / 3.0) + 0.5 * (0.5 + 2.5) / 2, Math.log(2) + 0.5 * (0 + 1.5) / 2
            },
            within(1e-12));
    assertThat(CompiledLoss.of(alone, false).perSample(said, wanted).toDoubleArray())
        .containsExactly(new double[] {Math.log(4 / 3.0), Math.log(2)}, within(1e-12));
  }

  @Test
  void saysProbabilitiesForClassesAndValuesAsTheyAre() {
    Cells cells = new Cells(false, false, OptionalDouble.empty(), Optional.of(PARTS));

    assertThat(cells.said(said).toDoubleArray())
        .containsExactly(new double[] {.75, .25, 1, 5, .5, .5, 2, 2}, within(1e-12));
  }

  @Test
  void balancesEachOutputByItsOwnCounts() {
    OutputsLoss loss = outputsLoss(PARTS).of("kind", crossEntropy().balanced());

    assertThat(loss.fitted(List.of(30, 10, 0, 4)).terms().get(0).loss())
        .isEqualTo(crossEntropy().weights(40 / 60.0, 2));
    assertThatThrownBy(() -> loss.fitted(List.of(30, 0, 0, 4)))
        .hasMessageContaining("output 'kind': balanced() divides by each class's training rows");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> outputsLoss(PARTS).of("age", huber(1)))
        .hasMessage("part 'age': there is none among [kind, size]. Try one of them.");
    assertThatThrownBy(() -> outputsLoss(PARTS).of("kind", huber(1)))
        .hasMessage(
            "outputsLoss: output 'kind' is of classes, and its loss is Huber at 1.0. Try crossEntropy().");
    assertThatThrownBy(() -> outputsLoss(PARTS).of("size", huber(1)).of("size", huber(2)))
        .hasMessageContaining("the loss of 'size' was already given as Huber at 1.0");
    assertThatThrownBy(() -> outputsLoss(PARTS).of("size", huber(1), -1))
        .hasMessage(
            "outputsLoss: found a weight of -1.0, needed a finite number of at least 0. Try 1.");
    assertThatThrownBy(
            () -> outputsLoss(PARTS).of("size", huber(1), 0).of("kind", crossEntropy(), 0))
        .hasMessage("outputsLoss: found weights of 0 alone, needed one above. Try a weight of 1.");
  }
}
