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
import dev.espalier.models.Pictures;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final Arguments given;
  private final Split pixels;
  private final BufferedImage image;
  private final Spreads results = new Spreads("PSNR in dB on pixels not trained on");

  private FitImage(Arguments given) {
    this.given = given;
    image = PictureFiles.read(given.text("image"), given.whole("width"));
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
    double start = EqualTime.seconds();
    try (Run run =
        train(hierarchy(), multigrade(), ignored -> recipe(seed, given.whole("epochs")))) {
      double budget = EqualTime.seconds() - start;
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
    int epochs = EqualTime.epochsWithin(budget, (some, listener) -> alone(seed, some, listener));
    double start = EqualTime.seconds();
    try (Run run = alone(seed, epochs, new RunListener() {})) {
      results.add("one network", run.evaluate(pixels.test()).metric("psnr"));
      results.add("one network, seconds", EqualTime.seconds() - start);
      results.add("one network, epochs", epochs);
      return Pictures.drawn(run, run.plan().readout(), image.getWidth(), image.getHeight());
    }
  }

  private Run alone(int seed, int epochs, RunListener listener) {
    return train(
        network(), supervised().halfSquare(), ignored -> recipe(seed, epochs).listener(listener));
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
      PictureFiles.write(images.get(i), folder.resolve("fit-image-" + i + ".png"));
    }
    PictureFiles.write(PictureFiles.sideBySide(images), folder.resolve("fit-image.png"));
    run.report()
        .with(
            GradeReport.of(run.outcome(), pixels.test()),
            Section.of("Picture by grade").figure(new Figure("Pictures", images, captions)))
        .writeTo(folder.resolve("fit-image.html"));
  }
}
