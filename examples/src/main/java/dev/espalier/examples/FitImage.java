package dev.espalier.examples;

import static dev.espalier.Espalier.exponential;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.methods.mgdl.GradeReport;
import dev.espalier.models.Datasets;
import dev.espalier.models.Pictures;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.train.EpochRecord;
import dev.espalier.train.GradientStage;
import dev.espalier.train.RecipeBuilder;
import dev.espalier.train.RunListener;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import tech.tablesaw.api.Table;

/**
 * Learns a picture as a function of coordinates from every second pixel both ways, by four grades,
 * and by one network with the same hidden layers for as many seconds (arXiv 2507.20351).
 *
 * <p>Seconds are processor time of the one thread that trains: wall-clock time of an idle machine.
 *
 * <p>Leaves the pictures of every grade as PNG, and a report with them side by side.
 */
public final class FitImage {
  private static final int GRADES = 4;
  private static final int TRIAL_EPOCHS = 12;

  private final Arguments given;
  private final Split pixels;
  private final BufferedImage image;
  private final Spreads results = new Spreads("PSNR in dB on pixels not trained on");

  private FitImage(Arguments given) {
    this.given = given;
    BufferedImage whole = image(given.text("image"));
    int width = given.whole("width");
    int height = Math.max(2, Math.round((float) width * whole.getHeight() / whole.getWidth()));
    image = Pictures.scaled(whole, width, height);
    pixels = Pictures.everySecond(image);
  }

  /**
   * Prints peak signal-to-noise ratios in decibels on the pixels that were not trained on, and
   * writes them as {@code fit-image.md}.
   *
   * @param args if wanted {@code image=FILE width=128 layers=3 units=128 epochs=300 seeds=3
   *     results=target/results}; without a file, the flower that Espalier has
   */
  public static void main(String[] args) {
    System.out.println(run(args).printAll());
  }

  /** Does the work of {@link #main}; gives the table, a row a grade, then the network. */
  static Table run(String... args) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("image", "flower");
    names.put("width", "128");
    names.put("layers", "3");
    names.put("units", "128");
    names.put("epochs", "300");
    names.put("seeds", "3");
    names.put("results", "target/results");
    FitImage example = new FitImage(Arguments.read(names, List.of(args)));
    for (int seed = 1; seed <= example.given.whole("seeds"); seed++) {
      example.grades(seed);
      example.results.write(example.given.path("results"), "fit-image");
    }
    return example.results.table();
  }

  private void grades(int seed) {
    double start = seconds();
    try (Run run =
        train(hierarchy(), multigrade(), ignored -> recipe(seed, given.whole("epochs")))) {
      double budget = seconds() - start;
      for (GradientStage grade : run.plan().gradientStages()) {
        results.add(grade.name(), run.evaluate(grade.readout(), pixels.test()).metric("psnr"));
      }
      results.add("four grades, seconds", budget);
      BufferedImage alone = alone(seed, budget);
      if (seed == 1) {
        show(run, alone);
      }
    }
  }

  /** Trains one network for as long; gives what it makes of the picture. */
  private BufferedImage alone(int seed, double budget) {
    int epochs = Math.max(1, (int) Math.round(budget / secondsOfEpoch(seed)));
    double start = seconds();
    try (Run run = alone(seed, epochs, epoch -> {})) {
      results.add("one network", run.evaluate(pixels.test()).metric("psnr"));
      results.add("one network, seconds", seconds() - start);
      results.add("one network, epochs", epochs);
      return Pictures.drawn(run, run.plan().readout(), image.getWidth(), image.getHeight());
    }
  }

  /** Gives what an epoch of the network takes, without the first ones, which still compile. */
  private double secondsOfEpoch(int seed) {
    List<Double> ends = new ArrayList<>();
    alone(seed, TRIAL_EPOCHS, epoch -> ends.add(seconds())).close();
    int half = TRIAL_EPOCHS / 2;
    return (ends.get(TRIAL_EPOCHS - 1) - ends.get(half - 1)) / half;
  }

  private Run alone(int seed, int epochs, Consumer<EpochRecord> afterEpoch) {
    RunListener listener =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            afterEpoch.accept(epoch);
          }
        };
    return train(
        network(), supervised().halfSquare(), ignored -> recipe(seed, epochs).listener(listener));
  }

  /** Gives the processor time of this thread, which does all the work; other programs take none. */
  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private RecipeBuilder recipe(int seed, int epochs) {
    return RecipeBuilder.empty()
        .regress(pixels.train())
        .adam(exponential(2e-3, 1e-4).byEpoch())
        .batch(256)
        .epochs(epochs)
        .seed(seed)
        .quiet();
  }

  private Hierarchy hierarchy() {
    int units = given.whole("units");
    int layers = given.whole("layers");
    return Espalier.hierarchy(
        "picture",
        h ->
            h.input(2)
                .grades(
                    GRADES,
                    "hidden" + layers,
                    (g, n) ->
                        n.repeat(layers, (i, b) -> b.dense("hidden" + i, units).relu()).output(3)));
  }

  private Network network() {
    int units = given.whole("units");
    return Espalier.network(
        "whole",
        n ->
            n.input(2)
                .repeat(
                    GRADES * given.whole("layers"), (i, b) -> b.dense("hidden" + i, units).relu())
                .output(3));
  }

  /** Writes the picture, what each grade makes of it, and what one network does. */
  private void show(Run run, BufferedImage alone) {
    List<BufferedImage> images = new ArrayList<>(List.of(image));
    List<String> captions = new ArrayList<>(List.of("the picture"));
    for (GradientStage grade : run.plan().gradientStages()) {
      images.add(Pictures.drawn(run, grade.readout(), image.getWidth(), image.getHeight()));
      captions.add(
          String.format(
              Locale.ROOT,
              "%s, %.2f dB",
              grade.readout(),
              run.evaluate(grade.readout(), pixels.test()).metric("psnr")));
    }
    images.add(alone);
    captions.add("one network, as many seconds");
    Path folder = given.path("results");
    for (int i = 0; i < images.size(); i++) {
      write(images.get(i), folder.resolve("fit-image-" + i + ".png"));
    }
    write(sideBySide(images), folder.resolve("fit-image.png"));
    run.report()
        .with(
            GradeReport.of(run.outcome(), pixels.test()),
            Section.of("Picture by grade").figure(new Figure("Pictures", images, captions)))
        .writeTo(folder.resolve("fit-image.html"));
  }

  private static BufferedImage sideBySide(List<BufferedImage> images) {
    int width = images.get(0).getWidth();
    int gap = 4;
    BufferedImage row =
        new BufferedImage(
            images.size() * (width + gap) - gap,
            images.get(0).getHeight(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = row.createGraphics();
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(images.get(i), i * (width + gap), 0, null);
    }
    graphics.dispose();
    return row;
  }

  private static void write(BufferedImage picture, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(picture, "png", file.toFile());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static BufferedImage image(String file) {
    if (file.equals("flower")) {
      return Datasets.flower();
    }
    try {
      BufferedImage read = ImageIO.read(Path.of(file).toFile());
      if (read == null) {
        throw new IllegalArgumentException(
            "image %s: the JDK cannot read its format. Try a PNG or JPEG file.".formatted(file));
      }
      return read;
    } catch (IOException broken) {
      throw new UncheckedIOException("image " + file + ": it cannot be read", broken);
    }
  }
}
