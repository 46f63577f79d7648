package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

final class PicturesTest {

  @Test
  void aPixelIsItsPlaceAndItsColour() {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 1, 0xff8000);

    DataSet pixels = Pictures.pixels(image);

    assertThat(pixels.size()).isEqualTo(8);
    assertThat(pixels.inputs().row(7)).containsExactly(.75, .5);
    assertThat(pixels.target(7)).containsExactly(new double[] {1, 128 / 255.0, 0}, within(1e-7));
    assertThat(pixels.target(0)).containsOnly(0);
  }

  @Test
  void aPictureOfItsPixelsIsThePicture() {
    BufferedImage image = Pictures.scaled(Datasets.flower(), 7, 5);

    BufferedImage again = Pictures.picture(Pictures.pixels(image), 7);

    assertThat(again.getHeight()).isEqualTo(5);
    assertThat(again.getRGB(0, 0, 7, 5, null, 0, 7))
        .containsExactly(image.getRGB(0, 0, 7, 5, null, 0, 7));
    assertThatThrownBy(() -> Pictures.picture(Pictures.pixels(image), 6))
        .hasMessageContaining("are not rows of 6 colours");
  }

  @Test
  void aBlurSpreadsALightPixelByItsChannels() {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    image.setRGB(4, 3, 0xff0000);

    DataSet blurred = Pictures.blurred(Pictures.pixels(image), 9, .5);

    double beside = Math.exp(-2);
    double all = 1 + 2 * beside + 2 * Math.exp(-8);
    double[] light = {1 / (all * all), 0, 0};
    double[] next = {beside / (all * all), 0, 0};
    assertThat(blurred.target(3 * 9 + 4)).containsExactly(light, within(1e-7));
    assertThat(blurred.target(2 * 9 + 4)).containsExactly(next, within(1e-7));
    assertThatThrownBy(() -> Pictures.blurred(Pictures.pixels(image), 8, .5))
        .hasMessageContaining("are not rows of 8 colours");
  }

  @Test
  void everySecondPixelIsForTrainingAndAllOthersForTesting() {
    Split parts = Pictures.everySecond(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB));

    assertThat(parts.train().size()).isEqualTo(3 * 2);
    assertThat(parts.test().size()).isEqualTo(20 - 6);
    assertThat(parts.train().inputs().row(1))
        .containsExactly(new double[] {0, -.75}, within(1e-12));
  }

  @Test
  void refusesSizesThatNoPictureHas() {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);

    assertThatThrownBy(() -> Pictures.scaled(image, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "scaled: found 0 x 0 pixels, needed at least 1 x 1 and at most 100000000 in all."
                + " Try 64, 64.");
    assertThatThrownBy(() -> Pictures.scaled(image, -1, 5)).hasMessageContaining("-1 x 5 pixels");
    assertThatThrownBy(() -> Pictures.scaled(image, 1 << 16, 1 << 16))
        .hasMessageContaining("65536 x 65536 pixels");
  }

  @Test
  void refusesABlurThatIsNone() {
    DataSet pixels = Pictures.pixels(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB));

    for (double deviation :
        new double[] {0, -1, 1e-300, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Pictures.blurred(pixels, 9, deviation))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "blur: the deviation is %s pixels, needed 0.001 to 100000.0. Try 1, or no blur."
                  .formatted(deviation));
    }
  }

  @Test
  void scalesALongImageWithoutOverflow() {
    BufferedImage image = new BufferedImage(50_000, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(49_999, 0, 0xffffff);

    BufferedImage scaled = Pictures.scaled(image, 50_000, 1);

    assertThat(scaled.getRGB(49_999, 0)).isEqualTo(0xffffffff);
  }

  @Test
  void scalingTakesMeans() {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0000c8);
    image.setRGB(1, 1, 0x000064);

    BufferedImage small = Pictures.scaled(image, 2, 1);

    assertThat(small.getRGB(0, 0) & 0xffffff).isEqualTo(75);
    assertThat(small.getRGB(1, 0) & 0xffffff).isZero();
  }

  @Test
  void theFlowerScalesToTheSizeOfTheExperiments() {
    BufferedImage small = Pictures.scaled(Datasets.flower(), 128, 85);

    Split parts = Pictures.everySecond(small);

    assertThat(parts.train().size()).isEqualTo(64 * 43);
    assertThat(parts.test().size()).isEqualTo(128 * 85 - 64 * 43);
  }
}
