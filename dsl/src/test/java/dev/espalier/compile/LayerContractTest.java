package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.LayerContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of layer. */
final class LayerContractTest {

  static List<Layer.Example> layers() {
    Layer block =
        BlockLayer.of(
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(4).build())
                    .add(ai.djl.nn.norm.BatchNorm.builder().build()));
    return Stream.concat(
            Registry.all(Layer.Entry.class).values().stream()
                .flatMap(entry -> entry.examples().stream()),
            Stream.of(new Layer.Example("a block of DJL", Dims.of(3), block)))
        .toList();
  }

  @Test
  void everyKindBringsItsExamples() {
    assertThat(Registry.all(Layer.Entry.class)).hasSizeGreaterThan(10);
    Registry.all(Layer.Entry.class).values().forEach(LayerContract::hasExamples);
  }

  @Test
  void everyAcceleratorIsOfARegisteredKind() {
    assertThat(LayerSteps.accelerated())
        .filteredOn(type -> !CustomLayer.class.isAssignableFrom(type))
        .isSubsetOf(
            Registry.all(Layer.Entry.class).values().stream().map(Layer.Entry::type).toList());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesTheShapeThatItsDescriptionSays(Layer.Example layer) {
    LayerContract.givesTheShapeThatItSays(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void keepsSamplesApart(Layer.Example layer) {
    LayerContract.keepsSamplesApart(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void computesWhatItsFormulaSays(Layer.Example layer) {
    LayerContract.computesWhatItsFormulaSays(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void hasTheGradientOfFiniteDifferences(Layer.Example layer) {
    LayerContract.hasTheGradientOfFiniteDifferences(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesEqualValuesForEqualSeeds(Layer.Example layer) {
    LayerContract.givesEqualValuesForEqualSeeds(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void changesStatisticsOnlyWhereThePassUpdatesThem(Layer.Example layer) {
    LayerContract.changesStatisticsOnlyWhereThePassUpdatesThem(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void leavesNothingBehindInItsMemory(Layer.Example layer) {
    LayerContract.leavesNothingBehind(layer);
  }
}
