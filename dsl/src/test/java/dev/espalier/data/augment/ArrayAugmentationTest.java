package dev.espalier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each augmentation makes of a few numbers, worked out by hand or by Python's torch. */
final class ArrayAugmentationTest {
  private static final Dims NINE = Dims.of(1, 3, 3);

  /** Gives what becomes of rows of 64-bit values. */
  private static double[] changed(Augmentation augmentation, Dims dims, int seed, double... rows) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch = manager.create(rows, new Shape(dims.withBatch(rows.length / dims.count())));
      NDArray changed = augmentation.apply(batch, dims, Seeds.random(seed));
      assertThat(changed.getDataType()).isEqualTo(DataType.FLOAT64);
      return changed.toDoubleArray();
    }
  }

  private static double[] counting(int count) {
    return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
  }

  @Test
  void verticalFlipTurnsAboutHalfOfTheImagesUpsideDown() {
    int turned = 0;
    for (int seed = 0; seed < 200; seed++) {
      double[] found = changed(Augmentation.verticalFlip(), NINE, seed, counting(9));
      turned += found[0] == 7 ? 1 : 0;
      assertThat(found).isIn(counting(9), new double[] {7, 8, 9, 4, 5, 6, 1, 2, 3});
    }
    assertThat(turned).isBetween(75, 125);
  }

  @Test
  void cropTakesOnePlaceOutOfTheBorderedImage() {
    List<double[]> found = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      found.add(changed(Augmentation.crop(1), NINE, seed, counting(9)));
    }

    assertThat(found).contains(new double[] {0, 0, 0, 0, 1, 2, 0, 4, 5});
    assertThat(found).contains(new double[] {5, 6, 0, 8, 9, 0, 0, 0, 0}, counting(9));
    assertThat(found.stream().map(DoubleStream::of).mapToDouble(DoubleStream::sum).distinct())
        .hasSize(9);
  }

  @Test
  void reflectedCropIsSurroundedByItsMirrorImageWithoutTheEdgeTwice() {
    List<double[]> found = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      found.add(changed(Augmentation.crop(1).reflected(), NINE, seed, counting(9)));
    }

    assertThat(found).contains(new double[] {5, 4, 5, 2, 1, 2, 5, 4, 5});
    assertThat(found).contains(new double[] {5, 6, 5, 8, 9, 8, 5, 6, 5});
  }

  @Test
  void resizedCropOfTheWholeImageIsTheImage() {
    // Of areas just below 1, all sides are rounded to 3.
    double[] found = changed(new RandomResizedCrop(0.999, 1, 1), NINE, 7, counting(9));

    assertThat(found).containsExactly(counting(9));
  }

  /** Two of four pixels to four by {@code torch.nn.functional.interpolate}: 1, 1.25, 1.75, 2. */
  @Test
  void resizedCropStretchesAsTorchDoes() {
    Augmentation quarter = new RandomResizedCrop(0.25, 0.25, 1);
    double[] image = IntStream.range(0, 16).mapToDouble(i -> 4 * (i % 4)).toArray();

    List<double[]> found = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      double[] line = changed(quarter, Dims.of(1, 4, 4), seed, image);
      found.add(new double[] {line[12], line[13], line[14], line[15]});
    }

    assertThat(found)
        .contains(new double[] {0, 1, 3, 4}, new double[] {4, 5, 7, 8})
        .contains(new double[] {8, 9, 11, 12});
    assertThat(found.stream().map(line -> line[0]).distinct()).hasSize(3);
  }

  @Test
  void resizedCropsHaveTheirAreasAndSides() {
    Augmentation crop = Augmentation.resizedCrop(0.2);
    double[] ramp = new double[40 * 30];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % 30;
    }

    double[] widths =
        IntStream.range(0, 100)
            .mapToObj(seed -> changed(crop, Dims.of(1, 40, 30), seed, ramp))
            .mapToDouble(found -> found[29] - found[0] + 1)
            .toArray();

    assertThat(DoubleStream.of(widths).min().orElseThrow()).isBetween(13.0, 18.0);
    assertThat(DoubleStream.of(widths).max().orElseThrow()).isEqualTo(30);
  }

  /**
   * By {@code F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False),
   * align_corners=False)} with {@code theta} of the angle drawn, and by hand for the middle.
   */
  @Test
  void rotationKeepsTheMiddleAndTurnsTheRest() {
    double[] cross = {0, 1, 0, 0, 5, 0, 0, 0, 0};
    double angle = Math.toRadians(90 * (2 * Seeds.random(7).nextDouble() - 1));

    double[] found = changed(Augmentation.rotation(90), NINE, 7, cross);

    assertThat(found[4]).isCloseTo(5, within(1e-12));
    // The pixel above the middle comes from (sin, -cos) of it.
    double x = Math.sin(angle);
    double y = -Math.cos(angle);
    double up = Math.max(0, 1 - Math.abs(x)) * Math.max(0, 1 - Math.abs(y + 1));
    double middle = Math.max(0, 1 - Math.abs(x)) * Math.max(0, 1 - Math.abs(y));
    assertThat(found[1]).isCloseTo(up + 5 * middle, within(1e-12));
  }

  /** By {@code torchvision.transforms.functional.rotate(x, 17.720654448397617, BILINEAR)}. */
  @Test
  void rotationHasTorchvisionsValues() {
    double[] squares = IntStream.range(0, 12).mapToDouble(i -> i * i).toArray();

    double[] found = changed(Augmentation.rotation(40), Dims.of(1, 3, 4), 7, squares);

    assertThat(40 * (2 * Seeds.random(7).nextDouble() - 1)).isEqualTo(17.720654448397617);
    double[] wanted = {
      0.221905546, 1.776465806, 12.239854555, 22.36016071, 9.075557327, 21.579563204,
      45.450197644, 80.687460646, 30.52413352, 65.497497976, 83.945024448, 66.836885165
    };
    assertThat(found).containsExactly(wanted, within(1e-9));
  }

  /** By {@code torchvision.transforms.functional.resized_crop(x, 0, 0, 4, 3, [5, 6])}. */
  @Test
  void resizedCropHasTorchvisionsValues() {
    double[] squares = IntStream.range(0, 30).mapToDouble(i -> i * i).toArray();

    double[] found = changed(new RandomResizedCrop(0.3, 0.5, 1.3), Dims.of(1, 5, 6), 2, squares);

    double[] wanted = {
      0, 0.25, 0.75, 1.75, 3.25, 4, 25.2, 27.55, 32.25, 37.45, 43.15, 46, 90, 94.75, 104.25, 114.25,
      124.75, 130, 198, 205.15, 219.45, 234.25, 249.55, 257.2, 324, 333.25, 351.75, 370.75, 390.25,
      400
    };
    assertThat(found).containsExactly(wanted, within(1e-9));
  }

  @Test
  void rotationTurnsPixelsOfImagesThatAreNoSquares() {
    double[] line = new double[5 * 9];
    line[2 * 9 + 2] = 1;
    line[2 * 9 + 6] = 1;

    double[] found = changed(Augmentation.rotation(180), Dims.of(1, 5, 9), 9, line);

    double angle = Math.toRadians(180 * (2 * Seeds.random(9).nextDouble() - 1));
    double weight = DoubleStream.of(found).sum();
    double away = 0;
    for (int i = 0; i < found.length; i++) {
      away += found[i] * Math.hypot(i / 9 - 2, i % 9 - 4) / weight;
    }
    assertThat(Math.abs(Math.sin(angle))).isBetween(0.1, 0.9);
    assertThat(away).isCloseTo(2, within(0.25));
  }

  @Test
  void brightnessAddsOneNumberToAnImage() {
    double by = 0.5 * (2 * Seeds.random(7).nextDouble() - 1);

    double[] found = changed(Augmentation.brightness(0.5), NINE, 7, counting(9));

    assertThat(found)
        .containsExactly(DoubleStream.of(counting(9)).map(each -> each + by).toArray());
  }

  @Test
  void contrastMultipliesDistancesFromEachChannelsMean() {
    double factor = 1 + 0.5 * (2 * Seeds.random(7).nextDouble() - 1);

    double[] found = changed(Augmentation.contrast(0.5), Dims.of(2, 1, 3), 7, 1, 2, 3, 10, 20, 30);

    double[] wanted = {2 - factor, 2, 2 + factor, 20 - 10 * factor, 20, 20 + 10 * factor};
    assertThat(found).containsExactly(wanted, within(1e-12));
  }

  @Test
  void saturationMultipliesDistancesFromGray() {
    double factor = 1 + 0.5 * (2 * Seeds.random(7).nextDouble() - 1);
    double gray = 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.9;

    double[] found = changed(Augmentation.saturation(0.5), Dims.of(3, 1, 1), 7, 0.2, 0.4, 0.9);

    double[] wanted = DoubleStream.of(0.2, 0.4, 0.9).map(v -> gray + factor * (v - gray)).toArray();
    assertThat(found).containsExactly(wanted, within(1e-12));
  }

  @Test
  void cutoutPutsZerosIntoASquareThatMayReachBeyondTheEdge() {
    List<Long> zeros = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      double[] found = changed(Augmentation.cutout(2), Dims.of(1, 4, 4), seed, counting(16));
      zeros.add(DoubleStream.of(found).filter(value -> value == 0).count());
      for (int i = 0; i < 16; i++) {
        assertThat(found[i]).isIn(0.0, i + 1.0);
      }
    }

    assertThat(zeros).contains(4L, 2L, 1L).doesNotContain(0L, 3L);
  }

  @Test
  void timeMaskPutsZerosIntoNeighbouringSteps() {
    SplittableRandom same = Seeds.random(5);
    int count = same.nextInt(4);
    long start = same.nextLong(5 - count + 1);

    double[] found = changed(Augmentation.timeMask(3), Dims.of(5, 2), 5, counting(10));

    assertThat(count).isPositive();
    for (int i = 0; i < 10; i++) {
      boolean masked = i / 2 >= start && i / 2 < start + count;
      assertThat(found[i]).isEqualTo(masked ? 0 : i + 1);
    }
  }

  @Test
  void masksOfSpectrogramsLieInColumnsAndRows() {
    double[] time = changed(new TimeMask(2), Dims.of(1, 3, 4), 4, counting(12));
    double[] frequency = changed(new FrequencyMask(2), Dims.of(1, 3, 4), 4, counting(12));

    assertThat(IntStream.range(0, 4).filter(i -> time[i] == 0).count()).isBetween(1L, 2L);
    for (int i = 0; i < 12; i++) {
      assertThat(time[i] == 0).isEqualTo(time[i % 4] == 0);
      assertThat(frequency[i] == 0).isEqualTo(frequency[i / 4 * 4] == 0);
    }
    assertThat(DoubleStream.of(frequency).filter(value -> value == 0).count()).isIn(4L, 8L);
  }

  @Test
  void frequencyMaskPutsZerosIntoNeighbouringFeatures() {
    double[] found = changed(new FrequencyMask(2), Dims.of(2, 5), 4, counting(10));

    assertThat(IntStream.range(0, 5).filter(i -> found[i] == 0).count()).isBetween(1L, 2L);
    for (int i = 0; i < 5; i++) {
      assertThat(found[i] == 0).isEqualTo(found[i + 5] == 0);
    }
  }

  @Test
  void mixupMixesEachRowWithAnother() {
    Mix mix = new Mixup(0.4).draw(Dims.of(1), 3, Seeds.random(7));

    double[] found = changed(new Mixup(0.4), Dims.of(1), 7, 1, 10, 100);

    double[] rows = {1, 10, 100};
    for (int i = 0; i < 3; i++) {
      double partner = rows[(i + mix.shift()) % 3];
      assertThat(found[i])
          .isCloseTo(mix.share() * rows[i] + (1 - mix.share()) * partner, within(1e-12));
    }
    assertThat(mix.share()).isBetween(0.0, 1.0);
    assertThat(mix.pasted()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void cutMixPastesAsMuchOfAnotherImageAsItsShareSays(int seed) {
    Dims dims = Dims.of(1, 8, 6);
    Mix mix = new CutMix(1).draw(dims, 2, Seeds.random(seed));
    double[] two = new double[96];
    Arrays.fill(two, 48, 96, 1);

    double[] found = changed(new CutMix(1), dims, seed, two);

    double ones = IntStream.range(0, 48).mapToDouble(i -> found[i]).sum();
    assertThat(1 - mix.share()).isCloseTo(ones / 48, within(1e-12));
    assertThat(IntStream.range(48, 96).mapToDouble(i -> found[i]).sum()).isEqualTo(48 - ones);
  }

  @Test
  void cutMixDrawsAreasOfAllSizes() {
    double[] shares =
        IntStream.range(0, 200)
            .mapToDouble(
                seed -> new CutMix(1).draw(Dims.of(1, 32, 32), 8, Seeds.random(seed)).share())
            .toArray();

    // Half of the area on the average, less what lies beyond the edge.
    assertThat(DoubleStream.of(shares).average().orElseThrow()).isBetween(0.6, 0.75);
    assertThat(DoubleStream.of(shares).min().orElseThrow()).isLessThan(0.25);
  }

  @Test
  void oneRowIsNotMixed() {
    assertThat(changed(new Mixup(1), Dims.of(2), 7, 3, 4)).containsExactly(3, 4);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> Augmentation.crop(0))
        .hasMessage("crop(0): needed 1 to 10000. Try crop(4).");
    assertThatThrownBy(() -> Augmentation.rotation(181))
        .hasMessage(
            "rotation(181.0): needed a number above 0 and at most 180.0. Try rotation(15.0).");
    assertThatThrownBy(() -> Augmentation.contrast(Double.NaN))
        .hasMessage("contrast(NaN): needed a number above 0 and at most 1.0. Try contrast(0.2).");
    assertThatThrownBy(() -> Augmentation.mixup(0))
        .hasMessage("mixup(0.0): needed a number above 0 and at most 100.0. Try mixup(0.2).");
    assertThatThrownBy(() -> Augmentation.resizedCrop(0))
        .hasMessageStartingWith("resizedCrop: found areas from 0.0 to 1.0 and a ratio of ");
    assertThatThrownBy(() -> Augmentation.named("mine", Augmentation.mixup(0.2)))
        .hasMessage(
            "Augmentation.named(\"mine\", ...): found mixup by Beta(0.2, 0.2), which mixes labels too"
                + " and is known by its own name. Try it without named(...).");
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> Augmentation.saturation(0.2).requireFit(Dims.of(1, 8, 8)))
        .hasMessage(
            "saturation by up to 0.2: found inputs of shape (1 x 8 x 8), needed 3 channels, red, green"
                + " and blue. Try noise(0.1).");
    assertThatThrownBy(() -> Augmentation.crop(8).requireFit(Dims.of(1, 8, 8)))
        .hasMessageContaining(
            "found inputs of shape (1 x 8 x 8), needed images of at least 9 x 9.");
    assertThatThrownBy(() -> Augmentation.timeMask(9).requireFit(Dims.of(8, 20)))
        .hasMessageContaining("found inputs of shape (8 x 20), needed at least 9 steps.");
    assertThatThrownBy(() -> Augmentation.frequencyMask(3).requireFit(Dims.of(20)))
        .hasMessageContaining("needed (steps x features) or (channels x frequencies x steps).");
  }
}
