package dev.espalier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.describe.value.Seeds;
import dev.espalier.testkit.AugmentationContract;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AugmentationTest {
  private static final Dims IMAGE = Dims.of(2, 3, 3);

  private static Iterable<Augmentation> registered() {
    return Registry.all(Augmentation.class).values();
  }

  @ParameterizedTest
  @MethodSource("registered")
  void everyRegisteredOneKeepsTheContract(Augmentation augmentation) {
    AugmentationContract.check(augmentation, Dims.of(3, 12, 10));
  }

  /** Images of two channels; the one's middle is 1, the other's is 2, all else 0. */
  private static float[] dots(int rows) {
    float[] batch = new float[rows * 18];
    for (int row = 0; row < rows; row++) {
      batch[row * 18 + 4] = 1;
      batch[row * 18 + 13] = 2;
    }
    return batch;
  }

  private static int placeOf(float value, float[] batch, int start) {
    return IntStream.range(0, 9).filter(i -> batch[start + i] == value).findFirst().orElse(-1);
  }

  @Test
  void shiftMovesAllChannelsAlikeAndReachesEveryPlace() {
    float[] batch = dots(300);

    Augmentation.shift(1).apply(batch, IMAGE, 300, Seeds.random(7));

    Set<Integer> places = new HashSet<>();
    for (int row = 0; row < 300; row++) {
      int place = placeOf(1, batch, row * 18);
      places.add(place);
      assertThat(placeOf(2, batch, row * 18 + 9)).isEqualTo(place);
    }
    assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void shiftBeyondTheImageLeavesZeros() {
    float[] batch = dots(300);

    Augmentation.shift(9).apply(batch, IMAGE, 300, Seeds.random(7));

    assertThat(IntStream.range(0, batch.length).filter(i -> batch[i] != 0).count())
        .isBetween(1L, 100L);
  }

  @Test
  void shiftKeepsWhatStaysInside() {
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    List<float[]> possible =
        List.of(
            new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
            new float[] {0, 1, 2, 0, 4, 5, 0, 7, 8},
            new float[] {2, 3, 0, 5, 6, 0, 8, 9, 0},
            new float[] {0, 0, 0, 1, 2, 3, 4, 5, 6},
            new float[] {4, 5, 6, 7, 8, 9, 0, 0, 0},
            new float[] {0, 0, 0, 0, 1, 2, 0, 4, 5},
            new float[] {0, 0, 0, 2, 3, 0, 5, 6, 0},
            new float[] {0, 4, 5, 0, 7, 8, 0, 0, 0},
            new float[] {5, 6, 0, 8, 9, 0, 0, 0, 0});

    for (int seed = 0; seed < 30; seed++) {
      float[] moved = image.clone();
      Augmentation.shift(1).apply(moved, Dims.of(1, 3, 3), 1, Seeds.random(seed));

      assertThat(possible).anySatisfy(each -> assertThat(moved).isEqualTo(each));
    }
  }

  @Test
  void flipMirrorsAboutHalfOfTheImages() {
    float[] batch = new float[1000 * 3];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = i % 3;
    }

    Augmentation.flip().apply(batch, Dims.of(1, 1, 3), 1000, Seeds.random(7));

    long mirrored = IntStream.range(0, 1000).filter(row -> batch[row * 3] == 2).count();
    assertThat(mirrored).isBetween(440L, 560L);
    assertThat(IntStream.range(0, 1000).filter(row -> batch[row * 3 + 1] != 1)).isEmpty();
  }

  @Test
  void noiseHasItsDeviation() {
    float[] batch = new float[20_000];

    Augmentation.noise(0.5).apply(batch, Dims.of(2), 10_000, Seeds.random(7));

    double square = IntStream.range(0, batch.length).mapToDouble(i -> batch[i] * batch[i]).sum();
    assertThat(Math.sqrt(square / batch.length)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void sameGeneratorGivesTheSameBatch() {
    Augmentation all = Augmentation.flip().then(Augmentation.shift(1)).then(Augmentation.noise(1));
    float[] once = dots(4);
    float[] again = dots(4);
    float[] other = dots(4);

    all.apply(once, IMAGE, 4, Seeds.random(7, "epoch", 1));
    all.apply(again, IMAGE, 4, Seeds.random(7, "epoch", 1));
    all.apply(other, IMAGE, 4, Seeds.random(7, "epoch", 2));

    assertThat(again).isEqualTo(once);
    assertThat(other).isNotEqualTo(once);
    assertThat(all)
        .hasToString("random flip, random shift by up to 1 pixels, noise of deviation 1.0");
  }

  @Test
  void refusesWhatIsNoImage() {
    assertThatThrownBy(
            () -> Augmentation.flip().apply(new float[4], Dims.of(4), 1, Seeds.random(7)))
        .hasMessage(
            "random flip: found inputs of shape (4), needed (channels x height x width). "
                + "Try noise(0.1).");
  }

  @Test
  void refusesSettingsWithoutEffect() {
    assertThatThrownBy(() -> Augmentation.shift(0)).hasMessageContaining("shift(0)");
    assertThatThrownBy(() -> Augmentation.noise(Double.NaN)).hasMessageContaining("noise(NaN)");
  }
}
