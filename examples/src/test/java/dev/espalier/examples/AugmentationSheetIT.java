package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.augment.RandomShift;
import dev.espalier.describe.value.Registry;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AugmentationSheetIT {
  /** Crops with padding show it. */
  private static final Class<?> SHOWN_BY_ANOTHER = RandomShift.class;

  @Test
  void everyAugmentationHasItsRow(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("sheet.png");

    AugmentationSheet.main(new String[] {"sheet=" + file});

    BufferedImage sheet = ImageIO.read(file.toFile());
    int rows = AugmentationSheet.words().size();
    List<String> first = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int[] pixels = pixels(sheet, row, rows);
      first.add(Arrays.toString(pixels));
    }
    assertThat(first).doesNotHaveDuplicates();
    List<Class<?>> shown = new ArrayList<>(List.of(SHOWN_BY_ANOTHER));
    AugmentationSheet.words().values().forEach(each -> shown.add(each.getClass()));
    List<Class<?>> registered = new ArrayList<>();
    Registry.all(Augmentation.class).values().forEach(each -> registered.add(each.getClass()));
    assertThat(shown).containsAll(registered);
  }

  @Test
  void theSheetOfTheDocumentsIsSmall() throws Exception {
    Path file = Path.of("../docs/augmentations.png");

    assertThat(Files.size(file)).isLessThan(200_000);
    assertThat(ImageIO.read(file.toFile()).getHeight() % AugmentationSheet.words().size()).isZero();
  }

  private static int[] pixels(BufferedImage sheet, int row, int rows) {
    int height = sheet.getHeight() / rows;
    int left = sheet.getWidth() / 3;
    return sheet.getRGB(
        left, row * height, sheet.getWidth() - left, height, null, 0, sheet.getWidth() - left);
  }
}
