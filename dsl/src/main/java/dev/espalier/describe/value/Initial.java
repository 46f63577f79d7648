package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How a parameter starts: a named initialiser of the field, or explicit values.
 *
 * <p>With fan-in {@code i} and fan-out {@code o} of the parameter's layer.
 */
public sealed interface Initial
    permits Initial.Constant,
        Initial.Uniform,
        Initial.Normal,
        Initial.Scaled,
        Initial.Values,
        FanScaled,
        Orthogonal,
        Shifted,
        Sparse,
        TruncatedNormal,
        UnitMap {

  /** Gives the starting values of a parameter, in row-major order. */
  double[] draw(ParameterSpec spec, SplittableRandom random);

  /** Gives how many axes a parameter must have at least; 0 unless it is a map's weight. */
  default int leastAxes() {
    return 0;
  }

  /** Gives zeros. */
  static Initial zeros() {
    return new Constant(0);
  }

  /** Gives ones. */
  static Initial ones() {
    return new Constant(1);
  }

  /** Gives one value everywhere. */
  static Initial constant(double value) {
    return new Constant(value);
  }

  /** Gives values uniform in {@code [-limit, limit)}. */
  static Initial uniform(double limit) {
    return new Uniform(limit);
  }

  /** Gives values uniform in {@code [low, high)}. */
  static Initial uniform(double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "uniform(%s, %s): the first is the lower one. Try uniform(-0.1, 0.1)."
              .formatted(low, high));
    }
    return new Shifted(low / 2 + high / 2, new Uniform(high / 2 - low / 2));
  }

  /** Gives normal values of this mean and standard deviation. */
  static Initial normal(double mean, double deviation) {
    return new Shifted(mean, new Normal(deviation));
  }

  /** Gives normal values of mean 0 and this deviation, drawn again beyond two deviations. */
  static Initial truncatedNormal(double deviation) {
    return new TruncatedNormal(0, deviation, -2 * deviation, 2 * deviation);
  }

  /**
   * Gives normal values, drawn again outside a range.
   *
   * @param mean within the range
   */
  static Initial truncatedNormal(double mean, double deviation, double low, double high) {
    return new TruncatedNormal(mean, deviation, low, high);
  }

  /**
   * Gives uniform values of deviation {@code gain / sqrt(fan)}: Kaiming's with a gain of sqrt(2)
   * and {@code IN} or {@code OUT}, Xavier's with 1 and {@code MEAN}, LeCun's with 1 and {@code IN}.
   */
  static Initial scaledUniform(Fan fan, double gain) {
    return new FanScaled(fan, gain, false);
  }

  /** Gives normal values of deviation {@code gain / sqrt(fan)}, see {@link #scaledUniform}. */
  static Initial scaledNormal(Fan fan, double gain) {
    return new FanScaled(fan, gain, true);
  }

  /**
   * Gives a matrix with orthonormal rows or columns, whichever are fewer, the first axis being the
   * rows (Saxe et al., arXiv 1312.6120).
   */
  static Initial orthogonal() {
    return orthogonal(1);
  }

  /** Gives {@link #orthogonal()} times a gain. */
  static Initial orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /** Gives ones where the first two places are equal, in a kernel's middle, and zeros else. */
  static Initial identity() {
    return new UnitMap();
  }

  /**
   * Gives normal values, of which in each column this part is zero (Martens 2010).
   *
   * @param sparsity the part that is zero, from 0 to 1
   */
  static Initial sparse(double sparsity, double deviation) {
    return new Sparse(sparsity, deviation);
  }

  /** Gives normal values of mean 0 and this standard deviation. */
  static Initial normal(double deviation) {
    return new Normal(deviation);
  }

  /** Gives uniform values within {@code 1/sqrt(i)}; the default of dense and convolution layers. */
  static Initial fanIn() {
    return new Scaled(Scale.FAN_IN_UNIFORM);
  }

  /** Gives uniform values within {@code sqrt(6/i)} (He et al., arXiv 1502.01852). */
  static Initial heUniform() {
    return new Scaled(Scale.HE_UNIFORM);
  }

  /** Gives normal values of deviation {@code sqrt(2/i)} (He et al., arXiv 1502.01852). */
  static Initial heNormal() {
    return new Scaled(Scale.HE_NORMAL);
  }

  /** Gives uniform values within {@code sqrt(6/(i+o))} (Glorot and Bengio 2010). */
  static Initial xavierUniform() {
    return new Scaled(Scale.XAVIER_UNIFORM);
  }

  /** Gives normal values of deviation {@code sqrt(2/(i+o))} (Glorot and Bengio 2010). */
  static Initial xavierNormal() {
    return new Scaled(Scale.XAVIER_NORMAL);
  }

  /** Gives exactly these values, in row-major order; their number must fit the parameter. */
  static Initial values(double... values) {
    return new Values(values);
  }

  /** The number of values that a width is scaled by. */
  enum Fan {
    /** How many inputs an output sums over. */
    IN,
    /** How many outputs an input reaches. */
    OUT,
    /** The mean of both. */
    MEAN
  }

  /** The initialisers whose width follows from the layer's fans. */
  enum Scale {
    /** Uniform within {@code 1/sqrt(i)}. */
    FAN_IN_UNIFORM,
    /** Uniform within {@code sqrt(6/i)}. */
    HE_UNIFORM,
    /** Normal of deviation {@code sqrt(2/i)}. */
    HE_NORMAL,
    /** Uniform within {@code sqrt(6/(i+o))}. */
    XAVIER_UNIFORM,
    /** Normal of deviation {@code sqrt(2/(i+o))}. */
    XAVIER_NORMAL
  }

  /**
   * One value everywhere.
   *
   * @param value the value
   */
  record Constant(double value) implements Initial {
    /** Refuses a value that is not finite. */
    public Constant {
      requireFinite("constant", value);
    }

    @Override
    public double[] draw(ParameterSpec spec, SplittableRandom random) {
      double[] drawn = new double[spec.count()];
      Arrays.fill(drawn, value);
      return drawn;
    }
  }

  /**
   * Uniform values.
   *
   * @param limit the largest magnitude, at least 0
   */
  record Uniform(double limit) implements Initial {
    /** Refuses a negative limit. */
    public Uniform {
      requireWidth("uniform", limit);
    }

    @Override
    public double[] draw(ParameterSpec spec, SplittableRandom random) {
      return drawUniform(spec, limit, random);
    }
  }

  /**
   * Normal values of mean 0.
   *
   * @param deviation the standard deviation, at least 0
   */
  record Normal(double deviation) implements Initial {
    /** Refuses a negative deviation. */
    public Normal {
      requireWidth("normal", deviation);
    }

    @Override
    public double[] draw(ParameterSpec spec, SplittableRandom random) {
      return drawNormal(spec, deviation, random);
    }
  }

  /**
   * Values whose width follows from the layer's fans.
   *
   * @param scale which rule
   */
  record Scaled(Scale scale) implements Initial {
    /** Refuses null. */
    public Scaled {
      Given.all("scale", scale);
    }

    @Override
    public double[] draw(ParameterSpec spec, SplittableRandom random) {
      double in = spec.fanIn();
      double both = in + spec.fanOut();
      return switch (scale) {
        case FAN_IN_UNIFORM -> drawUniform(spec, 1 / Math.sqrt(in), random);
        case HE_UNIFORM -> drawUniform(spec, Math.sqrt(6 / in), random);
        case HE_NORMAL -> drawNormal(spec, Math.sqrt(2 / in), random);
        case XAVIER_UNIFORM -> drawUniform(spec, Math.sqrt(6 / both), random);
        case XAVIER_NORMAL -> drawNormal(spec, Math.sqrt(2 / both), random);
      };
    }
  }

  /**
   * Explicit values.
   *
   * @param values the values in row-major order
   */
  // Copied on the way in and out and compared by content; boxed, a weight would take six times
  // more.
  @SuppressWarnings("ArrayRecordComponent")
  record Values(double[] values) implements Initial {
    /** Copies the values and refuses one that is not finite. */
    public Values {
      Given.all("values", values);
      values = values.clone();
      requireFinite("values", values);
    }

    @Override
    public double[] values() {
      return values.clone();
    }

    @Override
    public double[] draw(ParameterSpec spec, SplittableRandom random) {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Values that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "values[" + values.length + "]";
    }
  }

  private static void requireFinite(String name, double... values) {
    for (double value : values) {
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            name + "(" + value + "): a parameter starts finite, in 32 bits too. Try 0.");
      }
    }
  }

  private static void requireWidth(String name, double width) {
    if (!(width >= 0 && width <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name
              + "("
              + width
              + "): the width must be finite and at least 0. Try "
              + name
              + "(0.1).");
    }
  }

  private static double[] drawUniform(ParameterSpec spec, double limit, SplittableRandom random) {
    double[] drawn = new double[spec.count()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (2 * random.nextDouble() - 1) * limit;
    }
    return drawn;
  }

  private static double[] drawNormal(
      ParameterSpec spec, double deviation, SplittableRandom random) {
    double[] drawn = new double[spec.count()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextGaussian() * deviation;
    }
    return drawn;
  }
}
