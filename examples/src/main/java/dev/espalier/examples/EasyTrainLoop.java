package dev.espalier.examples;

import static dev.espalier.Espalier.network;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** What DJL's own loop takes for a step of the loops that have a block here. */
final class EasyTrainLoop {
  private EasyTrainLoop() {}

  /** Gives the microseconds of a step, median of the second half of the epochs. */
  static OptionalDouble micros(Loop loop) throws IOException, TranslateException {
    Optional<Block> known = block(loop.network().name());
    if (known.isEmpty()) {
      return OptionalDouble.empty();
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Model model = Model.newInstance("loop", Device.cpu())) {
      model.setBlock(known.get());
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(
                  manager.create(loop.inputs(), new Shape(loop.input().withBatch(loop.rows()))))
              .optLabels(
                  manager
                      .create(loop.targets(), new Shape(loop.rows(), 1))
                      .toType(loop.outputs() > 1 ? DataType.INT64 : DataType.FLOAT32, false))
              .setSampling(loop.batch(), true)
              .build();
      Loss loss = loop.outputs() > 1 ? Loss.softmaxCrossEntropyLoss() : Loss.l2Loss();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(loss)
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.setMetrics(new Metrics());
        trainer.initialize(new Shape(loop.input().withBatch(loop.batch())));
        double[] epochs = new double[loop.epochs()];
        for (int epoch = 0; epoch < epochs.length; epoch++) {
          long before = System.nanoTime();
          EasyTrain.fit(trainer, 1, data, null);
          epochs[epoch] = (System.nanoTime() - before) / 1e3 / loop.steps();
        }
        return OptionalDouble.of(
            LoopBenchmark.median(Arrays.copyOfRange(epochs, epochs.length / 2, epochs.length)));
      }
    }
  }

  private static Optional<Block> block(String network) {
    SequentialBlock block = new SequentialBlock();
    switch (network) {
      case "tiny" -> {
        block.add(linear(32)).add(Activation::relu).add(linear(32)).add(Activation::relu);
        block.add(linear(1));
      }
      case "mlp" -> {
        block.add(linear(256)).add(Activation::relu).add(linear(128)).add(Activation::relu);
        block.add(linear(10));
      }
      case "cnn" -> {
        block.add(convolution(16)).add(Activation::relu).add(pool());
        block.add(convolution(32)).add(Activation::relu).add(pool());
        block.add(Blocks.batchFlattenBlock()).add(linear(64)).add(Activation::relu);
        block.add(linear(10));
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(block);
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Conv2d convolution(int filters) {
    return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(3, 3)).build();
  }

  private static Block pool() {
    return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  }
}
