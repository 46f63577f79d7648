package dev.espalier.examples;

import dev.espalier.Espalier;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.ImageNetworks;
import dev.espalier.models.Networks;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One loop of {@link LoopBenchmark}: a network, whose name says it to the others too, and its steps
 * on made numbers. Two outputs and more are classes.
 */
record Loop(
    String title, Network network, Dims input, int outputs, int batch, int steps, int epochs) {
  private static final Dims SMALL_IMAGE = Dims.of(3, 32, 32);

  /** All loops, the quickest first. */
  static final List<Loop> ALL =
      List.of(
          new Loop("2-32-32-1, batch 64", tiny(), Dims.of(2), 1, 64, 200, 20),
          new Loop("784-256-128-10, batch 128", mlp(), Dims.of(784), 10, 128, 50, 10),
          new Loop("CNN 16-32, batch 128", cnn(), Dims.of(1, 28, 28), 10, 128, 10, 6),
          new Loop("LSTM 28 x 28 -> 128, batch 128", lstm(), Dims.of(28, 28), 10, 128, 10, 6),
          new Loop(
              "transformer of 4 layers, batch 64", transformer(), Dims.of(64, 64), 10, 64, 6, 6),
          new Loop(
              "ResNet-20, 32 x 32, batch 128",
              Networks.resnet("resnet20", SMALL_IMAGE, 10, 3),
              SMALL_IMAGE,
              10,
              128,
              2,
              6),
          new Loop(
              "MobileNetV2, 32 x 32, batch 64",
              ImageNetworks.mobileNetV2("mobilenet", SMALL_IMAGE, 10),
              SMALL_IMAGE,
              10,
              64,
              4,
              6));

  private static Network tiny() {
    return Espalier.network(
        "tiny", n -> n.input(2).dense("a", 32).relu().dense("b", 32).relu().output(1));
  }

  private static Network mlp() {
    return Espalier.network(
        "mlp", n -> n.input(784).dense("a", 256).relu().dense("b", 128).relu().output(10));
  }

  private static Network cnn() {
    return Espalier.network(
        "cnn",
        n ->
            n.input(1, 28, 28)
                .conv2d("a", 16, 3)
                .relu()
                .maxPool(2)
                .conv2d("b", 32, 3)
                .relu()
                .maxPool(2)
                .flatten()
                .dense("c", 64)
                .relu()
                .output(10));
  }

  private static Network lstm() {
    return Espalier.network("lstm", n -> n.input(28, 28).lstm("a", 128).last().output(10));
  }

  private static Network transformer() {
    return Espalier.network(
        "transformer",
        n ->
            n.input(64, 64)
                .transformer("t", 4, t -> t.heads(4).feedForward(256))
                .meanOfSteps()
                .output(10));
  }

  int rows() {
    return batch * steps;
  }

  float[] inputs() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[Math.toIntExact(rows() * input.count())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  float[] targets() {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = outputs > 1 ? random.nextInt(outputs) : (float) random.nextDouble();
    }
    return values;
  }
}
