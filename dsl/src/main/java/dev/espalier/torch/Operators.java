package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Operators that DJL does not offer, or offers more slowly.
 *
 * <p>All work on any device and from any thread, and gradients flow through them where the thread
 * records. A result belongs to the manager of the first argument. Another operator is a {@link
 * Script} of its own.
 */
public final class Operators {
  // Less blurs nothing, and its square is 0 in 32 bits long before it is none.
  private static final double LEAST_BLUR = 0.001;
  private static final double MOST_BLUR = 100_000;

  private Operators() {}

  /** Gives the mean over several axes. */
  public static NDArray mean(NDArray x, boolean keepAxes, long... axes) {
    return script().call("mean", x, axes, keepAxes);
  }

  /** Gives the largest value over several axes; equal ones share the gradient. */
  public static NDArray max(NDArray x, boolean keepAxes, long... axes) {
    return script().call("maximum", x, axes, keepAxes);
  }

  /** Gives the variance over several axes, the sum of squares divided by their number. */
  public static NDArray variance(NDArray x, boolean keepAxes, long... axes) {
    return script().call("variance", x, axes, keepAxes);
  }

  /**
   * Gives the total variation of a picture by its pixels: the sum of the absolute differences of
   * pixels beside or above one another, over all channels, divided by the number of pixels.
   *
   * @param x the pixels row by row, shape {@code (height width, ...)}
   */
  public static NDArray totalVariation(NDArray x, int height, int width) {
    return script().call("total_variation", x, height, width);
  }

  /**
   * Gives a picture blurred by a Gaussian, {@code exp(-distance^2 / (2 deviation^2))} cut off at
   * {@link #blurReach} and normalised, each channel by itself. Beyond an edge the picture is
   * mirrored at its outermost pixels, which are not repeated.
   *
   * @param x the pixels row by row, shape {@code (height width, ...)}
   * @param deviation in pixels, at least 0.001
   * @return the same shape
   * @throws IllegalArgumentException as {@link #blurReach} does
   */
  public static NDArray blur(NDArray x, double deviation, int height, int width) {
    int reach = blurReach(deviation, height, width);
    return script().call("blur", x, height, width, deviation, reach);
  }

  /**
   * Gives how many pixels a blur reaches to each side: 4 deviations, rounded up.
   *
   * @throws IllegalArgumentException if the deviation is not from 0.001 to 100,000, or if the blur
   *     reaches as far as the picture does, which cannot be mirrored then
   */
  public static int blurReach(double deviation, int height, int width) {
    if (!(deviation >= LEAST_BLUR && deviation <= MOST_BLUR)) {
      throw new IllegalArgumentException(
          "blur: the deviation is %s pixels, needed %s to %s. Try 1, or no blur."
              .formatted(deviation, LEAST_BLUR, MOST_BLUR));
    }
    int smaller = Math.min(height, width);
    double reach = Math.ceil(4 * deviation);
    if (reach >= smaller) {
      throw new IllegalArgumentException(
          ("blur: a deviation of %s reaches %s pixels to each side, and the picture is %s x %s,"
                  + " needed at least %s each way. Try a smaller deviation.")
              .formatted(deviation, (long) reach, height, width, (long) reach + 1));
    }
    return (int) reach;
  }

  /**
   * Gives the transposed convolution without bias.
   *
   * @param x shape {@code (batch, in, height, width)}
   * @param weight shape {@code (in, out / groups, height, width)}
   */
  public static NDArray transposedConvolution(NDArray x, NDArray weight, Windows windows) {
    return script()
        .call(
            "conv_transpose2d",
            x,
            weight,
            windows.stride().getShape(),
            windows.padding().getShape(),
            windows.outputPadding().getShape(),
            windows.dilation().getShape(),
            windows.groups());
  }

  /** Gives the transposed convolution plus a bias of shape {@code (out)}. */
  public static NDArray transposedConvolution(
      NDArray x, NDArray weight, NDArray bias, Windows windows) {
    return script()
        .call(
            "conv_transpose2d_biased",
            x,
            weight,
            bias,
            windows.stride().getShape(),
            windows.padding().getShape(),
            windows.outputPadding().getShape(),
            windows.dilation().getShape(),
            windows.groups());
  }

  /**
   * Gives the largest value of each window, from {@code (batch, channels, height, width)}.
   *
   * <p>On a CPU the result of 8 channels or more lies in memory channel by channel for each pixel,
   * which makes this and the convolutions that follow faster; its shape is as ever.
   *
   * @param size the height and width of a window
   * @param stride the step of the window
   * @param padding added on each side
   */
  public static NDArray maxPool(NDArray x, int size, int stride, int padding) {
    return script().call("max_pool2d", x, size, stride, padding);
  }

  /**
   * Gives averages over a grid of {@code (height, width)}, from {@code (batch, channels, h, w)}.
   */
  public static NDArray adaptiveAveragePool(NDArray x, long height, long width) {
    return script().call("adaptive_average_pool2d", x, new long[] {height, width});
  }

  /**
   * Gives numbers drawn evenly from [0, 1), FLOAT64, in a shape and on an array's device.
   *
   * <p>They follow from the key alone, and are those that {@link #dropout} looks at.
   */
  public static NDArray noise(NDArray like, long key, Shape shape) {
    return script().call("noise", like, key, shape.getShape());
  }

  /**
   * Gives {@code x} times a mask of 0 and {@code 1 / (1 - rate)}.
   *
   * <p>The mask follows from the key alone, by SplitMix64's numbers after it: the engine's random
   * numbers are neither used nor changed. The rate is met to 2^-32, and the scale is exact for it.
   *
   * @param key what a seed, a layer and a step were mixed into
   * @param rate the probability of 0, in [0, 1)
   */
  public static NDArray dropout(NDArray x, long key, double rate) {
    requireRate(rate);
    return script().call("dropout", x, key, rate);
  }

  /**
   * Gives the lower triangle {@code L} with {@code L L^T = matrix}, in FLOAT64.
   *
   * @throws ai.djl.engine.EngineException if the matrix is not positive definite
   */
  public static NDArray cholesky(NDArray matrix) {
    return solving("cholesky", List.of(matrix));
  }

  /** Gives {@code x} with {@code L L^T x = right}, in FLOAT64. */
  public static NDArray choleskySolve(NDArray factor, NDArray right) {
    return solving("cholesky_solve", List.of(right, factor));
  }

  /** Gives {@code x} that makes {@code |matrix x - right|} smallest, in FLOAT64. */
  public static NDArray leastSquares(NDArray matrix, NDArray right) {
    return solving("least_squares", List.of(matrix, right));
  }

  /** Gives the eigenvalues of a symmetric matrix, smallest first, in FLOAT64. */
  public static NDArray eigenvalues(NDArray matrix) {
    return solving("eigenvalues", List.of(matrix));
  }

  /** Scales arrays in place so that the norm over all of them is {@code norm} at most. */
  public static void clip(List<NDArray> arrays, double norm) {
    script().run("clip_", arrays, norm);
  }

  /**
   * Copies values into arrays in place, so that views and optimizers of the targets see them.
   *
   * @throws IllegalArgumentException if the shapes are not the same, in order
   */
  public static void copy(List<NDArray> targets, List<NDArray> sources) {
    List<Shape> to = targets.stream().map(NDArray::getShape).toList();
    List<Shape> from = sources.stream().map(NDArray::getShape).toList();
    if (!to.equals(from)) {
      throw new IllegalArgumentException(
          "copy: the sources have shapes %s, and the targets %s. Try the same shapes in the same order."
              .formatted(from, to));
    }
    if (!targets.isEmpty()) {
      script().run("copy", targets, sources);
    }
  }

  /**
   * Moves averages towards values in place, {@code a + share (v - a)}.
   *
   * @param averages of the values' shapes, in order
   * @param share how far, from 0 to 1
   */
  public static void approach(List<NDArray> averages, List<NDArray> values, double share) {
    if (!averages.isEmpty()) {
      script().run("approach", averages, values, share);
    }
  }

  /** Says whether every value is finite; waits for the device. */
  public static boolean isFinite(NDArray x) {
    try (NDArray finite = script().call("is_finite", x)) {
      return finite.getBoolean();
    }
  }

  /**
   * Says whether arrays have the same values, pair by pair; waits for the device.
   *
   * @param arrays one at least
   * @param others as many, of the same shapes
   */
  public static boolean areEqual(List<NDArray> arrays, List<NDArray> others) {
    try (NDArray equal = script().call("are_equal", arrays, others)) {
      return equal.getBoolean();
    }
  }

  static Script script() {
    return Library.SCRIPT;
  }

  /**
   * How a convolution's window moves, by {@code (height, width)}.
   *
   * @param stride the distance between windows
   * @param padding the rows and columns that are left out at each edge of the result
   * @param outputPadding the rows and columns added at one edge of the result
   * @param dilation the distance between a window's elements
   * @param groups how many parts the channels are in that do not see each other
   */
  public record Windows(
      Shape stride, Shape padding, Shape outputPadding, Shape dilation, int groups) {

    /** Gives windows of a stride, with no padding, no dilation and one group. */
    public static Windows stride(long height, long width) {
      Shape none = new Shape(0, 0);
      return new Windows(new Shape(height, width), none, none, new Shape(1, 1), 1);
    }

    /** Gives the same windows with padding. */
    public Windows padding(long height, long width) {
      return new Windows(stride, new Shape(height, width), outputPadding, dilation, groups);
    }
  }

  private static void requireRate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: the rate is %s, and lies in [0, 1). Try 0.5.".formatted(rate));
    }
  }

  private static NDArray solving(String function, List<NDArray> matrices, Object... numbers) {
    Object[] arguments = new Object[matrices.size() + numbers.length];
    for (int i = 0; i < matrices.size(); i++) {
      arguments[i] = matrices.get(i).toType(DataType.FLOAT64, false);
    }
    System.arraycopy(numbers, 0, arguments, matrices.size(), numbers.length);
    try {
      return script().call(function, arguments);
    } finally {
      for (int i = 0; i < matrices.size(); i++) {
        if (arguments[i] != matrices.get(i)) {
          ((NDArray) arguments[i]).close();
        }
      }
    }
  }

  /** Compiles the library at its first use. */
  private static final class Library {
    static final Script SCRIPT = Script.define(source());
  }

  /** Gives the text of the library, whose functions another script may call. */
  static String source() {
    try (InputStream in = Operators.class.getResourceAsStream("operators.py")) {
      if (in == null) {
        throw new IllegalStateException("operators.py is missing beside Operators.class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
