package dev.espalier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The formulas for windows, against counting where a window can stand. */
class WindowArithmeticTest {

  @Property(edgeCases = EdgeCasesMode.NONE)
  void convolvesAtAsManyPlacesAsAWindowCanStand(
      @ForAll @IntRange(min = 1, max = 30) int height,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 4) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    // Padding wider than both is refused.
    Assume.that(padding <= Math.max(height, width) || padding <= dilation * (kernel - 1) + 1);
    Conv2d conv = Conv2d.of(5, kernel, c -> c.stride(stride).padding(padding).dilation(dilation));

    assertPlaces(
        conv,
        5,
        height,
        width,
        places(height, kernel, stride, padding, dilation),
        places(width, kernel, stride, padding, dilation));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void poolsAtAsManyPlacesAsAWindowCanStand(
      @ForAll @IntRange(min = 1, max = 30) int height,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 3) int wanted) {
    int padding = Math.min(wanted, size / 2);

    assertPlaces(
        Pool.max(size, p -> p.stride(stride).padding(padding)),
        3,
        height,
        width,
        places(height, size, stride, padding, 1),
        places(width, size, stride, padding, 1));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void keepsTheSizeWhenAskedTo(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 0, max = 4) int half,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    Conv2d conv = Conv2d.of(2, 2 * half + 1, c -> c.dilation(dilation).same());

    assertThat(conv.outputOf(Dims.of(3, height, 40))).isEqualTo(Dims.of(2, height, 40));
  }

  private static void assertPlaces(
      Layer layer, int channels, int height, int width, int rows, int columns) {
    Dims in = Dims.of(3, height, width);
    if (rows == 0 || columns == 0) {
      assertThatThrownBy(() -> layer.outputOf(in)).isInstanceOf(MisfitException.class);
    } else {
      assertThat(layer.outputOf(in)).isEqualTo(Dims.of(channels, rows, columns));
    }
  }

  /** Counts the starts from which every point of the window lies on the padded axis. */
  private static int places(int size, int window, int stride, int padding, int dilation) {
    int count = 0;
    for (int start = -padding; start < size + padding; start += stride) {
      boolean fits = true;
      for (int point = 0; point < window; point++) {
        fits &= start + point * dilation < size + padding;
      }
      count += fits ? 1 : 0;
    }
    return count;
  }
}
