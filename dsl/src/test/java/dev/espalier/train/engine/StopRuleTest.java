package dev.espalier.train.engine;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.describe.measure.Accuracy;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.torch.Operators;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stopping, and going back, by the bias of a network that is set by hand in each epoch. */
final class StopRuleTest {
  private final CompiledHierarchy networks =
      CompiledHierarchy.of(
          check(network("net", n -> n.input(1).output(1))), Device.cpu(), DataType.FLOAT64, 1);

  @AfterEach
  void close() {
    networks.close();
  }

  @Test
  void goesBackToTheFirstBestEpochWhenItsPatienceIsOver() {
    try (StopRule rule = rule(Stopping.patience(2))) {
      assertThat(epochs(rule, 3, 1, 1)).isFalse();
      assertThat(epochs(rule, 2)).isTrue();

      assertThat(rule.finish(true)).isEqualTo("stopped after epoch 4, kept epoch 2");
      assertThat(bias()).isEqualTo(2);
    }
  }

  @Test
  void followsTheDirectionOfItsMeasure() {
    try (StopRule rule = rule(Stopping.bestEpoch(new Accuracy()))) {
      assertThat(epochs(rule, 0.2, 0.9, 0.5)).isFalse();

      assertThat(rule.measure()).contains(new Accuracy());
      assertThat(rule.finish(false)).isEqualTo("all epochs, kept epoch 2");
      assertThat(bias()).isEqualTo(2);
    }
  }

  @Test
  void staysWhereItIsWithoutABestEpoch() {
    try (StopRule rule = rule(Stopping.never())) {
      assertThat(epochs(rule, 3, 1, 2)).isFalse();

      assertThat(rule.measure()).isEmpty();
      assertThat(rule.finish(false)).isEqualTo("all epochs");
      assertThat(bias()).isEqualTo(3);
    }
  }

  private StopRule rule(Stopping stopping) {
    return new StopRule(stopping, networks, List.of("net"));
  }

  private int done;

  /** Sets the bias to the epoch's number, and says whether the last of these epochs stops. */
  private boolean epochs(StopRule rule, double... values) {
    boolean stops = false;
    for (double value : values) {
      done++;
      try (NDArray number = networks.manager().create(new double[] {done})) {
        Operators.copy(List.of(parameter()), List.of(number));
      }
      stops = rule.stopsAfter(value);
    }
    return stops;
  }

  private double bias() {
    return parameter().toDoubleArray()[0];
  }

  private NDArray parameter() {
    return networks.network("net").parameters().stream()
        .filter(parameter -> parameter.name().endsWith("bias"))
        .findFirst()
        .orElseThrow()
        .array();
  }
}
