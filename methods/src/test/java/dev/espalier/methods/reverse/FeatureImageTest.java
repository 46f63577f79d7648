package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.value.Dims;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

final class FeatureImageTest {

  @Test
  void laysChannelsSideBySide() {
    double[] values = {0, 1, 0.5, 1, 0, 0, 1, 0, 1, 1, 1, 1};

    BufferedImage image = FeatureImage.gray(Dims.of(3, 2, 2), values, 0, 1);

    assertThat(image.getWidth()).isEqualTo(5);
    assertThat(image.getHeight()).isEqualTo(5);
    assertThat(image.getRGB(0, 0) & 0xffffff).isZero();
    assertThat(image.getRGB(0, 1) & 0xffffff).isEqualTo(0x808080);
    assertThat(image.getRGB(3, 1) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(4, 1) & 0xffffff).isZero();
  }

  @Test
  void showsTheSignByColor() {
    BufferedImage image = FeatureImage.signed(Dims.of(4), new double[] {2, -2, 0, 1});

    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xff0000);
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0x0000ff);
    assertThat(image.getRGB(0, 1) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(1, 1) & 0xffffff).isEqualTo(0xff8080);
  }
}
