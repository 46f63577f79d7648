package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.compile.TrainedLayers;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What holds for every kind of layer that is registered. An author runs it on his own:
 *
 * <pre>{@code
 * @Test
 * void keepsTheContractOfLayers() {
 *   LayerContract.check(new Scale.Entry());
 * }
 * }</pre>
 */
public final class LayerContract {
  private static final int BATCH = 4;
  private static final int STEPS = 200;
  private static final int TOKENS = 3;
  private static final Pass TRAINING = Pass.training(99);

  private LayerContract() {}

  /** Checks all that holds for a kind, on each of its examples. */
  public static void check(Layer.Entry entry) {
    hasExamples(entry);
    entry.examples().forEach(LayerContract::check);
  }

  /** Checks all that holds for a layer. */
  public static void check(Layer.Example example) {
    givesTheShapeThatItSays(example);
    keepsSamplesApart(example);
    computesWhatItsFormulaSays(example);
    hasTheGradientOfFiniteDifferences(example);
    givesEqualValuesForEqualSeeds(example);
    changesStatisticsOnlyWhereThePassUpdatesThem(example);
    leavesNothingBehind(example);
  }

  /** Checks that a kind brings examples, and only of itself. */
  public static void hasExamples(Layer.Entry entry) {
    assertThat(entry.examples())
        .as("%s gives examples of %s", entry.getClass().getName(), entry.type().getSimpleName())
        .isNotEmpty()
        .allSatisfy(example -> assertThat(example.layer()).isExactlyInstanceOf(entry.type()));
  }

  /** Checks the shape and the type of what it gives against its description. */
  public static void givesTheShapeThatItSays(Layer.Example example) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      try (Bench bench = new Bench(example, type)) {
        Shape expected = new Shape(bench.network.output().withBatch(BATCH));
        for (Pass pass : List.of(Pass.evaluation(), TRAINING)) {
          NDArray value = bench.block.forward(bench.input(BATCH), pass);

          assertThat(value.getShape()).as(example.name()).isEqualTo(expected);
          assertThat(value.getDataType()).as(example.name()).isEqualTo(type);
        }
      }
    }
  }

  /** Checks that the first samples give the same whatever follows them, in evaluation. */
  public static void keepsSamplesApart(Layer.Example example) {
    try (Bench bench = new Bench(example, DataType.FLOAT64)) {
      NDArray all = bench.input(BATCH);

      double[] whole = bench.block.forward(all, Pass.evaluation()).toDoubleArray();
      double[] part =
          bench.block.forward(Torch.slice(all, 0, BATCH - 1), Pass.evaluation()).toDoubleArray();

      assertThat(part)
          .as("%s: the first samples alone", example.name())
          .containsExactly(Arrays.copyOf(whole, part.length), within(1e-9));
    }
  }

  /** Checks that what runs has the bits of the layer's text, which is what is exported. */
  public static void computesWhatItsFormulaSays(Layer.Example example) {
    if (example.layer() instanceof CustomLayer) {
      return;
    }
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      for (Pass pass : List.of(Pass.evaluation(), TRAINING, TRAINING.withoutDropout())) {
        try (Bench run = new Bench(example, type);
            Bench text = new Bench(example, type)) {
          NDArray found = run.block.forward(run.input(BATCH), pass);
          NDArray said = text.said(text.input(BATCH), pass);

          assertThat(found.toByteArray())
              .as("%s of %s, %s", example.name(), type, pass)
              .isEqualTo(said.toByteArray());
          assertThat(run.statistics()).isEqualTo(text.statistics());
        }
      }
    }
  }

  /** Checks the gradients by inputs and parameters against central differences, in FLOAT64. */
  public static void hasTheGradientOfFiniteDifferences(Layer.Example example) {
    for (Pass pass : List.of(Pass.evaluation(), TRAINING.keepingStatistics())) {
      try (Bench bench = new Bench(example, DataType.FLOAT64)) {
        NDArray input = bench.input(BATCH);
        List<NDArray> leaves = new ArrayList<>();
        if (!bench.readsTokens()) {
          input.setRequiresGradient(true);
          leaves.add(input);
        }
        bench.block.parameters().stream()
            .filter(NamedParameter::trainable)
            .forEach(parameter -> leaves.add(parameter.array()));
        NDArray weights = bench.noise(bench.network.output().withBatch(BATCH), 5);

        FiniteDifferences.assertGradients(
            leaves, () -> bench.block.forward(input, pass).mul(weights).sum());
      }
    }
  }

  /** Checks that a training pass gives the same bits for the same seed. */
  public static void givesEqualValuesForEqualSeeds(Layer.Example example) {
    try (Bench one = new Bench(example, DataType.FLOAT32);
        Bench same = new Bench(example, DataType.FLOAT32)) {
      assertThat(same.block.forward(same.input(BATCH), TRAINING).toFloatArray())
          .as(example.name())
          .isEqualTo(one.block.forward(one.input(BATCH), TRAINING).toFloatArray());
    }
  }

  /** Checks that statistics change in training passes that update them, and in no other. */
  public static void changesStatisticsOnlyWhereThePassUpdatesThem(Layer.Example example) {
    try (Bench bench = new Bench(example, DataType.FLOAT32)) {
      NDArray input = bench.input(BATCH);
      List<Double> before = bench.statistics();

      bench.block.forward(input, Pass.evaluation());
      bench.block.forward(input, TRAINING.keepingStatistics());
      bench.block.forward(input, TRAINING.training(TrainedLayers.NONE));

      assertThat(bench.statistics()).as(example.name()).isEqualTo(before);
      bench.block.forward(input, TRAINING);
      assertThat(bench.statistics().equals(before))
          .as("%s: statistics stay after a training pass", example.name())
          .isEqualTo(before.isEmpty());
    }
  }

  /** Checks that steps leave no array behind. */
  public static void leavesNothingBehind(Layer.Example example) {
    try (Bench bench = new Bench(example, DataType.FLOAT32)) {
      NDArray input = bench.input(BATCH);
      bench.step(input);
      int before = bench.manager.getManagedArrays().size();

      for (int i = 0; i < STEPS; i++) {
        bench.step(input);
      }

      assertThat(bench.manager.getManagedArrays()).as(example.name()).hasSize(before);
    }
  }

  /** A network of one layer, with inputs for it. */
  private static final class Bench implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
    private final Layer.Example example;
    private final DataType type;
    private final CheckedNetwork network;
    private final NetworkBlock block;
    private final boolean isMasked;

    Bench(Layer.Example example, DataType type) {
      this.example = example;
      this.type = type;
      Dims in = example.input();
      isMasked =
          !(example.layer() instanceof CustomLayer)
              && example.layer().formula(in).inputs().contains(Layer.MASK);
      NetworkBuilder before =
          isMasked
              ? NetworkBuilder.empty()
                  .input(in.size(0))
                  .embedding("before", TOKENS, (int) in.size(1), e -> e.padding(0))
              : NetworkBuilder.empty().input(in.toArray());
      network = Checker.check(before.layer("a", example.layer()).build("net")).networks().get(0);
      block = NetworkBlock.of(network, manager, type, 7);
    }

    /** Gives what the layer's text says, after that of what comes before it. */
    NDArray said(NDArray input, Pass pass) {
      NDArray x = input;
      int last = network.layers().size() - 1;
      List<NDArray> values = block.parameters().stream().map(NamedParameter::array).toList();
      LayerTexts texts =
          new LayerTexts(network.layers().get(last), "net.a", values.subList(last, values.size()));
      if (isMasked) {
        Layer before = network.layers().get(0).layer();
        texts.masked(CompiledFormula.of(before.mask().orElseThrow().formula()).call(input));
        x = CompiledFormula.of(before.formula(network.input())).call(input, values.get(0));
      }
      return texts.forward(x, pass);
    }

    boolean readsTokens() {
      return isMasked || example.layer().tokens().isPresent();
    }

    NDArray input(int batch) {
      long[] dims = network.input().withBatch(batch);
      if (!readsTokens()) {
        return noise(dims, 3);
      }
      Shape shape = new Shape(dims);
      double[] tokens =
          new SplittableRandom(3)
              .ints(shape.size(), 0, example.layer().tokens().orElse(TOKENS))
              .asDoubleStream()
              .toArray();
      return manager.create(tokens, shape).toType(type, false);
    }

    NDArray noise(long[] dims, long seed) {
      Shape shape = new Shape(dims);
      double[] values = new SplittableRandom(seed).doubles(shape.size(), -2, 2).toArray();
      return manager.create(values, shape).toType(type, false).duplicate();
    }

    void step(NDArray input) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray leaf = input.duplicate();
        leaf.setRequiresGradient(!readsTokens());
        FiniteDifferences.backward(() -> block.forward(leaf, TRAINING).sum());
      }
    }

    List<Double> statistics() {
      return block.parameters().stream()
          .filter(parameter -> !parameter.trainable())
          .flatMap(parameter -> numbers(parameter.array()))
          .toList();
    }

    private static Stream<Double> numbers(NDArray array) {
      return Arrays.stream(array.toType(DataType.FLOAT64, false).toDoubleArray()).boxed();
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
