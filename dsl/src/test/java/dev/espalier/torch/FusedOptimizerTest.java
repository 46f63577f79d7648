package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.optimizer.Adam;
import dev.espalier.describe.optimizer.AdamW;
import dev.espalier.describe.optimizer.Lion;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.optimizer.OptimizerText;
import dev.espalier.describe.optimizer.RmsProp;
import dev.espalier.describe.optimizer.Sgd;
import dev.espalier.describe.value.Registry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FusedOptimizerTest {
  private static final double RATE = 1e-3;

  private NDManager manager;
  private Autograd.Mode mode;

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Optimizer.sgd(),
        new Sgd(0, false, 0.1),
        new Sgd(0.9, false, 0.1),
        new Sgd(0.9, true, 0.1),
        Optimizer.adam(),
        new Adam(0.8, 0.99, 1e-6, 0.1),
        new AdamW(0.9, 0.999, 1e-8, 0.1),
        Optimizer.rmsProp(),
        new RmsProp(0.9, 1e-6, 0.5, 0.1),
        new Lion(),
        new Lion(0.8, 0.95, 0.1));
  }

  /** Gives the same optimizer without the library's kernel. */
  private static Optimizer asText(Optimizer optimizer) {
    return Optimizer.of(
        optimizer.name(),
        text -> {
          OptimizerText longer = text;
          for (String state : optimizer.states()) {
            longer = longer.state(state);
          }
          return longer.update(optimizer.update());
        });
  }

  @Test
  void everyRegisteredOptimizerIsAmongThoseThatAreTried() {
    assertThat(optimizers().map(Optimizer::name))
        .containsAll(Registry.all(Optimizer.class).keySet());
  }

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    mode = Autograd.paused();
  }

  @AfterEach
  void close() {
    mode.close();
    manager.close();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void followsItsFormulaOverAThousandSteps(Optimizer optimizer) {
    List<NDArray> exact = parameters(DataType.FLOAT64);
    List<NDArray> single = parameters(DataType.FLOAT32);
    OptimizerByHand byHand = new OptimizerByHand(optimizer, exact);

    try (FusedOptimizer fused = FusedOptimizer.create(optimizer, exact, manager);
        FusedOptimizer fusedSingle = FusedOptimizer.create(optimizer, single, manager)) {
      for (int i = 0; i < 1000; i++) {
        double rate = RATE / (1 + i / 100);
        backward(exact);
        backward(single);
        byHand.step(rate);
        fused.step(rate, 0);
        fusedSingle.step(rate, 0);
      }
    }

    for (int i = 0; i < exact.size(); i++) {
      assertThat(exact.get(i).toDoubleArray()).containsExactly(byHand.values(i), within(1e-9));
      assertThat(single.get(i).toType(DataType.FLOAT64, true).toDoubleArray())
          .containsExactly(byHand.values(i), within(1e-3));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void keepsItsConstantsInSixtyFourBits(Optimizer optimizer) {
    List<NDArray> exact = parameters(DataType.FLOAT64);
    OptimizerByHand byHand = new OptimizerByHand(optimizer, exact);

    try (FusedOptimizer fused = FusedOptimizer.create(optimizer, exact, manager)) {
      for (int i = 0; i < 3; i++) {
        backward(exact);
        byHand.step(0.1);
        fused.step(0.1, 0);
      }
    }

    for (int i = 0; i < exact.size(); i++) {
      assertThat(exact.get(i).toDoubleArray()).containsExactly(byHand.values(i), within(3e-15));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void agreesWithItsTextAlsoWhenItClips(Optimizer optimizer) {
    List<NDArray> one = parameters(DataType.FLOAT64);
    List<NDArray> other = parameters(DataType.FLOAT64);

    try (OptimizerStep fused = OptimizerStep.create(optimizer, one, manager);
        OptimizerStep text = OptimizerStep.create(asText(optimizer), other, manager)) {
      for (int i = 0; i < 50; i++) {
        backward(one);
        backward(other);
        fused.step(RATE, 0.5);
        text.step(RATE, 0.5);
      }
      assertThat(fused.state().size()).isEqualTo(text.state().size());
    }

    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i).toDoubleArray())
          .containsExactly(other.get(i).toDoubleArray(), within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void goesOnBitForBitFromASavedState(Optimizer optimizer) {
    List<NDArray> whole = parameters(DataType.FLOAT32);
    List<NDArray> resumed = parameters(DataType.FLOAT32);
    byte[] saved;
    try (FusedOptimizer fused = FusedOptimizer.create(optimizer, whole, manager)) {
      steps(fused, whole, 20);
      saved = fused.state().encode();
      Operators.copy(resumed, whole);
      steps(fused, whole, 20);
    }

    try (FusedOptimizer fused = FusedOptimizer.create(optimizer, resumed, manager)) {
      fused.restore(NDList.decode(manager, saved));
      steps(fused, resumed, 20);
    }

    for (int i = 0; i < whole.size(); i++) {
      assertThat(resumed.get(i).toFloatArray()).isEqualTo(whole.get(i).toFloatArray());
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void exchangesItsStateWithItsText(Optimizer optimizer) {
    List<NDArray> one = parameters(DataType.FLOAT64);
    List<NDArray> other = parameters(DataType.FLOAT64);

    try (OptimizerStep fused = FusedOptimizer.create(optimizer, one, manager);
        OptimizerStep text = OptimizerStep.create(asText(optimizer), other, manager)) {
      steps(fused, one, 5);
      Operators.copy(other, one);
      text.restore(fused.state());
      steps(fused, one, 5);
      steps(text, other, 5);
    }

    assertThat(one.get(0).toDoubleArray())
        .containsExactly(other.get(0).toDoubleArray(), within(1e-12));
  }

  @Test
  void clearsTheGradientsInPlace() {
    List<NDArray> parameters = parameters(DataType.FLOAT32);

    try (FusedOptimizer fused = FusedOptimizer.create(Optimizer.adam(), parameters, manager)) {
      backward(parameters);
      NDArray gradient = Autograd.gradient(parameters.get(0));
      assertThat(gradient.abs().sum().getFloat()).isPositive();
      fused.step(RATE, 0);

      assertThat(gradient.abs().sum().getFloat()).isZero();
    }
  }

  @Test
  void countsAMissingGradientAsZero() {
    List<NDArray> parameters = parameters(DataType.FLOAT64);
    double[] before = parameters.get(1).toDoubleArray();

    try (FusedOptimizer fused = FusedOptimizer.create(Optimizer.adamW(0.5), parameters, manager)) {
      backward(parameters.subList(0, 1));
      fused.step(0.1, 1);
    }

    double[] after = parameters.get(1).toDoubleArray();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i] * 0.95, within(1e-15));
    }
  }

  @Test
  void keepsTheCountOfArraysOverTwoThousandSteps() {
    List<NDArray> parameters = parameters(DataType.FLOAT32);

    try (FusedOptimizer fused = FusedOptimizer.create(Optimizer.adam(), parameters, manager)) {
      steps(fused, parameters, 10);
      int before = arrays();
      steps(fused, parameters, 2000);

      assertThat(arrays()).isEqualTo(before);
    }
  }

  @Test
  void keepsItsStateWhenItWasMadeInsideAScope() {
    List<NDArray> parameters = parameters(DataType.FLOAT32);
    FusedOptimizer fused;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      fused = FusedOptimizer.create(Optimizer.adam(), parameters, manager);
    }

    steps(fused, parameters, 3);

    assertThat(fused.state().get("step").getFloat()).isEqualTo(3);
    fused.close();
  }

  @Test
  void freesItsStateWhenItOrItsOwnerIsClosed() {
    List<NDArray> parameters = parameters(DataType.FLOAT32);
    NDManager owner = manager.newSubManager();
    FusedOptimizer closed = FusedOptimizer.create(Optimizer.adam(), parameters, manager);
    FusedOptimizer orphan = FusedOptimizer.create(Optimizer.adam(), parameters, owner);
    NDArray mine = closed.state().get(0);
    NDArray its = orphan.state().get(0);

    closed.close();
    owner.close();

    assertThat(mine.isReleased()).isTrue();
    assertThat(its.isReleased()).isTrue();
    assertThat(parameters.get(0).isReleased()).isFalse();
  }

  @Test
  void refusesParametersItCannotTrain() {
    List<NDArray> good = parameters(DataType.FLOAT32);
    NDArray frozen = manager.ones(new Shape(2));
    NDArray wide = parameters(DataType.FLOAT64).get(0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FusedOptimizer.create(Optimizer.adam(), List.of(), manager))
        .withMessageContaining("there are no parameters");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FusedOptimizer.create(Optimizer.adam(), List.of(good.get(0), frozen), manager))
        .withMessageContaining("parameter 1 (2) is frozen");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FusedOptimizer.create(Optimizer.adam(), List.of(good.get(0), wide), manager))
        .withMessageContaining("parameter 1 is float64");
  }

  @Test
  void refusesTheStateOfAnotherOptimizer() {
    List<NDArray> parameters = parameters(DataType.FLOAT32);

    try (FusedOptimizer adam = FusedOptimizer.create(Optimizer.adam(), parameters, manager);
        FusedOptimizer rms = FusedOptimizer.create(Optimizer.rmsProp(), parameters, manager)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> adam.restore(rms.state()))
          .withMessageContaining("mean.0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rms.restore(adam.state()))
          .withMessageContaining("has no such value");
    }
  }

  private List<NDArray> parameters(DataType type) {
    NDArray matrix = manager.arange(6f).reshape(2, 3).sub(2.5f).toType(type, true);
    NDArray scalar = manager.create(0.7f).toType(type, true);
    List<NDArray> parameters = List.of(matrix, scalar);
    parameters.forEach(parameter -> parameter.setRequiresGradient(true));
    return parameters;
  }

  private static void steps(OptimizerStep optimizer, List<NDArray> parameters, int count) {
    for (int i = 0; i < count; i++) {
      backward(parameters);
      optimizer.step(RATE, 1);
    }
  }

  /** The loss is the sum of cosh(p), so that every step's gradient is sinh(p). */
  private static void backward(List<NDArray> parameters) {
    try (NDScope scope = new NDScope();
        Autograd.Mode recording = Autograd.recording()) {
      scope.suppressNotUsedWarning();
      for (NDArray parameter : parameters) {
        Autograd.backward(parameter.cosh().sum());
      }
    }
  }

  /**
   * Arrays of this test's manager and those below it; whatever a step leaks lands in one of them.
   */
  private int arrays() {
    return manager.getManagedArrays().size();
  }
}
