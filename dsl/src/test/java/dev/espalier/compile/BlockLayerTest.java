package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.Operators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockLayerTest {
  private static final CheckedNetwork NETWORK =
      Checked.network(
          Dims.of(3),
          n -> n.dense("h", 4).layer("mine", BlockLayer.of(BlockLayerTest::mine)).output(2));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void describesItsParametersAsItsBlockDoes() {
    List<ParameterSpec> specs = BlockLayer.of(BlockLayerTest::mine).parametersFor(Dims.of(4));

    assertThat(specs)
        .extracting(ParameterSpec::name)
        .containsExactly(
            "01Linear_weight",
            "01Linear_bias",
            "02BatchNorm_gamma",
            "02BatchNorm_beta",
            "02BatchNorm_runningMean",
            "02BatchNorm_runningVar");
    assertThat(specs)
        .extracting(ParameterSpec::trainable)
        .containsExactly(true, true, true, true, false, false);
    assertThat(specs.get(0).dims()).isEqualTo(Dims.of(5, 4));
    assertThat(specs.get(0).fanIn()).isEqualTo(4);
  }

  @Test
  void learnsShapesFromOneBlockThatIsGivenAgainAndRefusesABlockThatGivesNull() {
    Block one = Linear.builder().setUnits(4).build();
    BlockLayer same = BlockLayer.of(() -> one);
    BlockLayer none = BlockLayer.of(() -> new LambdaBlock(list -> null));

    assertThat(same.outputOf(Dims.of(3))).isEqualTo(Dims.of(4));
    assertThat(same.parametersFor(Dims.of(3))).hasSize(2);

    assertThatThrownBy(() -> none.outputOf(Dims.of(3)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "the block LambdaBlock cannot take (3): it or what it gives has a null. Try another"
                + " input, or another block.");
  }

  @Test
  void startsFromTheSeedOfTheRun() {
    NetworkBlock one = NetworkBlock.of(NETWORK, manager, DataType.FLOAT64, 7);
    NetworkBlock same = NetworkBlock.of(NETWORK, manager, DataType.FLOAT64, 7);
    NetworkBlock other = NetworkBlock.of(NETWORK, manager, DataType.FLOAT64, 8);

    double[] weight = weight(one);

    assertThat(weight).isEqualTo(weight(same)).isNotEqualTo(weight(other));
    double mean = Arrays.stream(weight).map(w -> w * w).average().orElse(0);
    assertThat(Math.sqrt(mean)).isCloseTo(Math.sqrt(2 / 4.0), within(0.3));
  }

  @Test
  void computesWithTheParametersThatTheNetworkNames() {
    NetworkBlock block = NetworkBlock.of(NETWORK, manager, DataType.FLOAT32, 7);
    NDArray input = manager.ones(new Shape(2, 3));
    NDArray before = block.forward(input, Pass.evaluation());

    NamedParameter bias = block.parameters().get(3);
    Operators.copy(List.of(bias.array()), List.of(manager.ones(new Shape(5))));

    assertThat(bias.name()).isEqualTo("mine.01Linear_bias");
    assertThat(bias.layer()).isEqualTo(1);
    assertThat(block.forward(input, Pass.evaluation())).isNotEqualTo(before);
  }

  @Test
  void isSavedAndLoadedWithItsNetwork() throws Exception {
    NetworkBlock block = NetworkBlock.of(NETWORK, manager, DataType.FLOAT32, 7);
    NetworkBlock other = NetworkBlock.of(NETWORK, manager, DataType.FLOAT32, 8);
    NDArray input = manager.ones(new Shape(2, 3));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    block.saveParameters(new DataOutputStream(bytes));
    other.loadParameters(
        manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(other.forward(input, Pass.evaluation()))
        .isEqualTo(block.forward(input, Pass.evaluation()));
  }

  @Test
  void isFrozenWithItsNetwork() {
    NetworkBlock block = NetworkBlock.of(NETWORK, manager, DataType.FLOAT32, 7);

    block.trainable(TrainedLayers.upTo(block.layersUpTo("h")));

    assertThat(block.parameters())
        .allMatch(p -> p.array().hasGradient() == p.name().startsWith("h."));
  }

  @Test
  void startsFromWhatItsBlockCameWithInEveryRun() {
    try (Model model = model()) {
      model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 4));
      float[] needed = values(model.getBlock());
      Supplier<Block> supplier = model::getBlock;

      for (int run = 0; run < 2; run++) {
        try (CompiledHierarchy hierarchy = compile(supplier)) {
          assertThat(values(model.getBlock())).isEqualTo(needed);
          NetworkBlock block = hierarchy.networks().get(0);
          block.parameters().forEach(parameter -> parameter.array().addi(1));
          assertThat(values(model.getBlock())).isNotEqualTo(needed);
        }
      }
    }
  }

  @Test
  void drawsTheValuesOfABlockThatCameWithoutAnyForEveryRun() {
    Model model = model();
    List<float[]> starts = new ArrayList<>();

    for (int run = 0; run < 2; run++) {
      try (CompiledHierarchy hierarchy = compile(model::getBlock)) {
        starts.add(values(model.getBlock()));
        hierarchy.networks().get(0).parameters().forEach(each -> each.array().addi(1));
      }
    }
    model.close();

    assertThat(starts.get(1)).isEqualTo(starts.get(0)).isNotEmpty();
  }

  @Test
  void refusesABlockThatAnotherRunStillUses() {
    try (Model model = model();
        CompiledHierarchy first = compile(model::getBlock)) {
      first.belongTo("run 'all by supervised'");

      assertThatThrownBy(() -> compile(model::getBlock))
          .isInstanceOf(CheckException.class)
          .hasMessage(
              """
              layer net.mine has a problem:
                block: its supplier gives one that run 'all by supervised' still uses, needed one of its own. Try a supplier that makes the block anew, or closing that first.""");
    }
  }

  @Test
  void saysThatTheModelOfItsBlockIsClosed() {
    Model model = model();
    model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 4));
    Block block = model.getBlock();
    NDArray value = block.getParameters().get(0).getValue().getArray();
    value.close();

    assertThatThrownBy(() -> BlockLayer.of(() -> block).outputOf(Dims.of(4)))
        .hasMessage(
            "the values of block SequentialBlock are freed, since the DJL model that it came from was closed or forgotten."
                + " Try block(model::getBlock), which keeps the model, and closing it after the run.");
    model.close();
  }

  private static Model model() {
    Model model = Model.newInstance("mine", "PyTorch");
    model.setBlock(mine());
    return model;
  }

  private static CompiledHierarchy compile(Supplier<Block> supplier) {
    CheckedHierarchy checked =
        Checked.hierarchy(
            h ->
                h.input(3)
                    .network(
                        "net",
                        n -> n.dense("h", 4).layer("mine", BlockLayer.of(supplier)).output(2)));
    return CompiledHierarchy.of(checked, Device.cpu(), DataType.FLOAT32, 7);
  }

  private static float[] values(Block block) {
    return block.getParameters().get(0).getValue().getArray().toFloatArray();
  }

  @Test
  void saysWhatItsBlockCannotTake() {
    BlockLayer convolution =
        BlockLayer.of(
            () ->
                ai.djl.nn.convolutional.Conv2d.builder()
                    .setFilters(2)
                    .setKernelShape(new Shape(3, 3))
                    .build());

    assertThatThrownBy(() -> convolution.outputOf(Dims.of(3)))
        .isInstanceOf(MisfitException.class)
        .hasMessageStartingWith("the block Conv2d cannot take (3): ");
  }

  @Test
  void refusesABlockThatMixesTheSamplesOfABatch() {
    BlockLayer mixing = lambda(x -> x.sub(x.mean(new int[] {0}, true)));

    assertThatThrownBy(() -> mixing.outputOf(Dims.of(4)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "the block LambdaBlock gives other values for a sample when other samples are in its"
                + " batch. Try a block that keeps the samples apart in evaluation mode.");
  }

  @Test
  void refusesABlockThatPutsTheBatchIntoAnotherAxis() {
    BlockLayer mixing = lambda(x -> x.matMul(x.transpose()));

    assertThatThrownBy(() -> mixing.outputOf(Dims.of(4)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "the block LambdaBlock gives (5) a sample in a batch of 5, and (3) in one of 3."
                + " Try a block whose output does not depend on the batch's size.");
  }

  @Test
  void refusesABlockThatTakesOneSizeOfBatch() {
    BlockLayer fixed = lambda(x -> x.reshape(5, 2, 2));

    assertThatThrownBy(() -> fixed.outputOf(Dims.of(4)))
        .isInstanceOf(MisfitException.class)
        .hasMessageStartingWith("the block LambdaBlock cannot take (4): ");
  }

  @Test
  void refusesABlockThatGivesAnotherShapeThanItSays() {
    BlockLayer lying =
        BlockLayer.of(
            () ->
                new SequentialBlock() {
                  @Override
                  public Shape[] getOutputShapes(Shape[] inputs) {
                    return inputs;
                  }
                }.add(Linear.builder().setUnits(5).build()));

    assertThatThrownBy(() -> lying.outputOf(Dims.of(4)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "the block SequentialBlock says that it gives (4) a sample, and gives (5)."
                + " Try getOutputShapes(...) that says what forward(...) gives.");
  }

  @Test
  void takesBlocksThatKeepSamplesApart() {
    assertThat(lambda(NDArray::neg).outputOf(Dims.of(4))).isEqualTo(Dims.of(4));
    assertThat(
            BlockLayer.of(() -> new SequentialBlock().add(Dropout.builder().build()).add(mine()))
                .outputOf(Dims.of(4)))
        .isEqualTo(Dims.of(5));
  }

  private static BlockLayer lambda(UnaryOperator<NDArray> function) {
    return BlockLayer.of(
        () -> new LambdaBlock(in -> new NDList(function.apply(in.singletonOrThrow()))));
  }

  private static Block mine() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(5).build())
        .add(BatchNorm.builder().build());
  }

  private static double[] weight(NetworkBlock block) {
    return block.parameters().get(2).array().toDoubleArray();
  }
}
