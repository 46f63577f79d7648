package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NetworkBlockTest {
  private static final CheckedNetwork SMALL =
      Checked.network(Dims.of(3), n -> n.dense("h1", 4).tanh().dense("h2", 5).relu().output(2));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void namesParametersByLayerInTheirOrder() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);

    List<NamedParameter> parameters = block.parameters();

    assertThat(parameters)
        .extracting(NamedParameter::name)
        .containsExactly(
            "h1.weight", "h1.bias", "h2.weight", "h2.bias", "output.weight", "output.bias");
    assertThat(parameters).extracting(NamedParameter::layer).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(block.getParameters().keys())
        .containsExactlyElementsOf(parameters.stream().map(NamedParameter::name).toList());
  }

  @Test
  void computesWhatItsDescriptionSays() {
    CheckedNetwork network =
        Checked.network(
            Dims.of(2),
            n ->
                n.dense("h", 2, d -> d.weight(Initial.values(1, 2, 3, 4)).bias(Initial.ones()))
                    .relu()
                    .output(1, d -> d.weight(Initial.values(10, 1)).noBias()));
    NetworkBlock block = NetworkBlock.of(network, manager, DataType.FLOAT64, 7);
    NDArray input = manager.create(new double[] {1, 1, -1, 0}, new Shape(2, 2));

    NDArray output = block.forward(input, Pass.evaluation());

    assertThat(output.toDoubleArray()).containsExactly(48, 0);
  }

  @Test
  void startsEqualWithEqualSeedsWhateverElseWasDrawn() {
    NetworkBlock one = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    manager.randomNormal(new Shape(10));
    NetworkBlock same = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    NetworkBlock narrow = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    NetworkBlock other = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 8);

    double[] values = values(one);

    assertThat(values(same)).isEqualTo(values);
    assertThat(values(narrow)).isEqualTo(rounded(values));
    assertThat(values(other)).isNotEqualTo(values);
  }

  @Test
  void outlivesTheScopeThatItWasMadeIn() {
    NetworkBlock block;
    Snapshot snapshot;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      block = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
      snapshot = block.snapshot();
    }

    block.restore(snapshot);

    assertThat(values(block)).hasSize((int) SMALL.trainable());
  }

  @Test
  void keepsTheValuesAtTaps() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    NDArray input = manager.create(new double[] {1, -2, 3}, new Shape(1, 3));
    Taps taps = block.taps("h1:linear", "h1", "output");

    NDArray output = block.forward(input, Pass.evaluation(), taps);

    assertThat(taps.value("output")).isSameAs(output);
    assertThat(taps.value("h1:linear").tanh().toDoubleArray())
        .isEqualTo(taps.value("h1").toDoubleArray());
    assertThatThrownBy(() -> taps.value("h2"))
        .hasMessage(
            "tap net.h2: it was not asked for; these were: [h1:linear, h1, output]."
                + " Try taps(\"h2\").");
  }

  @Test
  void givesTheOutputFromAnyPointOnTheWay() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    NDArray input = manager.create(new double[] {1, -2, 3}, new Shape(1, 3));
    NDArray output = block.forward(input, Pass.evaluation());

    for (String place : List.of("h1:linear", "h1", "h2:linear", "h2", "output")) {
      int point = block.point(place);
      NDArray half = block.forward(input, 0, point, Pass.evaluation(), Taps.none());
      NDArray whole = block.forward(half, point, block.end(), Pass.evaluation(), Taps.none());

      assertThat(whole.toDoubleArray()).isEqualTo(output.toDoubleArray());
    }
  }

  @Test
  void listsItsLayersWhereOneDoesNotExist() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);

    assertThatThrownBy(() -> block.taps("h3"))
        .hasMessage("tap net.h3: network 'net' has no such layer. It has h1, h2, output.");
  }

  @Test
  void restoresWhatASnapshotHolds() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    double[] before = values(block);
    Snapshot snapshot = block.snapshot();
    block.zeroOutput();

    block.restore(snapshot);

    assertThat(values(block)).isEqualTo(before);
    assertThat(block.parameters()).allMatch(parameter -> parameter.array().hasGradient());
  }

  @Test
  void givesZerosAfterItsOutputWasZeroed() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);

    block.zeroOutput();

    NDArray output = block.forward(manager.ones(new Shape(2, 3)), Pass.evaluation());
    assertThat(output.toFloatArray()).containsOnly(0);
  }

  @Test
  void refusesToZeroAnOutputWithoutWeight() {
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(Dims.of(3), n -> n.dense("h", 4).dropout(0.5)),
            manager,
            DataType.FLOAT32,
            7);

    assertThatThrownBy(block::zeroOutput)
        .hasMessage(
            "layer net.dropout1: dropout(0.5) has no weight that could be 0."
                + " Try output(4) as the last layer.");
  }

  @Test
  void trainsTheFirstLayersOnly() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);

    block.trainable(TrainedLayers.upTo(block.layersUpTo("h1")));

    assertThat(block.parameters())
        .allMatch(p -> p.array().hasGradient() == p.name().startsWith("h1."));
    block.trainable(false);
    assertThat(block.parameters()).noneMatch(p -> p.array().hasGradient());
    block.trainable(true);
    assertThat(block.parameters()).allMatch(p -> p.array().hasGradient());
  }

  @Test
  void savesAndLoadsAsAnyBlock() throws Exception {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    NetworkBlock other = NetworkBlock.uninitialized(SMALL, 8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    block.saveParameters(new DataOutputStream(bytes));
    other.loadParameters(
        manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(values(other)).isEqualTo(values(block));
  }

  @Test
  void freesTheValuesThatLoadingReplaces() throws Exception {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    block.saveParameters(new DataOutputStream(bytes));
    int before = manager.getManagedArrays().size();

    block.loadParameters(
        manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(manager.getManagedArrays()).hasSize(before);
    assertThat(block.parameters()).allMatch(parameter -> parameter.array().hasGradient());
  }

  @Test
  void refusesAnInputOfAnotherShape() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    ParameterStore store = new ParameterStore(manager, false);
    NDList input = new NDList(manager.ones(new Shape(2, 4)));

    assertThatThrownBy(() -> block.forward(store, input, false))
        .hasMessage(
            "network net: the input has shape (2, 4), needed (batch, ...) with samples of (3)."
                + " Try reshape or a batch axis.");
  }

  @Test
  void learnsInATrainerOfDjl() {
    NetworkBlock block = NetworkBlock.uninitialized(SMALL, 7);
    NDArray input = manager.create(new float[] {1, 0, 2, -1, 1, 0}, new Shape(2, 3));
    NDArray target = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
    List<Float> losses = new ArrayList<>();

    TrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.3f)).build());

    try (Model model = Model.newInstance("net", Device.cpu(), "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(input.getShape());
        for (int step = 0; step < 30; step++) {
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList output = trainer.forward(new NDList(input));
            NDArray loss = output.singletonOrThrow().sub(target).square().mean();
            collector.backward(loss);
            losses.add(loss.getFloat());
          }
          trainer.step();
        }
      }
    }

    assertThat(losses.get(29)).isLessThan(losses.get(0) / 2);
  }

  @Test
  void evaluatesOnSeveralThreadsAtOnce() {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT64, 7);
    NDArray input = manager.create(new double[] {1, -2, 3}, new Shape(1, 3));
    double[] expected = block.forward(input, Pass.evaluation()).toDoubleArray();

    List<double[]> found =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> block.forward(input, Pass.evaluation()).toDoubleArray())
            .toList();

    assertThat(found).allSatisfy(output -> assertThat(output).isEqualTo(expected));
  }

  @Test
  void refusesTheFileOfAnotherNetwork() throws Exception {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    CheckedNetwork wider =
        Checked.network(Dims.of(3), n -> n.dense("h1", 6).tanh().dense("h2", 5).relu().output(2));
    NetworkBlock other = NetworkBlock.uninitialized(wider, 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    block.saveParameters(new DataOutputStream(bytes));

    assertThatThrownBy(
            () ->
                other.loadParameters(
                    manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .hasMessage(
            "parameter net.h1.weight: the file holds (4, 3), needed (6 x 3)."
                + " Try the file of this network.");
  }

  @Test
  void servesInAModelAsAnyBlock() throws Exception {
    NetworkBlock block = NetworkBlock.of(SMALL, manager, DataType.FLOAT32, 7);
    NDArray input = manager.ones(new Shape(2, 3));

    try (Model model = Model.newInstance("net", Device.cpu(), "PyTorch")) {
      model.setBlock(block);
      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
        NDList output = predictor.predict(new NDList(input));

        assertThat(output.singletonOrThrow().toFloatArray())
            .isEqualTo(block.forward(input, Pass.evaluation()).toFloatArray());
        assertThat(block.getOutputShapes(new Shape[] {input.getShape()}))
            .containsExactly(new Shape(2, 2));
      }
    }
  }

  private static double[] values(NetworkBlock block) {
    return block.parameters().stream()
        .map(parameter -> parameter.array().toType(DataType.FLOAT64, false).toDoubleArray())
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[] rounded(double[] values) {
    return Arrays.stream(values).map(value -> (float) value).toArray();
  }
}
