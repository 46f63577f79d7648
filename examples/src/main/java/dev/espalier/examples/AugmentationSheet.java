package dev.espalier.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.augment.Mixup;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import dev.espalier.models.Datasets;
import dev.espalier.models.Pictures;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws what each augmentation makes of six pictures, three of a flower and three digits. */
public final class AugmentationSheet {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Draws what each augmentation makes of six pictures.")
  static final class Given {
    @Option(names = "seed", description = "The seed of all draws.")
    long seed = 1;

    @Option(names = "sheet", description = "The PNG file that is written.")
    Path sheet = Path.of("target/results/augmentations.png");
  }

  private static final int SIDE = 36;
  private static final int LARGER = 2;
  private static final int CELL = SIDE * LARGER + 4;
  private static final int TEXT = 210;
  private static final int PICTURES = 6;
  private static final int FLOWERS = 3;
  private static final int DIGIT = 8;
  private static final int CHANNELS = 3;
  // Fewer shades make a smaller file; the eye does not see it.
  private static final int SHADES = 20;
  private static final Dims DIMS = Dims.of(CHANNELS, SIDE, SIDE);

  private AugmentationSheet() {}

  /** Writes the sheet. */
  public static void main(String[] args) {
    Program.start(
        AugmentationSheet.class,
        new Given(),
        args,
        given -> {
          PictureFiles.write(sheet(given.seed), given.sheet);
          System.out.println(given.sheet);
        });
  }

  /** Gives the words in the order of the sheet. */
  static Map<String, Augmentation> words() {
    Map<String, Augmentation> words = new LinkedHashMap<>();
    words.put("as they are", Augmentation.named("nothing", (batch, dims, rows, random) -> {}));
    words.put("flip()", Augmentation.flip());
    words.put("verticalFlip()", Augmentation.verticalFlip());
    words.put("crop(8)", Augmentation.crop(8));
    words.put("crop(8).reflected()", Augmentation.crop(8).reflected());
    words.put("resizedCrop(0.2)", Augmentation.resizedCrop(0.2));
    words.put("rotation(30)", Augmentation.rotation(30));
    words.put("brightness(0.3)", Augmentation.brightness(0.3));
    words.put("contrast(0.7)", Augmentation.contrast(0.7));
    words.put("saturation(1)", Augmentation.saturation(1));
    words.put("cutout(16)", Augmentation.cutout(16));
    words.put("noise(0.1)", Augmentation.noise(0.1));
    words.put("timeMask(10)", Augmentation.timeMask(10));
    words.put("frequencyMask(10)", Augmentation.frequencyMask(10));
    words.put("mixup(10)", new Mixup(10));
    words.put("cutMix(1)", Augmentation.cutMix(1));
    return words;
  }

  static BufferedImage sheet(long seed) {
    Map<String, Augmentation> words = words();
    BufferedImage sheet =
        new BufferedImage(TEXT + PICTURES * CELL, words.size() * CELL, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 16));
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    int top = 0;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch = manager.create(pictures(), new Shape(DIMS.withBatch(PICTURES)));
      for (Map.Entry<String, Augmentation> word : words.entrySet()) {
        graphics.drawString(word.getKey(), 4, top + CELL / 2);
        NDArray changed =
            word.getValue().apply(batch, DIMS, Seeds.random(seed, "sheet", word.getKey()));
        draw(changed.toFloatArray(), graphics, top);
        top += CELL;
      }
    }
    graphics.dispose();
    return sheet;
  }

  private static void draw(float[] pictures, Graphics2D graphics, int top) {
    for (int each = 0; each < PICTURES; each++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        int color = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
          float value = pictures[(each * CHANNELS + channel) * SIDE * SIDE + pixel];
          int shade = Math.round(Math.max(0, Math.min(1, value)) * SHADES);
          color = (color << 8) | (shade * 255 / SHADES);
        }
        picture.setRGB(pixel % SIDE, pixel / SIDE, color);
      }
      graphics.drawImage(picture, TEXT + each * CELL, top + 2, SIDE * LARGER, SIDE * LARGER, null);
    }
  }

  /** Gives three parts of the flower, and three digits in gray, red and green before blue. */
  private static float[] pictures() {
    float[] values = new float[PICTURES * (int) DIMS.count()];
    BufferedImage flower = Pictures.scaled(Datasets.flower(), 3 * SIDE / 2 + 3, SIDE);
    for (int each = 0; each < FLOWERS; each++) {
      put(flower.getSubimage(each * 10, 0, SIDE, SIDE), values, each);
    }
    float[] digits = Datasets.digits().inputs().floats(0, PICTURES - FLOWERS);
    for (int each = 0; each < PICTURES - FLOWERS; each++) {
      BufferedImage digit = new BufferedImage(DIGIT, DIGIT, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < DIGIT * DIGIT; pixel++) {
        int shade = Math.round(255 * digits[each * DIGIT * DIGIT + pixel]);
        digit.setRGB(pixel % DIGIT, pixel / DIGIT, (shade << 16) | (shade << 8) | shade);
      }
      put(Pictures.scaled(digit, SIDE, SIDE), values, FLOWERS + each);
    }
    return values;
  }

  private static void put(BufferedImage picture, float[] values, int place) {
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      int color = picture.getRGB(pixel % SIDE, pixel / SIDE);
      for (int channel = 0; channel < CHANNELS; channel++) {
        int shade = (color >> (8 * (CHANNELS - 1 - channel))) & 255;
        values[(place * CHANNELS + channel) * SIDE * SIDE + pixel] = shade / 255f;
      }
    }
  }
}
