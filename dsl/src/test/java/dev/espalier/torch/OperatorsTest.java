package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
  private NDManager manager;
  private Autograd.Mode mode;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    mode = Autograd.paused();
  }

  @AfterEach
  void close() {
    mode.close();
    manager.close();
  }

  @Test
  void reducesOverSeveralAxes() {
    NDArray x = manager.arange(12f).reshape(2, 3, 2);

    assertThat(Operators.mean(x, false, 0, 2).toFloatArray()).containsExactly(3.5f, 5.5f, 7.5f);
    assertThat(Operators.max(x, true, 1, 2).getShape()).isEqualTo(new Shape(2, 1, 1));
    assertThat(Operators.max(x, false, 1, 2).toFloatArray()).containsExactly(5, 11);
    assertThat(Operators.variance(x, false, 1, 2).toFloatArray())
        .containsExactly(new float[] {35f / 12, 35f / 12}, within(1e-5f));
  }

  @Test
  void totalVariationSumsTheDifferencesOfNeighboursByThePixel() {
    NDArray picture =
        manager.create(new double[][] {{1, 0}, {4, 0}, {2, 0}, {1, 7}, {4, 7}, {0, 7}});

    // Across: 3 + 2, 3 + 4; down: 0 + 0 + 2, and 7 thrice in the second channel.
    double value = Operators.totalVariation(picture, 2, 3).getDouble();

    assertThat(value).isCloseTo((5 + 7 + 2 + 21) / 6.0, within(1e-12));
  }

  @Test
  void blurIsThatOfASumOverAllPixelsWithMirrorsAtTheEdges() {
    double[][] pixels = new double[5 * 7][];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = new double[] {Math.sin(3 * i), i * i % 11};
    }

    NDArray blurred = Operators.blur(manager.create(pixels), .9, 5, 7);

    double[] expected = plainlyBlurred(pixels, .9, 5, 7);
    assertThat(blurred.getShape()).isEqualTo(new Shape(35, 2));
    assertThat(blurred.toDoubleArray()).containsExactly(expected, within(1e-13));
  }

  @Test
  void blurRefusesADeviationThatIsNoneOrReachesBeyondThePicture() {
    NDArray picture = manager.ones(new Shape(35, 2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operators.blur(picture, 0, 5, 7))
        .withMessageContaining("the deviation is 0.0 pixels, needed 0.001 to 100000.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operators.blur(picture, 1.1, 5, 7))
        .withMessage(
            "blur: a deviation of 1.1 reaches 5 pixels to each side, and the picture is 5 x 7,"
                + " needed at least 6 each way. Try a smaller deviation.");
  }

  /** Gives the blur as its definition has it: no pass along one axis, no padding. */
  private static double[] plainlyBlurred(
      double[][] pixels, double deviation, int height, int width) {
    int reach = (int) Math.ceil(4 * deviation);
    double[] blurred = new double[pixels.length * 2];
    for (int i = 0; i < blurred.length; i++) {
      int y = i / 2 / width;
      int x = i / 2 % width;
      double shares = 0;
      for (int down = -reach; down <= reach; down++) {
        for (int across = -reach; across <= reach; across++) {
          double squares = down * down + across * across;
          double share = Math.exp(-squares / (2 * deviation * deviation));
          int from = mirrored(y + down, height) * width + mirrored(x + across, width);
          blurred[i] += share * pixels[from][i % 2];
          shares += share;
        }
      }
      blurred[i] /= shares;
    }
    return blurred;
  }

  private static int mirrored(int place, int size) {
    int inside = Math.abs(place);
    return inside < size ? inside : 2 * (size - 1) - inside;
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    NDArray logits = manager.create(new double[][] {{0.3, -0.2, 0.7}, {1.1, 0.4, -0.9}});
    NDArray guide = manager.create(new double[][] {{1, 0, -1}, {0.5, 2, 0}});
    NDArray image = logits.reshape(1, 1, 2, 3);
    NDArray kernel = manager.create(new double[] {1, -2, 3, 0.5}).reshape(1, 1, 2, 2);
    Operators.Windows windows = Operators.Windows.stride(2, 1).padding(1, 0);

    requireGradient(guide, x -> Operators.totalVariation(x, 2, 3));
    requireGradient(logits, x -> Operators.totalVariation(x, 1, 2));
    requireGradient(guide, x -> Operators.blur(x, .25, 2, 3).square().sum());
    requireGradient(logits, x -> Operators.variance(x, false, 0, 1));
    requireGradient(logits, x -> Operators.dropout(x, 5, 0.5).square().sum());
    requireGradient(image, x -> Operators.transposedConvolution(x, kernel, windows).square().sum());
    requireGradient(image, x -> Operators.adaptiveAveragePool(x, 1, 2).square().sum());
  }

  private void requireGradient(NDArray at, UnaryOperator<NDArray> function) {
    NDArray leaf = Autograd.leaf(at.duplicate());
    try (Autograd.Mode recording = Autograd.recording()) {
      Autograd.backward(function.apply(leaf));
    }
    double[] gradient = Autograd.gradient(leaf).toDoubleArray();
    double[] point = at.toDoubleArray();
    double step = 1e-6;
    for (int i = 0; i < point.length; i++) {
      double[] up = point.clone();
      double[] down = point.clone();
      up[i] += step;
      down[i] -= step;
      double slope =
          (function.apply(manager.create(up).reshape(at.getShape())).getDouble()
                  - function.apply(manager.create(down).reshape(at.getShape())).getDouble())
              / (2 * step);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 17})
  void maxPoolIsThatOfDjlInItsValuesTheirOrderAndItsGradient(int channels) {
    NDArray image =
        manager.arange(2f * channels * 5 * 6).mul(0.7f).sin().reshape(2, channels, 5, 6);
    Shape stride = new Shape(2, 2);

    NDArray[] ours = valueAndGradient(image, x -> Operators.maxPool(x, 3, 2, 1));
    NDArray[] djl =
        valueAndGradient(
            image,
            x -> x.getNDArrayInternal().maxPool(new Shape(3, 3), stride, new Shape(1, 1), false));

    assertThat(ours[0].getShape()).isEqualTo(djl[0].getShape());
    assertThat(ours[0].toFloatArray()).containsExactly(djl[0].toFloatArray());
    assertThat(ours[1].toFloatArray()).containsExactly(djl[1].toFloatArray());
  }

  private static NDArray[] valueAndGradient(NDArray at, UnaryOperator<NDArray> function) {
    NDArray leaf = Autograd.leaf(at.duplicate());
    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray value = function.apply(leaf);
      NDArray weights = value.getManager().arange((float) value.size()).reshape(value.getShape());
      Autograd.backward(value, weights);
      return new NDArray[] {Autograd.detach(value), Autograd.gradient(leaf)};
    }
  }

  @Test
  void transposedConvolutionSpreadsTheKernel() {
    NDArray x = manager.create(new float[] {1, 2}).reshape(1, 1, 1, 2);
    NDArray kernel = manager.create(new float[] {1, 10}).reshape(1, 1, 1, 2);
    NDArray bias = manager.create(new float[] {0.5f});
    Operators.Windows windows = Operators.Windows.stride(1, 2);

    NDArray plain = Operators.transposedConvolution(x, kernel, windows);
    NDArray biased = Operators.transposedConvolution(x, kernel, bias, windows);

    assertThat(plain.toFloatArray()).containsExactly(1, 10, 2, 20);
    assertThat(biased.toFloatArray()).containsExactly(1.5f, 10.5f, 2.5f, 20.5f);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void dropoutKeepsItsRateAndTheMean(double rate) {
    int count = 200_000;
    NDArray mask = Operators.dropout(manager.ones(new Shape(count)), 7, rate);

    float[] values = mask.toFloatArray();

    int dropped = 0;
    for (float value : values) {
      assertThat(value == 0 || Math.abs(value * (1 - rate) - 1) < 1e-6).isTrue();
      dropped += value == 0 ? 1 : 0;
    }
    // five standard deviations of a binomial count
    assertThat(dropped).isCloseTo((int) (rate * count), within(deviations(5, rate, count)));
  }

  @Test
  void dropoutMasksOfNeighbouringKeysAndElementsAreIndependent() {
    int count = 200_000;
    float[] one = Operators.dropout(manager.ones(new Shape(count)), 7, 0.5).toFloatArray();
    float[] other = Operators.dropout(manager.ones(new Shape(count)), 8, 0.5).toFloatArray();

    assertThat(agreements(one, 0, other, 0))
        .isCloseTo(count / 2, within(deviations(5, 0.5, count)));
    for (int lag : new int[] {1, 2, 3, 64, 128}) {
      assertThat(agreements(one, 0, one, lag))
          .as("lag %d", lag)
          .isCloseTo((count - lag) / 2, within(deviations(5, 0.5, count)));
    }
  }

  private static int deviations(double number, double rate, int count) {
    return (int) (number * Math.sqrt(count * rate * (1 - rate)));
  }

  private static int agreements(float[] a, int fromA, float[] b, int fromB) {
    int agreements = 0;
    for (int i = 0; i + Math.max(fromA, fromB) < a.length; i++) {
      agreements += a[i + fromA] == b[i + fromB] ? 1 : 0;
    }
    return agreements;
  }

  @Test
  void dropoutFollowsFromItsKeyAndLeavesTheEnginesRandomNumbersAlone() {
    NDArray like = manager.ones(new Shape(3, 5), DataType.FLOAT64);
    Engine.getEngine("PyTorch").setRandomSeed(1);
    float expected = manager.randomUniform(0, 1, new Shape(1)).getFloat();
    Engine.getEngine("PyTorch").setRandomSeed(1);

    NDArray first = Operators.dropout(like, Long.MIN_VALUE, 0.5);
    NDArray again = Operators.dropout(like, Long.MIN_VALUE, 0.5);

    assertThat(first).isEqualTo(again);
    assertThat(first.getShape()).isEqualTo(like.getShape());
    assertThat(first.getDataType()).isEqualTo(DataType.FLOAT64);
    assertThat(manager.randomUniform(0, 1, new Shape(1)).getFloat()).isEqualTo(expected);
  }

  @Test
  void dropoutMaskIsThatOfSplitMix() {
    long key = 42;
    int count = 1001;
    double rate = 0.3;

    NDArray like = manager.ones(new Shape(count));
    float[] mask = Operators.dropout(like, key, rate).toFloatArray();

    int threshold = (int) ((long) (rate * 0x1p32) + Integer.MIN_VALUE);
    for (int i = 0; i < count; i++) {
      long z = key + (i / 2 + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      int bits = (int) (i % 2 == 0 ? z : z >>> 32);
      assertThat(mask[i] > 0).as("element %d", i).isEqualTo(bits >= threshold);
    }
  }

  @Test
  void solvesInFloat64AndLeavesItsArgumentsAlone() {
    NDArray gram = manager.create(new float[][] {{4, 1}, {1, 3}});
    NDArray right = manager.create(new float[][] {{1}, {2}});

    NDArray x = Operators.choleskySolve(Operators.cholesky(gram), right);

    assertThat(x.getDataType()).isEqualTo(DataType.FLOAT64);
    assertThat(x.toDoubleArray()).containsExactly(new double[] {1 / 11.0, 7 / 11.0}, within(1e-15));
    assertThat(gram.toFloatArray()).containsExactly(4, 1, 1, 3);
  }

  @Test
  void fitsALineByLeastSquaresAndFindsEigenvalues() {
    NDArray points = manager.create(new double[][] {{0, 1}, {1, 1}, {2, 1}});
    NDArray values = manager.create(new double[][] {{1}, {3}, {5}});

    NDArray line = Operators.leastSquares(points, values);
    NDArray eigenvalues = Operators.eigenvalues(manager.create(new float[][] {{2, 1}, {1, 2}}));

    assertThat(line.toDoubleArray()).containsExactly(new double[] {2, 1}, within(1e-12));
    assertThat(eigenvalues.toDoubleArray()).containsExactly(new double[] {1, 3}, within(1e-12));
  }

  @Test
  void saysWhenAMatrixIsNotPositiveDefinite() {
    NDArray matrix = manager.create(new float[][] {{1, 2}, {2, 1}});

    assertThatThrownBy(() -> Operators.cholesky(matrix))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("positive-definite");
  }

  @Test
  void clipsTheNormOverAllArraysAndOnlyFromAbove() {
    NDArray a = manager.create(new float[] {3, 0});
    NDArray b = manager.create(new float[] {0, 4});

    Operators.clip(List.of(a, b), 10);
    float[] untouched = a.toFloatArray();
    Operators.clip(List.of(a, b), 1);

    assertThat(untouched).containsExactly(3, 0);
    assertThat(a.toFloatArray()).containsExactly(new float[] {0.6f, 0}, within(1e-6f));
    assertThat(b.toFloatArray()).containsExactly(new float[] {0, 0.8f}, within(1e-6f));
  }

  @Test
  void copiesInPlace() {
    NDArray x = Autograd.leaf(manager.create(new float[] {3}));
    NDArray untouched = Autograd.leaf(manager.create(new float[] {5}));
    Operators.copy(List.of(x), List.of(untouched));

    assertThat(x.getFloat()).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operators.copy(List.of(x), List.of(manager.zeros(new Shape(2)))))
        .withMessageContaining("sources have shapes [(2)], and the targets [(1)]");
  }
}
