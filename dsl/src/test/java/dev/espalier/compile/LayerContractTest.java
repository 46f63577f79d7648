package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of layer. */
final class LayerContractTest {
  private static final int BATCH = 4;
  private static final Pass TRAINING = Pass.training(99);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static List<Layers.Case> layers() {
    return Layers.all();
  }

  @Test
  void everyKindHasAMappingAndACase() {
    Set<Class<?>> kinds = kinds(Layer.class).collect(Collectors.toSet());

    Set<Class<?>> mapped = Set.copyOf(LayerSteps.classes());
    Set<Class<?>> tested =
        Layers.all().stream().map(layer -> layer.layer().getClass()).collect(Collectors.toSet());

    assertThat(mapped).isEqualTo(kinds).hasSizeGreaterThan(10);
    assertThat(tested).isEqualTo(kinds);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesTheShapeThatItsDescriptionSays(Layers.Case layer) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NetworkBlock block = block(layer, type);
      NDArray input = input(layer, type);

      NDArray evaluated = block.forward(input, Pass.evaluation());
      NDArray trained = block.forward(input, TRAINING);

      Shape expected = new Shape(block.network().output().withBatch(BATCH));
      assertThat(evaluated.getShape()).isEqualTo(expected);
      assertThat(trained.getShape()).isEqualTo(expected);
      assertThat(evaluated.getDataType()).isEqualTo(type);
      assertThat(trained.getDataType()).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void hasTheGradientOfFiniteDifferences(Layers.Case layer) {
    for (Pass pass : List.of(Pass.evaluation(), TRAINING.keepingStatistics())) {
      NetworkBlock block = block(layer, DataType.FLOAT64);
      NDArray input = input(layer, DataType.FLOAT64);
      NDArray weights = noise(block.network().output().withBatch(BATCH), DataType.FLOAT64, 5);
      List<NDArray> leaves = leaves(layer, block, input);

      Differences.assertGradients(leaves, () -> block.forward(input, pass).mul(weights).sum());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesEqualValuesForEqualSeeds(Layers.Case layer) {
    NDArray input = input(layer, DataType.FLOAT32);

    NDArray one = block(layer, DataType.FLOAT32).forward(input, TRAINING);
    NDArray same = block(layer, DataType.FLOAT32).forward(input, TRAINING);

    assertThat(same.toFloatArray()).isEqualTo(one.toFloatArray());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void changesStatisticsOnlyWhereThePassUpdatesThem(Layers.Case layer) {
    NetworkBlock block = block(layer, DataType.FLOAT32);
    NDArray input = input(layer, DataType.FLOAT32);
    List<Double> before = statistics(block);

    block.forward(input, Pass.evaluation());
    block.forward(input, TRAINING.keepingStatistics());
    block.forward(input, TRAINING.upTo(0));

    assertThat(statistics(block)).isEqualTo(before);
    block.forward(input, TRAINING);
    assertThat(statistics(block).equals(before)).isEqualTo(before.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void leavesNothingBehindInItsMemory(Layers.Case layer) {
    NetworkBlock block = block(layer, DataType.FLOAT32);
    NDArray input = input(layer, DataType.FLOAT32);
    step(block, input);
    int before = manager.getManagedArrays().size();

    for (int i = 0; i < 200; i++) {
      step(block, input);
    }

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private void step(NetworkBlock block, NDArray input) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray leaf = input.duplicate();
      leaf.setRequiresGradient(leaf.getDataType().isFloating());
      Differences.backward(() -> block.forward(leaf, TRAINING).sum());
    }
  }

  private static List<NDArray> leaves(Layers.Case layer, NetworkBlock block, NDArray input) {
    List<NDArray> leaves = new ArrayList<>();
    if (!layer.takesTokens()) {
      input.setRequiresGradient(true);
      leaves.add(input);
    }
    block.parameters().stream()
        .filter(NamedParameter::trainable)
        .forEach(parameter -> leaves.add(parameter.array()));
    return leaves;
  }

  private NetworkBlock block(Layers.Case layer, DataType type) {
    CheckedNetwork network = Checked.network(layer.input(), layer.body());
    return NetworkBlock.of(network, manager, type, 7);
  }

  private NDArray input(Layers.Case layer, DataType type) {
    long[] shape = layer.input().withBatch(BATCH);
    if (layer.takesTokens()) {
      float[] tokens = {0, 4, 2, 1, 1, 3, 0, 0, 2, 4, 3, 1};
      return manager.create(tokens, new Shape(shape)).toType(type, false);
    }
    return noise(shape, type, 3);
  }

  private NDArray noise(long[] dims, DataType type, long seed) {
    Shape shape = new Shape(dims);
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(shape.size(), -2, 2).toArray();
    return manager.create(values, shape).toType(type, false);
  }

  private static List<Double> statistics(NetworkBlock block) {
    List<Double> values = new ArrayList<>();
    for (NamedParameter parameter : block.parameters()) {
      if (!parameter.trainable()) {
        for (float value : parameter.array().toFloatArray()) {
          values.add((double) value);
        }
      }
    }
    return values;
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    if (type == CustomLayer.class) {
      return Stream.of(BlockLayer.class);
    }
    return Modifier.isAbstract(type.getModifiers())
        ? Stream.of(type.getPermittedSubclasses()).flatMap(LayerContractTest::kinds)
        : Stream.of(type);
  }
}
