package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Asks a user's block what it gives for batches of two sizes: each sample's output must be its own,
 * in evaluation mode, whatever other samples there are.
 */
final class BlockProbe {
  /** The samples of the larger batch; no usual size of an axis, so that a fixed one shows. */
  static final int BATCH = 5;

  private static final int FEWER = 3;
  // A block over larger inputs is asked for its shapes alone, so that a check stays fast.
  private static final long LARGEST = 1 << 18;
  private static final double TOLERANCE = 1e-3;

  private final Block block;
  private final Dims in;

  BlockProbe(Block block, Dims in) {
    this.block = block;
    this.in = in;
  }

  /** Gives the name of a block's class; one without has that of what it extends. */
  static String name(Block block) {
    Class<?> type = block.getClass();
    return type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName();
  }

  /** Gives the shape of one output sample. */
  Dims output() {
    Dims output = shape(BATCH);
    Dims fewer = shape(FEWER);
    if (!output.equals(fewer)) {
      throw new MisfitException(
          "the block %s gives %s a sample in a batch of %s, and %s in one of %s"
              .formatted(name(block), output, BATCH, fewer, FEWER),
          "a block whose output does not depend on the batch's size");
    }
    if (in.count() <= LARGEST) {
      compareValues(output);
    }
    return output;
  }

  private Dims shape(int batch) {
    Shape[] shapes = block.getOutputShapes(new Shape[] {new Shape(in.withBatch(batch))});
    return perSample(batch, List.of(shapes));
  }

  private Dims perSample(int batch, List<Shape> shapes) {
    if (shapes.size() != 1 || shapes.get(0).dimension() < 1 || shapes.get(0).get(0) != batch) {
      throw new MisfitException(
          "the block %s gives %s for a batch of %s %s; needed one output (batch, ...)"
              .formatted(name(block), shapes, batch, in),
          "a block with one output, batch axis first");
    }
    return Dims.of(shapes.get(0).slice(1).getShape());
  }

  private void compareValues(Dims output) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
        Autograd.Mode paused = Autograd.paused()) {
      float[] samples = samples();
      float[] all = forward(manager, samples, BATCH, output);
      float[] again = forward(manager, samples, BATCH, output);
      float[] alone =
          forward(manager, Arrays.copyOf(samples, samples.length / BATCH * FEWER), FEWER, output);
      // What is drawn at random, or is no number, cannot be compared.
      if (differs(all, again, all.length) || !differs(all, alone, alone.length)) {
        return;
      }
      throw new MisfitException(
          "the block %s gives other values for a sample when other samples are in its batch"
              .formatted(name(block)),
          "a block that keeps the samples apart in evaluation mode");
    }
  }

  private float[] forward(NDManager manager, float[] samples, int batch, Dims output) {
    try (NDManager inside = manager.newSubManager()) {
      ParameterStore store = new ParameterStore(inside, false);
      NDArray input = inside.create(samples, new Shape(in.withBatch(batch)));
      NDList given = block.forward(store, new NDList(input), false);
      if (given == null) {
        throw new MisfitException(
            "the block %s gives null".formatted(name(block)),
            "a block with one output, batch axis first");
      }
      Dims found = perSample(batch, Arrays.asList(given.getShapes()));
      if (!found.equals(output)) {
        throw new MisfitException(
            "the block %s says that it gives %s a sample, and gives %s"
                .formatted(name(block), output, found),
            "getOutputShapes(...) that says what forward(...) gives");
      }
      return given
          .singletonOrThrow()
          .toType(ai.djl.ndarray.types.DataType.FLOAT32, false)
          .toFloatArray();
    }
  }

  /** Gives samples of zeros and ones, which a block that looks tokens up can take too. */
  private float[] samples() {
    SplittableRandom random = new SplittableRandom(5);
    float[] samples = new float[Math.toIntExact(BATCH * in.count())];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextInt(2);
    }
    return samples;
  }

  private static boolean differs(float[] first, float[] second, int count) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(first[i]));
      difference = Math.max(difference, Math.abs(first[i] - second[i]));
    }
    return difference > TOLERANCE * largest;
  }
}
