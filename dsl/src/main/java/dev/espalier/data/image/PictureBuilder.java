package dev.espalier.data.image;

import dev.espalier.data.image.PictureFolder.Entry;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Setting;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says what a folder's pictures become; a persistent value, so every call returns a new one.
 *
 * <p>If nothing is said, they are in colour and all of one size.
 *
 * <pre>{@code
 * Data.fromPictures(folder, p -> p.size(32, 32).crop())
 * }</pre>
 */
public final class PictureBuilder {
  private static final Setting<List<Integer>> SIZE = new Setting<>("the size", List.of());
  private static final Setting<Integer> CHANNELS = new Setting<>("the colors", 3);
  private static final Setting<Optional<Fit>> FIT = new Setting<>("the fit", Optional.empty());
  private static final Setting<Optional<Path>> CACHE = new Setting<>("the cache", Optional.empty());

  private final Choices choices;

  private PictureBuilder(Choices choices) {
    this.choices = choices;
  }

  /** Gives a builder of which nothing was said. */
  public static PictureBuilder empty() {
    return new PictureBuilder(Choices.of("pictures"));
  }

  /**
   * Brings pictures to a size in pixels; one of {@link #resize}, {@link #crop} and {@link #pad}
   * says how, else they are resized.
   */
  public PictureBuilder size(int height, int width) {
    // Refuses what is out of range at once.
    new PictureRecipe(3, height, width, Fit.RESIZE);
    return new PictureBuilder(
        choices.with(SIZE, List.of(height, width), "%s x %s".formatted(height, width)));
  }

  /** Makes one channel of them, gray by ITU-R 601. */
  public PictureBuilder gray() {
    return new PictureBuilder(choices.with(CHANNELS, 1, "gray"));
  }

  /** Makes three channels of them, red, green and blue; that is so if nothing is said. */
  public PictureBuilder color() {
    return new PictureBuilder(choices.with(CHANNELS, 3, "color"));
  }

  /** Stretches pictures to the size. */
  public PictureBuilder resize() {
    return fit(Fit.RESIZE);
  }

  /** Scales pictures until they cover the size, and cuts off what stands out on two sides. */
  public PictureBuilder crop() {
    return fit(Fit.CROP);
  }

  /** Scales pictures until they are within the size, and surrounds them with black. */
  public PictureBuilder pad() {
    return fit(Fit.PAD);
  }

  /** Keeps what was read in this folder, which must be there; else beside the pictures' own. */
  public PictureBuilder cache(Path folder) {
    Given.all("folder", folder);
    return new PictureBuilder(choices.with(CACHE, Optional.of(folder), folder));
  }

  private PictureBuilder fit(Fit fit) {
    return new PictureBuilder(choices.with(FIT, Optional.of(fit), fit));
  }

  /**
   * What a folder's pictures have become.
   *
   * @param recipe by which other pictures become the same
   * @param inputs the pictures
   * @param labels the numbers of their classes
   * @param classes the classes' names
   */
  public record Read(PictureRecipe recipe, Rows inputs, Rows labels, List<String> classes) {
    /** Refuses null. */
    public Read {
      Given.all("recipe", recipe, "inputs", inputs, "labels", labels, "classes", classes);
    }
  }

  /**
   * Gives what a folder's pictures become; the second time without opening them.
   *
   * @throws DataException naming every file that is no picture, or is damaged
   */
  public Read read(Path folder) {
    Given.all("folder", folder);
    if (choices.has(FIT) && !choices.has(SIZE)) {
      throw new IllegalArgumentException(
          "pictures: found %s() without a size, needed one. Try size(32, 32).%s()."
              .formatted(word(), word()));
    }
    PictureFolder listed = PictureFolder.list(folder);
    PictureRecipe recipe = recipe(listed.files().get(0));
    Rows inputs = PictureCache.of(listed, recipe, choices.get(CACHE)).rows();
    Rows labels = Rows.of(listed.labels(), Dims.of());
    return new Read(recipe, inputs, labels, listed.classes());
  }

  private PictureRecipe recipe(Entry first) {
    int channels = choices.get(CHANNELS);
    if (choices.has(SIZE)) {
      List<Integer> size = choices.get(SIZE);
      Fit fit = choices.get(FIT).orElse(Fit.RESIZE);
      return new PictureRecipe(channels, size.get(0), size.get(1), fit);
    }
    return PictureFile.of(first.file()).read(image -> asFirst(channels, image));
  }

  private static PictureRecipe asFirst(int channels, BufferedImage image) throws Damage {
    if (Math.max(image.getWidth(), image.getHeight()) > PictureRecipe.LONGEST) {
      throw new Damage(
          "found %s x %s pixels, needed sides of at most %s"
              .formatted(image.getWidth(), image.getHeight(), PictureRecipe.LONGEST),
          "size(32, 32)");
    }
    return new PictureRecipe(channels, image.getHeight(), image.getWidth(), Fit.NONE);
  }

  private String word() {
    return switch (choices.get(FIT).orElse(Fit.RESIZE)) {
      case CROP -> "crop";
      case PAD -> "pad";
      default -> "resize";
    };
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
