package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.espalier.torch.Script;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Pixels of a batch of images, or values of other rows, moved, stretched, turned and erased. */
final class Pixels {
  /** The axes of a batch of images. */
  static final int HEIGHT = 2;

  static final int WIDTH = 3;

  private static final Script SCRIPT =
      Script.define(
          """
          def along(x: Tensor, numbers: Tensor, axis: int) -> Tensor:
            shape = [1] * x.dim()
            shape[0] = x.size(0)
            shape[axis] = x.size(axis)
            return numbers.view(shape)

          def mirrored(x: Tensor, mirror: Tensor, axis: int) -> Tensor:
            return torch.where(mirror.view([-1, 1, 1, 1]), x.flip([axis]), x)

          def cropped(x: Tensor, tops: Tensor, lefts: Tensor, down: int, across: int, reflect: bool) -> Tensor:
            sides = [across, across, down, down]
            large = torch.reflection_pad2d(x, sides) if reflect else torch.constant_pad_nd(x, sides, 0.0)
            places = large.unfold(2, x.size(2), 1).unfold(3, x.size(3), 1).transpose(0, 1)
            rows = torch.arange(x.size(0), device=x.device)
            return places[:, rows, tops, lefts].transpose(0, 1).contiguous()

          def between(x: Tensor, low: Tensor, high: Tensor, share: Tensor, axis: int) -> Tensor:
            first = torch.gather(x, axis, self.along(x, low, axis).expand_as(x))
            second = torch.gather(x, axis, self.along(x, high, axis).expand_as(x))
            part = self.along(x, share, axis).to(x.dtype)
            return first * (1.0 - part) + second * part

          def turned(x: Tensor, turns: Tensor) -> Tensor:
            grid = torch.affine_grid_generator(turns.to(x.dtype), x.size(), False)
            return torch.grid_sampler(x, grid, 0, 0, False)

          def within(x: Tensor, start: Tensor, end: Tensor, axis: int) -> Tensor:
            places = torch.arange(x.size(axis), device=x.device).unsqueeze(0)
            return self.along(x, (places >= start.unsqueeze(1)) & (places < end.unsqueeze(1)), axis)

          def erased(x: Tensor, start: Tensor, end: Tensor, axis: int) -> Tensor:
            return x.masked_fill(self.within(x, start, end, axis), 0.0)

          def erased_box(x: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
            return x.masked_fill(self.within(x, top, bottom, 2) & self.within(x, left, right, 3), 0.0)

          def pasted(x: Tensor, y: Tensor, top: int, bottom: int, left: int, right: int) -> Tensor:
            out = x.clone()
            out[:, :, top:bottom, left:right] = y[:, :, top:bottom, left:right]
            return out

          def gray(x: Tensor) -> Tensor:
            return 0.299 * x.narrow(1, 0, 1) + 0.587 * x.narrow(1, 1, 1) + 0.114 * x.narrow(1, 2, 1)
          """);

  private Pixels() {}

  /** Gives images mirrored along an axis, each with probability 1/2. */
  static NDArray mirrored(NDArray batch, int axis, SplittableRandom random) {
    boolean[] mirror = new boolean[Math.toIntExact(batch.getShape().get(0))];
    for (int row = 0; row < mirror.length; row++) {
      mirror[row] = random.nextBoolean();
    }
    return SCRIPT.call("mirrored", batch, batch.getManager().create(mirror), axis);
  }

  /**
   * Gives images moved both ways by so many pixels at most.
   *
   * @param reflect whether the image's mirror image comes in; else zeros
   */
  static NDArray moved(NDArray batch, int pixels, boolean reflect, SplittableRandom random) {
    // What is moved by its own size is out of sight.
    int down = Math.toIntExact(Math.min(pixels, batch.getShape().get(HEIGHT)));
    int across = Math.toIntExact(Math.min(pixels, batch.getShape().get(WIDTH)));
    long[] tops = new long[Math.toIntExact(batch.getShape().get(0))];
    long[] lefts = new long[tops.length];
    for (int row = 0; row < tops.length; row++) {
      tops[row] = start(random.nextInt(-pixels, pixels + 1), down);
      lefts[row] = start(random.nextInt(-pixels, pixels + 1), across);
    }
    return SCRIPT.call(
        "cropped",
        batch,
        batch.getManager().create(tops),
        batch.getManager().create(lefts),
        down,
        across,
        reflect);
  }

  /** Gives where a moved image begins in one with a border. */
  private static long start(int by, int border) {
    return (long) border - Math.max(-border, Math.min(border, by));
  }

  /** Gives rows with zeros in so many neighbouring places of an axis at most. */
  static NDArray masked(NDArray batch, int most, int axis, SplittableRandom random) {
    int rows = Math.toIntExact(batch.getShape().get(0));
    long size = batch.getShape().get(axis);
    long[] starts = new long[rows];
    long[] ends = new long[rows];
    for (int row = 0; row < rows; row++) {
      int count = random.nextInt(most + 1);
      starts[row] = random.nextLong(size - count + 1);
      ends[row] = starts[row] + count;
    }
    return erased(batch, starts, ends, axis);
  }

  /**
   * Gives each image stretched along an axis, linearly between its pixels.
   *
   * @param starts of each image the first pixel that is stretched
   * @param counts of each image how many pixels become all
   */
  static NDArray stretched(NDArray batch, long[] starts, long[] counts, int axis) {
    int size = Math.toIntExact(batch.getShape().get(axis));
    long[] low = new long[starts.length * size];
    long[] high = new long[low.length];
    double[] share = new double[low.length];
    for (int i = 0; i < low.length; i++) {
      int row = i / size;
      double at = Math.max(0, (i % size + 0.5) * counts[row] / size - 0.5);
      long below = (long) at;
      low[i] = starts[row] + below;
      high[i] = starts[row] + Math.min(below + 1, counts[row] - 1);
      share[i] = at - below;
    }
    return SCRIPT.call(
        "between",
        batch,
        batch.getManager().create(low),
        batch.getManager().create(high),
        batch.getManager().create(share),
        axis);
  }

  /** Gives each image turned by an angle in radians, linearly between its pixels; zeros come in. */
  static NDArray turned(NDArray batch, double[] angles) {
    Shape shape = batch.getShape();
    double ratio = (double) shape.get(HEIGHT) / shape.get(WIDTH);
    double[] turns =
        Arrays.stream(angles)
            .flatMap(
                angle -> {
                  double cos = Math.cos(angle);
                  double sin = Math.sin(angle);
                  return Arrays.stream(new double[] {cos, -sin * ratio, 0, sin / ratio, cos, 0});
                })
            .toArray();
    return SCRIPT.call(
        "turned", batch, batch.getManager().create(turns, new Shape(angles.length, 2, 3)));
  }

  /** Gives each row with zeros from a place to another, left out, along an axis. */
  private static NDArray erased(NDArray batch, long[] starts, long[] ends, int axis) {
    return SCRIPT.call(
        "erased", batch, batch.getManager().create(starts), batch.getManager().create(ends), axis);
  }

  /** Gives each image with zeros in a rectangle; what ends is left out. */
  static NDArray erased(NDArray batch, long[] tops, long[] bottoms, long[] lefts, long[] rights) {
    return SCRIPT.call(
        "erased_box",
        batch,
        batch.getManager().create(tops),
        batch.getManager().create(bottoms),
        batch.getManager().create(lefts),
        batch.getManager().create(rights));
  }

  /** Gives images with a rectangle of others. */
  static NDArray pasted(NDArray batch, NDArray others, Mix.Box box) {
    return SCRIPT.call("pasted", batch, others, box.top(), box.bottom(), box.left(), box.right());
  }

  /** Gives red, green and blue as gray by ITU-R 601, (rows, 1, height, width). */
  static NDArray gray(NDArray batch) {
    return SCRIPT.call("gray", batch);
  }

  /** Gives a number a row, to compute with it on a batch. */
  static NDArray ofRows(NDArray batch, double[] numbers) {
    long[] shape = new long[batch.getShape().dimension()];
    Arrays.fill(shape, 1);
    shape[0] = numbers.length;
    return values(batch, numbers, new Shape(shape));
  }

  /** Gives numbers on a batch's device and in its type. */
  static NDArray values(NDArray batch, double[] numbers, Shape shape) {
    return batch.getManager().create(numbers, shape).toType(batch.getDataType(), false);
  }

  /** Draws a number for each row. */
  static double[] draw(NDArray batch, DoubleSupplier numbers) {
    return IntStream.range(0, Math.toIntExact(batch.getShape().get(0)))
        .mapToDouble(row -> numbers.getAsDouble())
        .toArray();
  }
}
